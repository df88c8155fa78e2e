// What a library is: the typed form of rules/models/<ecosystem>/<library>.yml. A model names no rule and no repository.
//
//   calls:
//     - functions: ["requests.{get,post}", "requests.Session#{get,post}"]
//       effects: [http-out, blocks-io]
//       options: { timeout: { at: ["keyword:timeout"], absent: "waits for ever", disabled_by: ["None"] } }
//
// Functions are named by qualified name: `module.member` (module as imported: `node:` dropped, npm's default export is the
// package itself), `.` before a static member and `#` before an instance member; Go types carry no `*`; one `{a,b}` per segment.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace chokepoint::models {

/// Where a value stands at a call.
///
///   receiver · argument:0 · argument:last · arguments:1 (all from 1 on) · keyword:timeout
///   argument:1.timeout (key of an object or struct passed there; dots may nest) · keyword:data.timeout
///   result · result:0 (element of a tuple result) · result.Body
struct Place {
  enum class Kind : std::uint8_t { Receiver, Argument, LastArgument, ArgumentsFrom, Keyword, Result, ResultElement };
  Kind kind = Kind::Argument;
  std::uint32_t index = 0;
  std::string keyword;
  std::vector<std::string> path;  // keys or members below it
};

/// Where in the rule base a row stands.
struct Origin {
  std::string file;  // "pypi/requests.yml"
  std::uint32_t line = 0;
};

struct Option {
  std::string name;  // of the vocabulary: timeout, store, limit, pool-size …
  std::vector<Place> at;
  std::string absent;                    // what happens without it, in words: "waits for ever"
  std::vector<std::string> disabled_by;  // literal texts that switch it off: "None", "0", "null", "false", "-1"
  std::vector<Place> via;                // values that may carry it: the request and its context in Go's `client.Do(request)`
};

/// A callback the call runs, and where.
///
/// `callback: receiver` says where the callbacks of the chain before the call run (`subscribeOn`), `callback: result` where those of
/// the chain behind it run (`publishOn`).
struct Run {
  enum class Where : std::uint8_t {
    Here,          // at once, in the caller's context
    PerElement,    // at once, once per element of the receiver or first argument: a loop
    WorkerThread,  // on another thread of this process: leaves the event loop, keeps the request
    EventLoop,     // on the event loop
    Later,         // same thread, after the caller has returned (timers, continuations of promises)
    Job,           // background job of this or another process: leaves the request
    Process,       // another process
    Startup,       // once, when the service starts
  };
  Place callback;
  Where where = Where::Here;
  std::vector<std::string> parameters;  // types of what it is called with, or "receiver": `io.on("connection", socket => …)`
};

/// A resource that whoever acquires it must release.
struct Acquire {
  std::string resource;                  // of the vocabulary: http-response-body, db-rows, db-connection, transaction, file
  Place value;                           // result, result:0; argument:0: held while this callback runs
  std::vector<std::string> released_by;  // member paths called on the value: "Body.Close", "close"; none: by whoever gave it
};

/// What a call does with the things a container holds.
///
///   contents: [{ what: adds, key: "argument:0", value: "argument:1" }]      `map.set(id, user)`
///   contents: [{ what: removes, of: "argument:0" }]                         `delete(users, id)`
struct Content {
  enum class What : std::uint8_t {
    Adds,
    Removes,
    Measures,  // yields how much it holds
  };
  What what = What::Adds;
  std::vector<Place> of;  // the container; none: the receiver
  std::vector<Place> key;
  std::vector<Place> value;
};

/// How many rows a query yields when it runs; Same keeps what the receiver in the chain had.
enum class Rows : std::uint8_t { Same, Many, One, None };

struct Call {
  std::vector<std::string> functions;  // expanded qualified names; a trailing `*` matches any rest of the last segment
  std::vector<std::string> effects;    // of the vocabulary
  std::string
      returns;  // a type's qualified name, "receiver", "instance" (of the class it is called on), "argument:N", "result-of:N" (callback), "element", "key",
                // "value", "element-of:N" (of an argument); type arguments in `<>`: "java.util.List<result-of:0>";
                // "" unknown
  std::vector<Option> options;
  std::vector<std::string> sets;             // options that calling it sets on its receiver (builders)
  std::vector<std::string> sets_everywhere;  // options it sets for the whole process (`socket.setdefaulttimeout`)
  Rows rows = Rows::Same;
  bool bounds = false;           // limits how many rows the chain yields (limit, first, slice, paginate)
  std::vector<Place> bounds_at;  // … only if one of these is given (`findMany({take: 10})`)
  bool bounds_next = false;      // limits the next query of the function it stands in (`PageHelper.startPage(1, 20)`)
  bool keyed = false;            // looks up by primary or unique key
  std::vector<Place> sql;        // the argument that holds SQL text, looked at for LIMIT, keys and aggregates
  std::vector<Place> into;       // the argument that rows are put into: many only if it is a list (`db.Find(&users)`)
  bool advances = false;         // moves a cursor on: a loop that asks it is a loop over the rows (`for rows.Next()`)
  std::vector<Run> runs;
  std::vector<Acquire> acquires;
  std::vector<Place> closes;             // arguments or receiver it closes or drains
  std::vector<Place> keeps;              // arguments it takes ownership of
  std::vector<Place> unless_given;       // the row does not hold if one of these is given
  std::vector<std::string> unless_used;  // … or if the program uses one of these libraries
  bool constructor = false;              // only as `new X(...)`, or X(...) where X is a class
  std::vector<Content> contents;
  std::string lives;     // of an annotation: what carries it is made once for the "process", or for each "request"
  std::string note;      // a fact worth showing: "5-minute default"
  std::string versions;  // range of the locked version this row holds for: ">=2.0,<8.0.0"; "" always
  bool neutral = false;  // looked at, nothing to say
  Origin origin;
};

/// A store to a library's setting for the whole process: `axios.defaults.timeout = 5000`.
struct Setting {
  std::string path;  // "axios.defaults.timeout"
  std::string option;
  std::vector<std::string> functions;  // the calls it covers, as patterns; empty: all of the library
  Origin origin;
};

struct TypeModel {
  std::string name;                            // "requests.Session"
  std::vector<std::string> made_by;            // functions that return it; `*_pb2_grpc.*Stub`: of any library
  std::vector<std::string> bases;              // library types it inherits from
  std::map<std::string, std::string> members;  // property → type; "*" = any other property
  std::string element;                         // type of what iterating or indexing it yields
  std::string awaits_to;                       // type of `await x`
  bool sliced_bounds = false;                  // `x[:n]` limits the rows of the chain
  std::vector<std::string>
      evaluated_by;  // lazy queries: "iterate", "await", "list" (list(), tuple(), len(), Array.from), "serialise"
  std::vector<std::string> evaluation_effects;
  Rows rows = Rows::Same;
  std::vector<std::string> annotated_by;      // project classes with this annotation are of this type
  std::vector<std::string> abstract_effects;  // a bodiless method of a project interface that extends it has these effects
  bool abstract_rows_by_result = false;       // … and yields many rows when its declared result is a collection
  std::vector<std::string> scanned_by;  // project interfaces in the packages this annotation names are of this type (`@MapperScan`)
  bool bounds = false;                  // an argument of this type limits the rows of a query (`Pageable`)
  std::vector<std::string> answers;     // methods that handlers of this type have from the library: `list` of a view set
  std::string
      nature;  // what its values are: map, list, set, queue, lock, connection, the request, or a type of the language; "" none of these
  bool bounded = false;  // a container that lets go of what it holds by itself
  Origin origin;
};

/// Methods of a handler class that become routes of their own by a decorator: `@action(detail=True, methods=["post"])`.
struct Action {
  std::vector<std::string> marked_by;  // names of the decorators, whoever defines them
  std::vector<Place> paths;            // of the decorator; without one: the method's name
  std::vector<Place> verbs;            // of the decorator; without one: GET
  std::string below;                   // between the path of the class and the action's: "{pk}"
  std::vector<Place> below_if;         // … only if one of these is true
};

/// Who calls the user's code. `how`:
///   call        a call of `functions` registers the functions found at `handlers`; `*.Register*Server`: of any library
///   decorator   a function decorated with one of `functions`
///   annotation  like decorator, on a method of a class that may carry `prefix_functions` with a path prefix
///   subclass    the methods `methods` of project classes that derive from one of `functions` (types)
///   file        functions exported under the names `methods` from files matching `files` (Next.js, Lambda)
struct Entry {
  enum class How : std::uint8_t { Call, Decorator, Annotation, Subclass, File };
  How how = How::Call;
  std::vector<std::string> functions;
  std::vector<std::string> class_functions;   // annotations the class must carry (`@RestController`); empty: any class
  std::vector<std::string> prefix_functions;  // class annotations whose path is a prefix
  bool generated_interface = false;           // … of methods of an interface that is made from a specification in the build
  std::vector<Place> handlers;
  std::vector<std::string> events;  // `on("request", f)`: what the first argument must name, if it is known; empty: anything
  std::vector<Place> paths;
  std::vector<std::string> path_functions;  // what stands beside and gives the path: another annotation of the method, `@Path`,
                                            // or a call of the same chain, `router.get("/x").handler(h)`
  std::vector<Place> verbs;                 // where the HTTP method is named
  std::vector<std::string> chained_verbs;   // calls in the same chain that name it: `r.Handle("/x", h).Methods("GET")`
  std::string verb;  // fixed method (without one at `verbs`), or "from-name": the upper-case name of the function or decorator,
                     // "from-path": of the predicate that holds the path, `GET("/users")`,
                     // "from-chain": of the call of the chain that gives the path,
                     // or "from-method": the handler's own name
  std::vector<std::string> methods;           // of a class or instance given as handler; "*" is every public one
  std::vector<std::string> with_parameters;   // … that has a parameter of one of these types, `*` as in file names
  std::vector<std::string> marked_by;         // … that carries a decorator of one of these names, whoever defines it
  std::vector<Place> methods_at;              // where a text says which of them answer which verbs: "GET:List;POST:Create"
  std::map<std::string, std::string> routes;  // methods of a class given as handler: what they answer below the path, "GET {pk}/"
  std::vector<Action> actions;                // … and those that decorators add
  std::string limited_by;                     // field of such a class that names the HTTP methods it answers
  std::vector<std::string> files;             // globs of paths relative to the project
  std::string origin_kind = "request";        // request, function, job, schedule, startup, cli, socket
  std::string on_async = "loop";              // where an async handler runs: loop, thread
  std::string on_sync = "thread";             // where a plain handler runs
  std::string on_reactive;                    // Java: where a handler whose result is a reactive type runs; "" = on_sync
  bool detached = false;                      // also a plain call of it only starts it: `@Async`
  std::string label;                          // "websocket", "celery task"; shown when there is no path
  Origin origin;
};

/// A router put below a prefix: `app.use("/api", router)`, `include_router(router, prefix=…)`. A function given as router gets
/// it as its first parameter: `r.Route("/api", func(r chi.Router) {…})`. `result` is a router below the receiver: `r.Group("/api")`.
struct Mount {
  std::vector<std::string> functions;
  std::vector<Place> routers;
  std::vector<Place> prefixes;
  Origin origin;
};

struct Library {
  std::string ecosystem;  // pypi, npm, go, maven, cpp; standard libraries are the library "stdlib" of their ecosystem
  std::string name;
  std::string versions;
  std::vector<std::string> modules;            // import roots it covers; default: its name
  std::map<std::string, std::string> aliases;  // Go: other import paths of its packages, such as of a fork, to the one in its rows
  std::string source;                          // provenance: URL
  std::vector<TypeModel> types;
  std::vector<Call> calls;
  std::vector<Setting> settings;
  std::vector<Entry> entries;
  std::vector<Mount> mounts;
  Origin origin;
};

}  // namespace chokepoint::models
