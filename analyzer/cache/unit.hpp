// What reading one source file gives, as bytes: its lowered form with its lines, suppressions and notices.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "findings/suppression.hpp"
#include "ir/file_ir.hpp"
#include "source/file.hpp"

namespace chokepoint::cache {

struct Unit {
  ir::FileIr ir;
  std::uint32_t lines = 0;
  std::vector<findings::Suppression> suppressions;
  std::vector<source::Notice> notices;
};

std::string encode(const Unit& unit);
/// None when the bytes are no unit.
std::optional<Unit> decode_unit(std::string_view bytes);

}  // namespace chokepoint::cache
