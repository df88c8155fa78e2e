#include "source/walk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>
#include <utility>

#include "source/ignore.hpp"
#include "source/repository.hpp"

namespace chokepoint::source {
namespace {

using Scope = std::shared_ptr<const IgnoreScope>;

/// Left out unless an ignore file re-includes them: installed dependencies, caches and build output of tools.
constexpr std::string_view built_in_patterns =
    "node_modules/\nbower_components/\njspm_packages/\n.venv/\nsite-packages/\n__pycache__/\n.tox/\n.nox/\n.eggs/\n"
    ".mypy_cache/\n.ruff_cache/\n.pytest_cache/\n.hg/\n.svn/\n.jj/\n.gradle/\n.idea/\n.next/\n.nuxt/\n.svelte-kit/\n.turbo/\n"
    ".parcel-cache/\n.yarn/\n.terraform/\n.serverless/\n.aws-sam/\n";

struct Directory {
  std::string path;  // relative to the top
  Scope scope;       // of its parent
};

/// What all workers read. Paths are relative to `top`: the repository's top when there is one, otherwise the scan root.
struct Ground {
  std::string top;
  std::size_t root_length = 0;  // of the scan root in a path relative to the top, with its '/'
  IgnoreDefaults defaults;

  std::string absolute(const std::string& path) const { return path.empty() ? top : (top == "/" ? "" : top) + "/" + path; }
};

/// Directories still to be listed. `take` returns false once none is left and no worker can add another.
class Queue {
 public:
  void put(std::vector<Directory> directories) {
    if (directories.empty()) return;
    const std::lock_guard lock(mutex_);
    for (Directory& directory : directories) waiting_.push_back(std::move(directory));
    ready_.notify_all();
  }
  bool take(Directory& directory) {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return !waiting_.empty() || busy_ == 0; });
    if (waiting_.empty()) return false;
    directory = std::move(waiting_.back());
    waiting_.pop_back();
    ++busy_;
    return true;
  }
  void done() {
    const std::lock_guard lock(mutex_);
    if (--busy_ == 0 && waiting_.empty()) ready_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::vector<Directory> waiting_;
  unsigned busy_ = 0;
};

Scope enter(const Ground& ground, const std::string& path, Scope parent, bool has_git, bool has_own) {
  const std::size_t base = path.empty() ? 0 : path.size() + 1;
  const std::string directory = ground.absolute(path) + "/";
  IgnorePatterns git, own;
  if (has_git) git = IgnorePatterns(read_small_file(directory + ".gitignore"), base);
  if (has_own) own = IgnorePatterns(read_small_file(directory + ".chokepointignore"), base);
  if (git.empty() && own.empty()) return parent;
  return std::make_shared<const IgnoreScope>(IgnoreScope{std::move(parent), std::move(git), std::move(own)});
}

struct Listed {
  std::string name;
  bool is_directory;
};

/// One worker: lists directories until none is left, and keeps what it saw.
class Lister {
 public:
  explicit Lister(const Ground& ground) : ground_(&ground) {}

  void run(Queue& queue) {
    for (Directory directory; queue.take(directory); queue.done()) queue.put(list(directory));
  }
  Walk take() { return std::move(found_); }

 private:
  std::vector<Directory> list(const Directory& directory) {
    const int fd = open(ground_->absolute(directory.path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR* stream = fd < 0 ? nullptr : fdopendir(fd);
    if (!stream) {
      if (errno != ENOENT) report(directory.path, errno);
      if (fd >= 0) close(fd);
      return {};
    }
    bool has_git = false, has_own = false, is_venv = false;
    const std::vector<Listed> names = read_names(stream, fd, has_git, has_own, is_venv, directory.path);
    std::vector<Directory> below;
    if (is_venv) {
      ++found_.ignored;
    } else {
      below = sort_out(directory, names, fd, enter(*ground_, directory.path, directory.scope, has_git, has_own));
    }
    closedir(stream);
    return below;
  }

  std::vector<Listed> read_names(DIR* stream, int fd, bool& has_git, bool& has_own, bool& is_venv, const std::string& path) {
    std::vector<Listed> names;
    errno = 0;
    while (const dirent* item = readdir(stream)) {
      const std::string_view name = item->d_name;
      if (name == "." || name == ".." || name == ".git") continue;
      unsigned char type = item->d_type;
      if (type == DT_UNKNOWN) {
        struct stat status {};
        if (fstatat(fd, item->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
        type = S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_LNK;
      }
      if (type != DT_DIR && type != DT_REG) continue;
      has_git |= name == ".gitignore";
      has_own |= name == ".chokepointignore";
      is_venv |= name == "pyvenv.cfg";
      names.push_back({std::string(name), type == DT_DIR});
      errno = 0;
    }
    if (errno != 0) report(path, errno);
    return names;
  }

  std::vector<Directory> sort_out(const Directory& directory, const std::vector<Listed>& names, int fd, const Scope& scope) {
    std::vector<Directory> below;
    for (const Listed& item : names) {
      std::string path = directory.path.empty() ? item.name : directory.path + "/" + item.name;
      if (is_ignored(scope.get(), ground_->defaults, path, item.is_directory)) {
        ++found_.ignored;
      } else if (item.is_directory) {
        below.push_back({std::move(path), scope});
      } else {
        struct stat status {};
        if (fstatat(fd, item.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
        found_.entries.push_back({path.substr(ground_->root_length), static_cast<std::uint64_t>(status.st_size), stamp_of(status)});
      }
    }
    return below;
  }

  void report(const std::string& path, int error) {
    const std::string below = path.size() < ground_->root_length ? "" : path.substr(ground_->root_length);
    found_.notices.push_back(
        {Notice::Kind::Unreadable, below, 0, 0, std::string("the directory cannot be read: ") + std::strerror(error), true});
  }

  const Ground* ground_;
  Walk found_;
};

/// The ignore files that decide about the directory `path` itself: those from the top down to its parent.
Scope scope_above(const Ground& ground, const std::string& path) {
  if (path.empty()) return {};
  Scope scope = enter(ground, "", {}, true, true);
  for (std::size_t end = path.find('/'); end != std::string::npos; end = path.find('/', end + 1)) {
    scope = enter(ground, path.substr(0, end), std::move(scope), true, true);
  }
  return scope;
}

std::string relative_to(const std::string& top, const std::string& path) {
  if (path == top) return {};
  return path.substr(top == "/" ? 1 : top.size() + 1);
}

/// Whether the ignore files above it leave out the directory. It was named by the user, so they do not concern it then.
bool is_left_out(const Ground& ground, const std::string& path) {
  for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (is_ignored(scope_above(ground, part).get(), ground.defaults, part, true)) return true;
    if (end == std::string::npos) return false;
  }
}

Ground survey_as(const WalkOptions& options, const Repository& repository) {
  Ground ground;
  ground.top = repository.top.empty() ? options.root : repository.top;
  const std::string root = relative_to(ground.top, options.root);
  ground.root_length = root.empty() ? 0 : root.size() + 1;
  std::string excludes;
  for (const std::string& pattern : options.excludes) excludes += pattern + "\n";
  ground.defaults.excludes = IgnorePatterns(excludes, ground.root_length);
  if (!repository.top.empty()) ground.defaults.repository = IgnorePatterns(read_small_file(repository.exclude), 0);
  ground.defaults.built_in = IgnorePatterns(built_in_patterns, 0);
  return ground;
}

Ground survey(const WalkOptions& options) {
  Ground ground = survey_as(options, find_repository(options.root));
  const std::string root = relative_to(ground.top, options.root);
  return !root.empty() && is_left_out(ground, root) ? survey_as(options, {}) : ground;
}

void sort_once(std::vector<Entry>& entries) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
  const auto same = [](const Entry& a, const Entry& b) { return a.path == b.path; };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
}

std::int64_t nanoseconds(const timespec& time) { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

}  // namespace

Stamp stamp_of(const struct stat& status) { return {status.st_ino, nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)}; }

Walk walk(const WalkOptions& options) {
  const Ground ground = survey(options);
  Queue queue;
  std::vector<Directory> starts;
  for (const std::string& start : options.starts) {
    const std::string path = relative_to(ground.top, start);
    starts.push_back({path, scope_above(ground, path)});
  }
  queue.put(std::move(starts));
  std::vector<Lister> listers(std::max(1u, options.jobs), Lister(ground));
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < listers.size(); ++i) threads.emplace_back([&, i] { listers[i].run(queue); });
    listers[0].run(queue);
  }
  Walk all;
  for (Lister& lister : listers) {
    Walk part = lister.take();
    all.ignored += part.ignored;
    std::move(part.entries.begin(), part.entries.end(), std::back_inserter(all.entries));
    std::move(part.notices.begin(), part.notices.end(), std::back_inserter(all.notices));
  }
  sort_once(all.entries);
  return all;
}

}  // namespace chokepoint::source
