#include "source/discover.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <fmt/format.h>

#include "base/parallel.hpp"
#include "source/classify.hpp"
#include "source/file_name.hpp"
#include "source/reads.hpp"
#include "source/repository.hpp"
#include "source/text.hpp"
#include "source/walk.hpp"

namespace chokepoint::source {
namespace {

/// What the user named, as absolute real paths.
struct Targets {
  std::string root;
  std::vector<std::string> directories;
  std::vector<std::string> files;
};

Result<std::string> real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr), &std::free);
  if (real) return std::string(real.get());
  if (errno == ENOENT || errno == ENOTDIR) return fail(fmt::format("`{}` does not exist", path));
  return fail(fmt::format("`{}` cannot be read: {}", path, std::strerror(errno)));
}

std::string parent(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool is_within(const std::string& path, const std::string& directory) {
  if (directory == "/" || path == directory) return true;
  return path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/';
}

Result<Targets> resolve(const std::vector<std::string>& paths) {
  Targets targets;
  for (const std::string& path : paths) {
    Result<std::string> real = real_path(path);
    if (!real) return tl::make_unexpected(real.error());
    struct stat status {};
    if (stat(real->c_str(), &status) != 0) return fail(fmt::format("`{}` cannot be read: {}", path, std::strerror(errno)));
    const bool is_directory = S_ISDIR(status.st_mode);
    if (!is_directory && !S_ISREG(status.st_mode)) return fail(fmt::format("`{}` is neither a file nor a directory", path));
    if (access(real->c_str(), is_directory ? R_OK | X_OK : R_OK) != 0) {
      return fail(fmt::format("`{}` cannot be read: {}", path, std::strerror(errno)));
    }
    const std::string directory = is_directory ? *real : parent(*real);
    if (targets.root.empty()) targets.root = directory;
    while (!is_within(directory, targets.root)) targets.root = parent(targets.root);
    (is_directory ? targets.directories : targets.files).push_back(std::move(*real));
  }
  if (targets.root.empty()) return fail("no path was given");
  return targets;
}

void add_single_files(const Targets& targets, std::vector<Entry>& entries) {
  if (targets.files.empty()) return;
  for (const std::string& path : targets.files) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) continue;
    entries.push_back({path.substr(targets.root == "/" ? 1 : targets.root.size() + 1), static_cast<std::uint64_t>(status.st_size),
                       stamp_of(status)});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
  const auto same = [](const Entry& a, const Entry& b) { return a.path == b.path; };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
}

std::vector<File> to_files(const std::vector<Entry>& entries, const std::string& root) {
  std::vector<File> files(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    File& file = files[i];
    file.path = repair_utf8(entries[i].path);
    file.absolute = (root == "/" ? "" : root) + "/" + entries[i].path;
    file.size = entries[i].size;
    file.stamp = entries[i].stamp;
    file.language = language_of_name(name_of(file.path));
    file.kind = file.language == Language::None ? FileKind::Other : FileKind::Source;
    if (is_manifest_path(file.path)) file.kind = FileKind::Manifest;
  }
  const auto by_path = [](const File& a, const File& b) { return a.path < b.path; };  // a repaired path may sort elsewhere
  if (!std::is_sorted(files.begin(), files.end(), by_path)) std::stable_sort(files.begin(), files.end(), by_path);
  return files;
}

}  // namespace

Result<Tree> list(const DiscoverOptions& options) {
  const Result<Targets> targets = resolve(options.paths);
  if (!targets) return tl::make_unexpected(targets.error());
  Walk found = walk({targets->root, targets->directories, options.excludes, options.jobs, options.known});
  add_single_files(*targets, found.entries);

  Tree tree;
  tree.root = targets->root;
  tree.files = to_files(found.entries, targets->root);
  const auto& walked = targets->directories;
  tree.whole = std::find(walked.begin(), walked.end(), tree.root) != walked.end() && find_repository(tree.root).top == tree.root;
  tree.ignored_files = found.ignored;
  tree.notices = std::move(found.notices);
  tree.listings = std::move(found.listings);
  for (Notice& notice : tree.notices) notice.path = repair_utf8(notice.path);
  tree.reads = std::make_shared<Reads>(options.note_reads ? tree.files.size() : 0);
  return tree;
}

void discover(Tree& tree, const DiscoverOptions& options, const Earlier& earlier) {
  classify(tree, {options.jobs, options.max_file_size}, earlier);
  std::stable_sort(tree.notices.begin(), tree.notices.end(), [](const Notice& a, const Notice& b) {
    return std::tie(a.path, a.kind, a.message) < std::tie(b.path, b.kind, b.message);
  });
}

Result<Tree> discover(const DiscoverOptions& options) {
  Result<Tree> tree = list(options);
  if (tree) discover(*tree, options, {});
  return tree;
}

Result<std::string> read_text(const Tree& tree, const File& file, std::uint64_t max_size) {
  return text_of(read_bytes(tree, file, max_size));
}

Result<std::string> read_bytes(const Tree& tree, const File& file, std::uint64_t max_size) {
  Result<std::string> bytes = read_bytes(file.absolute, max_size);
  if (!tree.reads) return bytes;
  const auto index = static_cast<std::size_t>(&file - tree.files.data());
  if (bytes) tree.reads->add(index, *bytes);
  else tree.reads->fail(index);
  return bytes;
}

}  // namespace chokepoint::source
