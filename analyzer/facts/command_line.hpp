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
