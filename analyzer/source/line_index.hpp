// Byte offset → line and column, for reports only.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace chokepoint::source {

/// One-based; columns count Unicode code points.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

class LineIndex {
 public:
  explicit LineIndex(std::string_view text);
  Position position(std::uint32_t offset) const;
  /// The line's text without its end-of-line; lines are one-based.
  std::string_view line(std::uint32_t number) const;
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(starts_.size()); }
  std::uint32_t line_start(std::uint32_t number) const { return starts_[number - 1]; }

 private:
  std::string_view text_;
  std::vector<std::uint32_t> starts_;
};

}  // namespace chokepoint::source
