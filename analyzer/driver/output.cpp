#include "driver/output.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chokepoint::driver {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> cannot_write(std::string_view path, int error) {
  return fail(fmt::format("cannot write `{}`: {}", path, std::strerror(error)));
}

/// 0 or the error number.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

/// The file behind symbolic links, so that replacing it keeps the link.
fs::path target_of(const std::string& path) {
  std::error_code error;
  fs::path target = fs::canonical(path, error);
  return error ? fs::path(path) : target;
}

bool is_special(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

fs::path folder_of(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

Result<void> check_output(const std::string& path) {
  const fs::path target = target_of(path);
  std::error_code error;
  if (fs::is_directory(target, error)) return cannot_write(path, EISDIR);
  if (is_special(target)) return ::access(target.c_str(), W_OK) == 0 ? Result<void>{} : cannot_write(path, errno);
  const fs::path folder = folder_of(target);
  if (!fs::is_directory(folder, error)) {
    return fail(fmt::format("cannot write `{}`: there is no directory `{}`", path, folder.string()));
  }
  if (::access(folder.c_str(), W_OK | X_OK) != 0) return cannot_write(path, errno);
  return {};
}

Result<void> write_directly(const std::string& path, const fs::path& target, std::string_view text) {
  const int descriptor = ::open(target.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return cannot_write(path, errno);
  int error = write_all(descriptor, text);
  if (::close(descriptor) != 0 && error == 0) error = errno;
  return error == 0 || error == EPIPE ? Result<void>{} : cannot_write(path, error);
}

}  // namespace

Result<void> check_outputs(const std::vector<Output>& outputs) {
  std::set<fs::path> seen;
  for (const Output& output : outputs) {
    if (Result<void> writable = check_output(output.file); !writable) return writable;
    const fs::path target = target_of(output.file);
    if (is_special(target)) continue;
    if (!seen.insert(fs::weakly_canonical(fs::absolute(target))).second)
      return fail(fmt::format("two reports are to be written to `{}`", output.file));
  }
  return {};
}

Result<void> write_output(const std::string& path, std::string_view text) {
  const fs::path target = target_of(path);
  if (is_special(target)) return write_directly(path, target, text);
  std::string temporary = (folder_of(target) / fmt::format(".{}.XXXXXX", target.filename().string())).string();
  const int descriptor = ::mkstemp(temporary.data());
  if (descriptor < 0) return cannot_write(path, errno);
  int error = write_all(descriptor, text);
  const mode_t mask = ::umask(0);
  ::umask(mask);
  if (error == 0 && ::fchmod(descriptor, 0666 & ~mask) != 0) error = errno;
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) error = errno;
  if (error == 0) return {};
  ::unlink(temporary.c_str());
  return cannot_write(path, error);
}

Result<void> write_standard_output(std::string_view text) {
  const int error = write_all(STDOUT_FILENO, text);
  if (error == 0 || error == EPIPE) return {};
  return fail(fmt::format("cannot write to standard output: {}", std::strerror(error)));
}

}  // namespace chokepoint::driver
