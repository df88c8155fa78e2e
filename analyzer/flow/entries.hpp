// Pass 6a: who calls the user's code. Entry points from the framework models, with method and path where they can be read.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "link/program.hpp"
#include "models/library_index.hpp"

namespace chokepoint::flow {

using link::FunctionIndex;
using link::Program;

/// Schedule: a job that a timer of the process itself starts.
enum class EntryKind : std::uint8_t { Request, Socket, Job, Schedule, Startup, Cli };
std::string_view show(EntryKind kind);
/// What a model calls it; a request unless it says otherwise.
EntryKind kind_of(std::string_view origin);

struct EntryPoint {
  FunctionIndex function = link::kNone;       // none: the library answers for `klass`,
  link::ClassIndex klass = link::kNone;       // none too: by a class or function of its own
  std::string library;                        // … of this name
  FunctionIndex registered_in = link::kNone;  // of those a call registers
  ir::OpId registration;
  std::vector<link::Frame> frames;  // the calls through which it got there, from the inside
  EntryKind kind = EntryKind::Request;
  bool on_loop = false;   // runs on an event loop, else on a thread (or goroutine) of its own
  bool detached = false;  // also a plain call of it only starts it
  bool hosted = false;    // a platform calls it by itself: a cloud function
  std::string verb;       // "GET"; "" if any or none
  std::string path;       // "/users/{id}" as written, with the prefixes of its routers
  std::string label;      // "GET /users/{id}", "celery task `resize`"
  models::Origin origin;  // the model row that says so
};

/// The file of the function or class.
const link::ProgramFile& file_of(const Program& program, const EntryPoint& entry);

/// A function that a descriptor names as one a cloud calls: `handler: src/users.create`.
struct NamedHandler {
  std::string stem;  // "src/users", the file's path without its ending
  std::string name;  // "create"
  std::string verb;
  std::string path;
};

/// Whether the project of a file answers on the threads of a servlet container, where a `Mono` is waited for.
using OnServlets = std::function<bool(link::FileIndex)>;

/// Sorted by function, then label; a function may be several entry points.
std::vector<EntryPoint> find_entries(const Program& program, const models::LibraryIndex& library,
                                     const std::vector<NamedHandler>& named = {}, const OnServlets& on_servlets = {});

}  // namespace chokepoint::flow
