// Bytes of a source file → valid UTF-8 text.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chokepoint::source {

struct Decoded {
  std::string text;
  bool guessed = false;  // neither a byte order mark nor valid UTF-8 told the encoding: read as Latin-1
};

/// Removes a UTF-8 byte order mark, converts UTF-16 with one, and reads what is not valid UTF-8 as Latin-1. NUL bytes are an error.
Result<Decoded> decode(std::string bytes);
/// The text of what was read, or the error of either.
Result<std::string> text_of(Result<std::string> bytes);

/// The bytes of a regular file, which must not be larger than `max_size`.
Result<std::string> read_bytes(const std::string& path, std::uint64_t max_size);
/// The first `size` bytes of a file, fewer if it is shorter; "" if it cannot be read.
std::string read_beginning(const std::string& path, std::uint64_t size);

bool is_utf8(std::string_view text);
/// Every byte that is not part of valid UTF-8 becomes U+FFFD.
std::string repair_utf8(std::string_view bytes);

}  // namespace chokepoint::source
