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

#include <fmt/format.h>

#include "source/file_name.hpp"
#include "source/ignore.hpp"
#include "source/reads.hpp"
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
  std::uint64_t digest = 0;  // of the defaults and what they are relative to
  std::span<const Listing> known;

  std::string absolute(const std::string& path) const { return path.empty() ? top : (top == "/" ? "" : top) + "/" + path; }
  std::uint64_t digest_of(const Scope& scope) const { return scope ? scope->digest : digest; }
  const Listing* known_of(const std::string& path) const {
    const auto at =
        std::lower_bound(known.begin(), known.end(), path, [](const Listing& a, const std::string& b) { return a.path < b; });
    return at != known.end() && at->path == path ? &*at : nullptr;
  }
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
  const std::string git_text = has_git ? read_small_file(directory + ".gitignore") : std::string();
  const std::string own_text = has_own ? read_small_file(directory + ".chokepointignore") : std::string();
  IgnorePatterns git(git_text, base), own(own_text, base);
  if (git.empty() && own.empty()) return parent;
  const std::string all = fmt::format("{} {} {} {}{}", ground.digest_of(parent), base, git_text.size(), git_text, own_text);
  return std::make_shared<const IgnoreScope>(IgnoreScope{std::move(parent), std::move(git), std::move(own), hash_of(all).low});
}

/// Names with a NUL after each.
template <class Body>
void each_name(std::string_view names, Body&& body) {
  for (std::size_t end; (end = names.find('\0')) != std::string_view::npos; names.remove_prefix(end + 1))
    body(names.substr(0, end));
}

std::string below(const std::string& directory, std::string_view name) {
  std::string path;
  path.reserve(directory.size() + 1 + name.size());
  if (!directory.empty()) path.append(directory) += '/';
  return path += name;
}

/// Closed at the end.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

/// One worker: lists directories until none is left, and keeps what it saw.
class Lister {
 public:
  Lister(const Ground& ground, int top) : ground_(&ground), top_(top) {}

  void run(Queue& queue) {
    for (Directory directory; queue.take(directory); queue.done()) queue.put(list(directory));
  }
  Walk take() { return std::move(found_); }

 private:
  static const char* c_path(const std::string& path) { return path.empty() ? "." : path.c_str(); }

  std::vector<Directory> list(const Directory& directory) {
    struct stat status {};
    const Listing* known = ground_->known_of(directory.path);
    if (known && fstatat(top_, c_path(directory.path), &status, AT_SYMLINK_NOFOLLOW) == 0 && stamp_of(status) == known->stamp) {
      const Scope scope = enter(*ground_, directory.path, directory.scope, known->has_git, known->has_own);
      if (ground_->digest_of(scope) == known->rules) return go_below(directory.path, *known, scope, top_);
    }
    return list_anew(directory);
  }

  std::vector<Directory> list_anew(const Directory& directory) {
    const Descriptor fd(openat(top_, c_path(directory.path), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    struct stat status {};
    if (fd.get() < 0 || fstat(fd.get(), &status) != 0) {
      if (errno != ENOENT) report(directory.path, errno);
      return {};
    }
    Listing listing{directory.path, stamp_of(status), 0, 0, false, false, {}, {}};
    if (!read_names(fd.get(), listing)) {
      report(directory.path, errno);
      listing.stamp = {};
    }
    const Scope scope = enter(*ground_, directory.path, directory.scope, listing.has_git, listing.has_own);
    listing.rules = ground_->digest_of(scope);
    leave_out(listing, listing.files, scope, false);
    leave_out(listing, listing.directories, scope, true);
    return go_below(directory.path, std::move(listing), scope, fd.get());
  }

  /// All names of the directory; false, with errno, if some cannot be read. Of a virtual environment none is wanted.
  bool read_names(int fd, Listing& listing) {
    for (ssize_t size; (size = getdents64(fd, buffer_.data(), buffer_.size())) != 0;) {
      if (size < 0) return false;
      for (ssize_t at = 0; at < size;) {
        const auto* item = reinterpret_cast<const dirent64*>(buffer_.data() + at);
        at += item->d_reclen;
        if (std::string_view(item->d_name) == "pyvenv.cfg") {
          listing.files.clear(), listing.directories.clear();
          listing.has_git = listing.has_own = false;
          listing.ignored = 1;
          return true;
        }
        add_name(fd, *item, listing);
      }
    }
    return true;
  }

  static void add_name(int fd, const dirent64& item, Listing& listing) {
    const std::string_view name = item.d_name;
    if (name == "." || name == ".." || name == ".git") return;
    unsigned char type = item.d_type;
    if (type == DT_UNKNOWN) {
      struct stat status {};
      if (fstatat(fd, item.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return;
      type = S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_LNK;
    }
    if (type != DT_DIR && type != DT_REG) return;
    listing.has_git |= name == ".gitignore";
    listing.has_own |= name == ".chokepointignore";
    (type == DT_DIR ? listing.directories : listing.files).append(name) += '\0';
  }

  void leave_out(Listing& listing, std::string& names, const Scope& scope, bool is_directory) {
    std::string kept;
    each_name(names, [&](std::string_view name) {
      if (is_ignored(scope.get(), ground_->defaults, below(listing.path, name), is_directory)) ++listing.ignored;
      else kept.append(name) += '\0';
    });
    names = std::move(kept);
  }

  /// Notes the files, which are found from `fd`: the directory itself, or the top.
  std::vector<Directory> go_below(const std::string& path, Listing listing, const Scope& scope, int fd) {
    each_name(listing.files, [&](std::string_view name) {
      std::string file = below(path, name);
      const bool is_read = may_be_read(std::string_view(file).substr(ground_->root_length));
      struct stat status {};
      const char* const place = fd == top_ ? file.c_str() : file.c_str() + file.size() - name.size();
      if (is_read && fstatat(fd, place, &status, AT_SYMLINK_NOFOLLOW) != 0) return;
      file.erase(0, ground_->root_length);
      found_.entries.push_back({std::move(file), static_cast<std::uint64_t>(status.st_size), is_read ? stamp_of(status) : Stamp{}});
    });
    std::vector<Directory> directories;
    each_name(listing.directories, [&](std::string_view name) { directories.push_back({below(path, name), scope}); });
    found_.ignored += listing.ignored;
    found_.listings.push_back(std::move(listing));
    return directories;
  }

  void report(const std::string& path, int error) {
    const std::string below = path.size() < ground_->root_length ? "" : path.substr(ground_->root_length);
    found_.notices.push_back(
        {Notice::Kind::Unreadable, below, 0, 0, std::string("the directory cannot be read: ") + std::strerror(error), true});
  }

  const Ground* ground_;
  int top_;
  std::vector<char> buffer_ = std::vector<char>(32u << 10);  // of directory entries
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
  const std::string repository_text = repository.top.empty() ? std::string() : read_small_file(repository.exclude);
  ground.defaults.repository = IgnorePatterns(repository_text, 0);
  ground.defaults.built_in = IgnorePatterns(built_in_patterns, 0);
  ground.digest = hash_of(fmt::format("{} {}\n{}\n{}", ground.top, ground.root_length, excludes, repository_text)).low;
  ground.known = options.known;
  return ground;
}

Ground survey(const WalkOptions& options) {
  Ground ground = survey_as(options, find_repository(options.root));
  const std::string root = relative_to(ground.top, options.root);
  return !root.empty() && is_left_out(ground, root) ? survey_as(options, {}) : ground;
}

template <class T>
void sort_once(std::vector<T>& all) {
  std::sort(all.begin(), all.end(), [](const T& a, const T& b) { return a.path < b.path; });
  all.erase(std::unique(all.begin(), all.end(), [](const T& a, const T& b) { return a.path == b.path; }), all.end());
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
  const Descriptor top(open(ground.top.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  std::vector<Lister> listers(std::max(1u, options.jobs), Lister(ground, top.get()));
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
    std::move(part.listings.begin(), part.listings.end(), std::back_inserter(all.listings));
  }
  sort_once(all.entries);
  sort_once(all.listings);
  return all;
}

}  // namespace chokepoint::source
