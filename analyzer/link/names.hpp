// Program-wide names: identifiers and qualified names of all files in one table.
#pragma once
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <tsl/robin_map.h>

#include "base/id.hpp"
#include "ir/file_ir.hpp"

namespace chokepoint::link {

struct NameTag;
using Name = Id<NameTag>;

/// Two numbers as one key. Mixed (bijectively, so that keys stay distinct), because the hash map takes the low bits: one method name
/// in a thousand classes would fill one place.
constexpr std::uint64_t pair_key(std::uint32_t a, std::uint32_t b) {
  std::uint64_t key = (static_cast<std::uint64_t>(a) << 32) | b;
  key = (key ^ (key >> 30)) * 0xBF58476D1CE4E5B9ull;
  key = (key ^ (key >> 27)) * 0x94D049BB133111EBull;
  return key ^ (key >> 31);
}

/// The texts stay where they are: what is read of a name outlives the next one that is interned.
class Names {
 public:
  Name intern(std::string_view text);
  Name find(std::string_view text) const;
  /// `owner` + separator + `member`, '.' or '#'. Asked again, it is found by the two numbers.
  Name join(Name owner, char separator, Name member);
  std::string_view operator[](Name name) const { return texts_[name.raw]; }
  std::size_t size() const { return texts_.size() - 1; }

 private:
  std::string_view keep(std::string_view text);

  std::vector<std::string_view> texts_{{}};
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t free_ = 0;  // bytes at the end of the last block
  tsl::robin_map<std::uint64_t, Name> index_;
  tsl::robin_map<std::uint64_t, Name> joined_[2];  // by '.' and by '#'
};

/// A file's own strings → program-wide names, filled on demand.
class NameMap {
 public:
  NameMap(const ir::FileIr& ir, Names& names) : ir_(&ir), names_(&names), cache_(ir.strings.size() + 1) {}
  Name operator()(Str id) {
    if (!id) return {};
    Name& slot = cache_[id.raw];
    if (!slot) slot = names_->intern(ir_->text(id));
    return slot;
  }

 private:
  const ir::FileIr* ir_;
  Names* names_;
  std::vector<Name> cache_;
};

}  // namespace chokepoint::link
