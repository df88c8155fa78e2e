#include "source/text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "source/discover.hpp"

namespace chokepoint::source {
namespace {

void append_utf8(std::string& out, std::uint32_t point) {
  auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

/// Length of the valid UTF-8 sequence at `i`, 0 when there is none. Surrogates and overlong forms are invalid.
std::size_t sequence_length(std::string_view s, std::size_t i) {
  auto at = [&](std::size_t k) { return i + k < s.size() ? static_cast<unsigned char>(s[i + k]) : 0u; };
  auto follows = [&](std::size_t k, unsigned low = 0x80, unsigned high = 0xBF) { return at(k) >= low && at(k) <= high; };
  const unsigned lead = at(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  if (lead < 0xE0) return follows(1) ? 2 : 0;
  if (lead < 0xF0) { return follows(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && follows(2) ? 3 : 0; }
  return follows(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && follows(2) && follows(3) ? 4 : 0;
}

std::size_t valid_prefix(std::string_view s) {
  std::size_t i = 0;
  while (i < s.size()) {
    std::uint64_t word = 0;
    if (i + sizeof word <= s.size() && (std::memcpy(&word, s.data() + i, sizeof word), (word & 0x8080808080808080ull) == 0)) {
      i += sizeof word;
      continue;
    }
    const std::size_t n = sequence_length(s, i);
    if (n == 0) break;
    i += n;
  }
  return i;
}

std::string from_utf16(std::string_view s, bool big_endian) {
  std::string out;
  out.reserve(s.size());
  auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(s[i]), second = static_cast<unsigned char>(s[i + 1]);
    return static_cast<std::uint32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  for (std::size_t i = 0; i + 1 < s.size(); i += 2) {
    std::uint32_t point = unit(i);
    const bool high = point >= 0xD800 && point < 0xDC00;
    if (high && i + 3 < s.size() && unit(i + 2) >= 0xDC00 && unit(i + 2) < 0xE000) {
      point = 0x10000 + ((point - 0xD800) << 10) + (unit(i + 2) - 0xDC00);
      i += 2;
    } else if (point >= 0xD800 && point < 0xE000) {
      point = 0xFFFD;
    }
    append_utf8(out, point);
  }
  if (s.size() % 2 == 1) append_utf8(out, 0xFFFD);
  return out;
}

std::string from_latin1(std::string_view s) {
  std::string out;
  out.reserve(s.size() + s.size() / 8);
  for (const char c : s) append_utf8(out, static_cast<unsigned char>(c));
  return out;
}

class Descriptor {
 public:
  explicit Descriptor(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// 0, or the number of the error.
int read_up_to(int fd, std::uint64_t size, std::string& bytes) {
  bytes.resize(size);
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t n = read(fd, bytes.data() + filled, bytes.size() - filled);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    if (n == 0) break;
    filled += static_cast<std::size_t>(n);
  }
  bytes.resize(filled);
  return 0;
}

tl::unexpected<Error> unreadable(int error) { return fail(std::string("cannot be read: ") + std::strerror(error)); }

}  // namespace

bool is_utf8(std::string_view text) { return valid_prefix(text) == text.size(); }

std::string repair_utf8(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const std::size_t n = valid_prefix(bytes);
    out += bytes.substr(0, n);
    bytes.remove_prefix(n);
    if (bytes.empty()) break;
    append_utf8(out, 0xFFFD);
    bytes.remove_prefix(1);
  }
  return out;
}

Result<Decoded> decode(std::string bytes) {
  const std::string_view view = bytes;
  if (view.starts_with("\xFF\xFE") || view.starts_with("\xFE\xFF")) {
    bytes = from_utf16(view.substr(2), view[0] == '\xFE');
  } else if (view.starts_with("\xEF\xBB\xBF")) {
    bytes.erase(0, 3);
  }
  if (std::memchr(bytes.data(), 0, bytes.size())) return fail("contains NUL bytes, looks binary");
  if (is_utf8(bytes)) return Decoded{std::move(bytes), false};
  return Decoded{from_latin1(bytes), true};
}

Result<std::string> read_bytes(const std::string& path, std::uint64_t max_size) {
  const Descriptor file(path);
  if (file.get() < 0) return unreadable(errno);
  struct stat status {};
  if (fstat(file.get(), &status) != 0) return unreadable(errno);
  if (!S_ISREG(status.st_mode)) return fail("is not a regular file");
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > max_size) return fail(fmt::format("is {} bytes large, the limit is {}", size, max_size));
  std::string bytes;
  if (const int error = read_up_to(file.get(), size, bytes); error != 0) return unreadable(error);
  return bytes;
}

std::string read_beginning(const std::string& path, std::uint64_t size) {
  const Descriptor file(path);
  std::string bytes;
  return file.get() >= 0 && read_up_to(file.get(), size, bytes) == 0 ? bytes : std::string();
}

Result<std::string> text_of(Result<std::string> bytes) {
  if (!bytes) return bytes;
  Result<Decoded> decoded = decode(std::move(*bytes));
  if (!decoded) return tl::make_unexpected(decoded.error());
  return std::move(decoded->text);
}

Result<std::string> read_text(const std::string& path, std::uint64_t max_size) { return text_of(read_bytes(path, max_size)); }

}  // namespace chokepoint::source
