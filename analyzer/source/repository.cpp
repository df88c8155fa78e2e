#include "source/repository.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string_view>

namespace chokepoint::source {
namespace {

std::string first_line(std::string text) {
  text.resize(std::min(text.find_first_of("\r\n"), text.size()));
  return text;
}

std::string below(const std::string& directory, const std::string& path) {
  return path.starts_with('/') ? path : directory + "/" + path;
}

/// The directory that holds `info`: `.git` itself, or what the file `.git` of a linked work tree or submodule leads to.
std::string common_directory(const std::string& top, bool dot_git_is_directory) {
  const std::string dot_git = top + "/.git";
  if (dot_git_is_directory) return dot_git;
  constexpr std::string_view label = "gitdir: ";
  const std::string link = first_line(read_small_file(dot_git));
  if (!link.starts_with(label)) return dot_git;
  const std::string git_directory = below(top, link.substr(label.size()));
  const std::string common = first_line(read_small_file(git_directory + "/commondir"));
  return common.empty() ? git_directory : below(git_directory, common);
}

}  // namespace

std::string read_small_file(const std::string& path) {
  constexpr std::size_t limit = 4u << 20;
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return {};
  std::string text;
  struct stat status {};
  if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
    char buffer[16384];
    for (ssize_t n = 0; text.size() < limit && (n = read(fd, buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(n));
    }
  }
  close(fd);
  return text;
}

Repository find_repository(const std::string& directory) {
  for (std::string top = directory;; top.resize(top.rfind('/'))) {
    struct stat status {};
    if (lstat((top + "/.git").c_str(), &status) == 0) {
      return {top.empty() ? "/" : top, common_directory(top, S_ISDIR(status.st_mode)) + "/info/exclude"};
    }
    if (top.empty() || top == "/") return {};
  }
}

}  // namespace chokepoint::source
