// What a scan has read of which file, so that a later one can tell whether anything it rests on has changed.
//
//   Reads reads(tree.files.size());
//   reads.add(7, text);               // from the thread that reads file 7
//   reads.of(7).hash
#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace chokepoint::source {

/// XXH3 of 128 bits.
struct ContentHash {
  std::uint64_t high = 0, low = 0;
  friend auto operator<=>(const ContentHash&, const ContentHash&) = default;
};
ContentHash hash_of(std::string_view bytes);

/// The first `size` bytes of a file had this hash.
struct Read {
  enum class State : std::uint8_t { Never, Known, Failed };
  State state = State::Never;
  std::uint64_t size = 0;
  ContentHash hash;
};

class Reads {
 public:
  /// Without files nothing is noted.
  explicit Reads(std::size_t files) : reads_(files) {}
  Read of(std::size_t file) const { return reads_.empty() ? Read() : reads_[file]; }
  /// The longest beginning counts.
  void add(std::size_t file, std::string_view bytes);
  void add(std::size_t file, const Read& read) { reads_[file] = read; }
  void fail(std::size_t file) {
    if (!reads_.empty()) reads_[file].state = Read::State::Failed;
  }

 private:
  std::vector<Read> reads_;
};

}  // namespace chokepoint::source
