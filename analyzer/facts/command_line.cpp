#include "facts/command_line.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "base/letter_case.hpp"
#include "base/word_list.hpp"
#include "facts/workspace.hpp"
#include "source/file_name.hpp"

namespace chokepoint::facts {
namespace {

constexpr std::size_t kMaxWords = 2000;
constexpr int kMaxShells = 4;  // of which each runs the next

struct Server {
  std::string_view program;
  std::string_view web_stack;
  std::array<std::string_view, 3> worker_options;  // the value follows, after a space or `=`
  bool reads_concurrency = false;                  // WEB_CONCURRENCY
};

constexpr Server kServers[] = {
    {"gunicorn", "wsgi", {"--workers", "-w"}, true},
    {"uvicorn", "asgi", {"--workers"}, true},
    {"hypercorn", "asgi", {"--workers", "-w"}},
    {"granian", "", {"--workers"}},
    {"daphne", "asgi", {}},
    {"uwsgi", "wsgi", {"--processes", "-p", "--workers"}},
    {"waitress-serve", "wsgi", {}},
    {"fastapi", "asgi", {"--workers"}, true},
    {"flask", "wsgi", {}},
    {"pm2-runtime", "", {"-i", "--instances"}},
    {"pm2", "", {"-i", "--instances"}},
    {"puma", "", {"-w", "--workers"}, true},
    {"next", "", {}},
    {"nest", "", {}},
    {"robyn", "asgi", {"--processes"}},
    {"litestar", "asgi", {"--web-concurrency", "-W"}, true},
};

const Server* find_server(std::string_view program) {
  const auto found =
      std::find_if(std::begin(kServers), std::end(kServers), [&](const Server& server) { return server.program == program; });
  return found == std::end(kServers) ? nullptr : found;
}

// What only sets the stage for the program that follows it.
bool is_wrapper(std::string_view word) {
  static constexpr std::string_view wrappers[] = {"exec",           "env",         "sudo",        "nohup",
                                                  "tini",           "dumb-init",   "gosu",        "su-exec",
                                                  "time",           "cross-env",   "--",          "poetry",
                                                  "pipenv",         "uv",          "pdm",         "run",
                                                  "newrelic-admin", "run-program", "ddtrace-run", "opentelemetry-instrument",
                                                  "dotenv",         "doppler",     "npx",         "bunx"};
  return is_one_of(word, wrappers);
}

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  return std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals), is_name_letter);
}

// "4"; "${WORKERS:-4}" and "${WORKERS-4}" by their default.
std::optional<std::uint32_t> count_of(std::string_view text) {
  if (text.starts_with("${") && text.ends_with('}')) {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    text = text.substr(dash + 1, text.size() - dash - 2);
  }
  return number(text);
}

void set_workers(CommandLine& line, std::string_view value, std::string from) {
  if (value == "max" || value == "0" || value == "-1" || contains(value, "nproc")) {
    line.workers_open = true;
    line.workers_from = std::move(from);
  } else if (const auto count = count_of(value)) {
    line.workers = *count;
    line.workers_from = std::move(from);
  }
}

void read_options(const Server& server, const std::vector<std::string>& words, std::size_t first, CommandLine& line) {
  for (std::size_t i = first; i < words.size() && !is_separator(words[i]); ++i) {
    const std::string& word = words[i];
    for (const std::string_view option : server.worker_options) {
      if (option.empty()) continue;
      if (word == option && i + 1 < words.size()) set_workers(line, words[i + 1], word + " " + words[i + 1]);
      else if (word.starts_with(option) && word.size() > option.size() + 1 && word[option.size()] == '=')
        set_workers(line, std::string_view(word).substr(option.size() + 1), word);
      else if (option.size() == 2 && word.starts_with(option) && count_of(std::string_view(word).substr(2)))
        set_workers(line, std::string_view(word).substr(2), word);
    }
    if (server.program == "gunicorn" && (contains(lower_case(word), "uvicornworker") || word == "asgi")) line.web_stack = "asgi";
    if (server.program == "granian" && (word == "asgi" || word == "wsgi")) line.web_stack = word;
  }
}

struct ShortOption {
  std::string_view program, letter, name;
};
constexpr ShortOption kShortOptions[] = {
    {"gunicorn", "-w", "workers"}, {"gunicorn", "-k", "worker_class"}, {"gunicorn", "-t", "timeout"},
    {"gunicorn", "-b", "bind"},    {"gunicorn", "-c", "config"},       {"celery", "-c", "concurrency"},
    {"celery", "-P", "pool"},      {"hypercorn", "-w", "workers"},     {"uwsgi", "-p", "processes"}};

// "-Xmx512m" → Xmx = 512m, "-Dname=value" → Dname = value
void add_java_option(std::string_view word, CommandLine& line) {
  const std::size_t sign = word.find('=');
  const std::size_t end = sign == std::string_view::npos ? std::min(word.find_first_of("0123456789"), word.size()) : sign;
  if (end > 2)
    line.options.emplace_back(word.substr(1, end - 1),
                              word.substr(std::min(end + (sign == std::string_view::npos ? 0 : 1), word.size())));
}

// `--name value`, `--name=value`, `--flag`; names with underscores, as in configuration files.
void collect_options(const std::vector<std::string>& words, std::size_t first, CommandLine& line) {
  for (std::size_t i = first; i < words.size() && !is_separator(words[i]); ++i) {
    const std::string_view word = words[i];
    const bool has_next = i + 1 < words.size() && !words[i + 1].starts_with("-") && !is_separator(words[i + 1]);
    for (const ShortOption& option : kShortOptions) {
      if (option.program == line.program && option.letter == word && has_next) line.options.emplace_back(option.name, words[i + 1]);
    }
    if (word.starts_with("-X") || word.starts_with("-D")) add_java_option(word, line);
    if (!word.starts_with("--") || word.size() < 3) continue;
    const std::size_t equals = word.find('=');
    std::string name(word.substr(2, equals == std::string_view::npos ? equals : equals - 2));
    std::replace(name.begin(), name.end(), '-', '_');
    const bool application = has_next && words[i + 1].find(':') != std::string::npos &&
                             std::isalpha(static_cast<unsigned char>(words[i + 1][0])) &&
                             !name.starts_with("bind");  // `--preload app:api`
    if (equals != std::string_view::npos) line.options.emplace_back(std::move(name), word.substr(equals + 1));
    else line.options.emplace_back(std::move(name), has_next && !application ? words[i + 1] : "true");
  }
}

// `flask db upgrade`, `pm2 save` and `next build` are no servers.
bool serves(std::string_view program, std::string_view verb) {
  if (program == "flask") return verb == "run" || verb.starts_with('-');
  if (program == "fastapi") return verb == "run";
  if (program == "next" || program == "nest" || program == "pm2") return verb == "start";
  return verb != "--version" && verb != "--help" && verb != "--check-config";
}

// `celery -A app worker`, `rq scheduler`, `manage.py qcluster`.
bool is_worker(std::string_view program, const std::vector<std::string>& words, std::size_t first) {
  static constexpr std::string_view alone[] = {"arq",         "dramatiq", "huey_consumer", "huey_consumer.py",
                                               "rqscheduler", "rqworker", "supervisord"};
  static constexpr std::string_view told[] = {"celery", "manage.py", "procrastinate", "rq", "taskiq"};
  static constexpr std::string_view verbs[] = {"beat",        "celery",   "db_worker", "process_tasks", "qcluster", "rq",
                                               "rqscheduler", "rqworker", "run_huey",  "scheduler",     "worker"};
  if (is_one_of(program, alone)) return true;
  if (!is_one_of(program, told)) return false;
  for (std::size_t i = first; i < words.size() && !is_separator(words[i]); ++i) {
    if (is_one_of(words[i], verbs)) return program != "manage.py" || i == first;
    if (program == "manage.py") return false;
  }
  return false;
}

// A program of the repository's own that is told to serve: `/app/shop server start`.
bool is_told_to_serve(std::string_view verb) { return verb == "serve" || verb == "server" || verb == "webserver"; }

// `gosu app gunicorn …`
bool takes_user(std::string_view word) { return word == "gosu" || word == "su-exec"; }

// Where the script of `npm run start` and the file of `node server.js` stands; the end if there is none.
std::size_t script_at(const std::vector<std::string>& words, std::size_t program, bool is_python) {
  const std::string_view name = source::name_of(words[program]);
  const bool is_manager = is_one_of(name, {"npm", "yarn", "pnpm", "bun"});
  if (!is_manager && !is_python && !is_one_of(name, {"node", "tsx", "ts-node"})) return words.size();
  std::size_t script = program + 1;
  while (script < words.size() && (words[script].starts_with('-') || (is_manager && words[script] == "run"))) ++script;
  return script < words.size() && !is_separator(words[script]) ? script : words.size();
}

// One command between separators, beginning at `first`.
CommandLine read_simple(const std::vector<std::string>& words, std::size_t first, std::string_view concurrency) {
  CommandLine line;
  std::size_t i = first;
  while (i < words.size() && !is_separator(words[i]) &&
         (is_wrapper(source::name_of(words[i])) || is_assignment(words[i]) || words[i].starts_with('-')))
    i += takes_user(source::name_of(words[i])) ? 2 : 1;
  if (i >= words.size() || is_separator(words[i])) return line;
  std::string_view program = source::name_of(words[i]);
  bool is_python = program.starts_with("python") || program == "pypy3";
  if (is_python && i + 2 < words.size() && words[i + 1] == "-m") {  // `python -m gunicorn …`
    i += 2;
    program = words[i];
    is_python = false;
  }
  line.program = program;
  if (const Server* server = find_server(program)) {
    line.web_stack = server->web_stack;
    line.listens = serves(program, i + 1 < words.size() ? std::string_view(words[i + 1]) : std::string_view());
    if (!line.listens) line.web_stack.clear();
    if (server->reads_concurrency && !concurrency.empty())
      set_workers(line, concurrency, fmt::format("WEB_CONCURRENCY={}", concurrency));
    read_options(*server, words, i + 1, line);
  }
  collect_options(words, i + 1, line);
  const std::size_t script = script_at(words, i, is_python);
  if (script < words.size()) line.script = words[script];
  const bool runs_file = is_python && script < words.size();
  if (runs_file) {  // `python manage.py …`: the file takes the words behind it
    i = script;
    program = source::name_of(line.script);
  }
  const std::string_view verb = i + 1 < words.size() ? std::string_view(words[i + 1]) : std::string_view();
  const bool own = line.script.empty() && !find_server(program) && contains(words[i], "/");
  if ((runs_file && program == "manage.py" && verb == "runserver") || (own && is_told_to_serve(verb))) line.listens = true;
  line.works = is_worker(program, words, i + 1);
  return line;
}

}  // namespace

std::vector<std::string> split_command(std::string_view command) {
  std::vector<std::string> words;
  std::string word;
  bool open = false;
  const auto finish = [&] {
    if (open || !word.empty()) words.push_back(std::move(word));
    word.clear();
    open = false;
  };
  for (std::size_t i = 0; i < command.size() && words.size() < kMaxWords; ++i) {
    const char c = command[i];
    if (c == '"' || c == '\'') {
      for (++i; i < command.size() && command[i] != c; ++i) {
        if (c == '"' && command[i] == '\\' && i + 1 < command.size() && (command[i + 1] == '"' || command[i + 1] == '\\')) ++i;
        word += command[i];
      }
      open = true;
    } else if (c == '$' && i + 1 < command.size() && (command[i + 1] == '{' || command[i + 1] == '(')) {
      const std::size_t end = std::min(command.find(command[i + 1] == '{' ? '}' : ')', i), command.size() - 1);
      word += command.substr(i, end - i + 1);
      i = end;
    } else if (c == '\\' && i + 1 < command.size()) {
      if (command[++i] != '\n') word += command[i];
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      finish();
    } else if (c == ';' || c == '|' || c == '&') {
      finish();
      words.emplace_back(1, c);
      if (i + 1 < command.size() && command[i + 1] == c) words.back() += command[++i];
    } else {
      word += c;
    }
  }
  finish();
  return words;
}

std::vector<std::string> words_that_run(std::string_view command) {
  std::vector<std::string> words = split_command(command);
  for (int shells = 0; shells < kMaxShells && words.size() >= 3; ++shells) {
    const bool shell = is_one_of(source::name_of(words[0]), {"sh", "bash", "ash", "dash", "zsh"});
    if (!shell || !words[1].starts_with("-") || !words[1].ends_with("c")) break;
    words = split_command(words[2]);
  }
  return words;
}

bool is_separator(std::string_view word) { return is_one_of(word, {"&&", "||", ";", "|", "&"}); }

std::string join_command(std::string_view entrypoint, std::string_view arguments) {
  return fmt::format("{}{}{}", entrypoint, entrypoint.empty() || arguments.empty() ? "" : " ", arguments);
}

std::string with_concurrency(std::string_view workers, std::string_view command) {
  return fmt::format("WEB_CONCURRENCY={} {}", workers, command);
}

CommandLine read_command(std::string_view command) {
  const std::vector<std::string> words = words_that_run(command);
  std::string concurrency;
  for (const std::string& word : words) {
    if (word.starts_with("WEB_CONCURRENCY=")) concurrency = word.substr(16);
  }
  CommandLine last;
  for (std::size_t i = 0; i < words.size();) {
    CommandLine line = read_simple(words, i, concurrency);
    const bool serves = line.listens || line.works;
    if (serves || (!last.listens && !last.works)) last = std::move(line);  // migrations and the like come first
    while (i < words.size() && !is_separator(words[i])) ++i;
    ++i;
  }
  return last;
}

}  // namespace chokepoint::facts
