// A command line of a container or a Procfile: which program it starts, how many processes that forks, which interface it speaks.
//
//   WEB_CONCURRENCY=4 gunicorn app:api -k uvicorn.workers.UvicornWorker   →   program gunicorn, 4 workers, asgi
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chokepoint::facts {

/// Words as a shell would split them; quotes removed, `&&`, `||`, `;` and `|` are words of their own.
std::vector<std::string> split_command(std::string_view command);

/// The same, of the script that a shell is told to run: `sh -c "…"`.
std::vector<std::string> words_that_run(std::string_view command);

/// `&&`, `;` and the like, which end a command.
bool is_separator(std::string_view word);

/// One command line of an entry point and its arguments, of which either may be empty.
std::string join_command(std::string_view entrypoint, std::string_view arguments);

/// The command with the variable that says how many workers a server starts.
std::string with_concurrency(std::string_view workers, std::string_view command);

struct CommandLine {
  std::string program;                                       // "gunicorn", "node"; "" if it could not be told
  std::uint32_t workers = 0;                                 // 0: not said
  bool workers_open = false;                                 // as many as there are cores
  std::string workers_from;                                  // "--workers 4", "WEB_CONCURRENCY=4"
  std::string web_stack;                                     // asgi, wsgi or ""
  bool listens = false;                                      // an HTTP server
  bool works = false;                                        // a worker: takes jobs of a queue, or runs them by the clock
  std::string script;                                        // of `npm run X`, and the file of `node FILE`
  std::vector<std::pair<std::string, std::string>> options;  // "--worker-class gthread" as worker_class, "-Xmx512m" as Xmx
};
CommandLine read_command(std::string_view command);

}  // namespace chokepoint::facts
