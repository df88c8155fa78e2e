// Interned strings behind a 32-bit handle; handle 0 is the empty string.
//
//   StringTable names;  Str a = names.intern("a");  names[a] == "a"
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tsl/robin_map.h>

#include "base/id.hpp"

namespace chokepoint {

struct StrTag;
using Str = Id<StrTag>;

class StringTable {
 public:
  Str intern(std::string_view text);
  /// The handle of a string that is already interned, none otherwise (also for "").
  Str find(std::string_view text) const;
  std::string_view operator[](Str id) const {
    if (!id) return {};
    const std::size_t i = id.index();
    const std::uint32_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(bytes_).substr(begin, ends_[i] - begin);
  }
  std::size_t size() const { return ends_.size(); }
  /// Frees the look-up index; interning again rebuilds it.
  void freeze();
  std::size_t memory() const;

  const std::string& bytes() const { return bytes_; }
  const std::vector<std::uint32_t>& ends() const { return ends_; }
  static StringTable from_parts(std::string bytes, std::vector<std::uint32_t> ends);

 private:
  void rebuild_index();
  std::string bytes_;
  std::vector<std::uint32_t> ends_;
  tsl::robin_map<std::uint64_t, Str> index_;
};

}  // namespace chokepoint
