#include "facts/one_off_job.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/word_list.hpp"
#include "facts/command_line.hpp"
#include "facts/workspace.hpp"
#include "source/file_name.hpp"

namespace chokepoint::facts {
namespace {

enum class Kind : std::uint8_t { Job, Pause, Other };

// `deploy.sh`, `db-migrate.mjs`, `build_packages.sh`, but not `build-and-start.sh`.
bool names_job(std::string_view name) {
  static constexpr std::string_view jobs[] = {"build", "deploy", "migrate", "migration", "migrations", "seed"};
  static constexpr std::string_view services[] = {"api", "serve", "server", "service", "start", "worker"};
  const std::size_t dot = name.find('.');
  bool job = false;
  for (std::size_t begin = 0; begin < std::min(dot, name.size());) {
    const std::size_t end = std::min({name.find_first_of("-_:", begin), dot, name.size()});
    const std::string_view word = name.substr(begin, end - begin);
    if (is_one_of(word, services)) return false;
    job |= is_one_of(word, jobs);
    begin = end + 1;
  }
  return job;
}

// `prisma migrate up`, `knex migrate:latest`, `manage.py migrate`.
bool migrates(std::string_view word) { return word == "migrate" || word.starts_with("migrate:") || word.starts_with("db:migrate"); }

Kind kind_of(const std::vector<std::string>& words) {
  static constexpr std::string_view tools[] = {"alembic", "dbmate", "flyway", "goose", "goreleaser", "liquibase", "make"};
  static constexpr std::string_view pauses[] = {"cd", "echo", "exit", "sleep", "true"};
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  const CommandLine line = read_command(text);
  if (line.listens || line.works || line.program.empty()) return Kind::Other;
  if (is_one_of(line.program, pauses)) return words.back() == "infinity" ? Kind::Other : Kind::Pause;
  if (is_one_of(line.program, tools) || std::any_of(words.begin() + 1, words.end(), migrates)) return Kind::Job;
  const std::string_view script = line.script.empty() ? std::string_view(line.program) : source::name_of(line.script);
  const bool is_script = !line.script.empty() || contains(script, ".");
  return is_script && names_job(script) ? Kind::Job : Kind::Other;
}

}  // namespace

bool is_one_off_job(std::string_view command) {
  const std::vector<std::string> words = words_that_run(command);
  bool job = false;
  for (auto begin = words.begin(); begin != words.end();) {
    const auto end = std::find_if(begin, words.end(), is_separator);
    if (begin != end) {
      const Kind kind = kind_of({begin, end});
      if (kind == Kind::Other) return false;
      job |= kind == Kind::Job;
    }
    begin = end == words.end() ? end : end + 1;
  }
  return job;
}

}  // namespace chokepoint::facts
