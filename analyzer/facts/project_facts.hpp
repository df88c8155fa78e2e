// What manifests, lock files and deployment files say about each project of a repository, every fact with its place.
//
//   services/api/package.json:12:5   npm `express` ^4.18.0, locked 4.18.2
//   deploy/api.yaml:9:3              replicas of `api`: 3      →   replicated
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ir/file_ir.hpp"
#include "source/file.hpp"

namespace chokepoint::facts {

struct Place {
  std::string file;        // relative to the scan root
  std::uint32_t line = 0;  // one-based, 0 = the whole file
  std::uint32_t column = 0;
};

/// Observed in the repository, or declared by its people in chokepoint.yml.
enum class Basis : std::uint8_t { Observed, Declared };

struct Dependency {
  std::string ecosystem;  // npm, pypi, go, maven
  std::string name;       // pypi names normalised (`flask-login`), Maven as `group:artifact`
  std::string range;      // as written: "^4.18.0", ">=2,<3", "${spring.version}" resolved
  std::string locked;     // "" when no lock file says it
  bool development = false;
  Place place;
  Place lock;  // where the locked version stands
};

/// The version of a language's runtime: as asked for ("engines", "go 1.22", "requires-python") or as shipped (base image).
struct Runtime {
  std::string name;      // node, python, go, java
  std::string version;   // "20", ">=3.11", "1.22"
  bool shipped = false;  // of a base image or a platform, not a lower bound
  Place place;
};

/// asgi, wsgi, reactive or servlet, and why.
struct WebStack {
  std::string kind;
  std::string reason;
  Place place;
};

/// What a value is, as far as it can be read without running anything.
enum class ValueKind : std::uint8_t { Unknown, Text, Number, Boolean, Null, List, Map };

/// One key of a configuration: a framework's settings or a deployment file. Nested maps and lists are flattened, the container
/// itself stands first: `DATABASES` (map), `DATABASES.default` (map), `DATABASES.default.CONN_MAX_AGE` (number), `MIDDLEWARE[0]`.
///
///   source       subject          key
///   spring                        spring.datasource.hikari.maximum-pool-size   (relaxed names made canonical: lower case, dashes)
///   django       the module       DATABASES.default.CONN_MAX_AGE
///   gunicorn     the process      workers, worker_class, timeout …             (file and command line alike)
///   npm          package's name   scripts.start, engines.node, type
///   docker       last stage       from, user, healthcheck, cmd, cmd.form, entrypoint, entrypoint.form, stopsignal, expose, workdir,
///                                 command (both, with their shell; none of a job that ends), script, script.exec, script.chooses,
///                                 drops-privileges; stages[0].from of every stage
///   node                          environment.NAME: what `process.env.NAME` is set to
///   compose      the service      image, command, deploy.replicas, healthcheck.test, environment.NAME …
///   kubernetes   kind/name        spec.replicas …, pod.terminationGracePeriodSeconds, container.livenessProbe.httpGet.path …;
///                                 takes-requests, and autoscaler where a value of the chart switches one on
struct Setting {
  std::string source;
  std::string subject;
  std::string key;
  std::string value;  // text, numbers and truth values as written; "" for containers and what is unknown
  ValueKind kind = ValueKind::Text;
  std::string profile;   // Spring profile, environment's name: "prod"; "" for the default
  std::string variable;  // the environment variable that may replace it; `value` is then the default
  bool production = true;
  bool overridden = false;  // another file that reaches production sets it anew
  Place place;
  Basis basis = Basis::Observed;
};

/// A command line that runs in production, with what it says about itself.
struct Process {
  std::string name;  // "web", the compose service, the last stage of a Dockerfile
  std::string command;
  std::string program;        // "gunicorn", "node", "java" …, "" if it could not be told
  std::uint32_t workers = 0;  // processes it forks; 0 unknown
  bool listens = false;
  Place place;
};

/// How many copies of a service run.
struct Replicas {
  std::string subject;      // "deployment `api`", "service `web`"
  std::string reason;       // "replicas: 3", "autoscaling up to 10"
  std::uint32_t count = 0;  // the most that may run; 0 = any number
  bool on_purpose = false;  // one only: a StatefulSet, or the strategy `Recreate`
  bool workers = false;     // processes of one copy, not copies
  Place place;
  Basis basis = Basis::Observed;
};

/// A reverse proxy, ingress or load balancer in front.
struct Proxy {
  std::string reason;
  bool present = true;  // false: declared absent
  Place place;
  Basis basis = Basis::Observed;
};

/// A derived word, with the evidence that made it so: replicated, scaled-out, single, deployable, serverless, proxied, unproxied,
/// asgi, wsgi, reactive, servlet.
struct Conclusion {
  std::string word;
  std::string reason;
  Place place;
  Basis basis = Basis::Observed;
};

struct Locked {
  std::string ecosystem;
  std::string name;
  std::string version;
  std::string range;  // the one this entry satisfies, where the lock file says so (yarn)
  Place place;
};

struct ProjectFacts {
  std::string directory;  // of the project, "" for the root
  std::vector<Dependency> dependencies;
  std::vector<Runtime> runtimes;
  std::vector<WebStack> web_stacks;
  std::vector<Process> processes;
  std::vector<Replicas> replicas;
  std::vector<Proxy> proxies;
  std::vector<Setting> settings;  // of one source together, in the order of the files and their lines
  std::vector<Conclusion> conclusions;
  std::vector<Locked> locked;     // everything the lock files of its own directory name, sorted by ecosystem and name
  std::vector<std::string> read;  // the files that were read for it, sorted: where an absence rule has looked
};

/// What chokepoint.yml says beyond the repository.
struct Declared {
  struct Value {
    std::string key;  // deployment.replicas, deployment.workers, db.max_connections, proxy …
    std::string value;
    Place place;
  };
  std::vector<Value> values;
};

/// In the order of Tree::projects.
struct RepositoryFacts {
  std::vector<ProjectFacts> projects;
  std::vector<std::string> files;        // every path of the tree, sorted
  bool whole = false;                    // nothing of the repository lies outside the tree
  std::vector<std::uint32_t> enclosing;  // of each project the next one around it; the root's is itself
};

/// The lowered form of the n-th file of the tree, null if it is no source file: settings modules are read from it.
using IrOf = std::function<const ir::FileIr*(std::size_t)>;

/// The text of a file, at most so many bytes of it; the file system's when empty.
using ReadText = std::function<Result<std::string>(const source::File&, std::uint64_t)>;

/// Reads every manifest of the tree that takes part in production. What cannot be read or understood becomes a notice.
RepositoryFacts read_project_facts(const source::Tree& tree, const IrOf& ir_of, const Declared& declared,
                                   std::vector<source::Notice>& notices, const ReadText& read_text = {});

}  // namespace chokepoint::facts
