// GitHub's `primaryLocationLineHash`, bit for bit: code scanning follows an alert through edits by it, and the uploader
// complains when a report carries another value than the one it computes itself.
//
//   line_hashes("")[0].text() == "c129715d7a2bc9a3:1"     // 65535 · 37^99 mod 2^64, first occurrence
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chokepoint::findings {

struct LineHash {
  std::uint64_t hash = 0;
  unsigned occurrence = 0;  // from 1, among the lines of the file with this hash

  std::string text() const;
};

/// One hash per line, the text after the last end-of-line included. `bytes` is the file as it is on disk, with its byte order
/// mark and its end-of-line style: a window of 100 UTF-16 units from the line's start goes into the hash.
std::vector<LineHash> line_hashes(std::string_view bytes);

}  // namespace chokepoint::findings
