// Program-wide names: identifiers and qualified names of all files in one table.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/string_table.hpp"
#include "ir/file_ir.hpp"

namespace chokepoint::link {

struct NameTag;
using Name = Id<NameTag>;

class Names {
 public:
  Name intern(std::string_view text) { return Name(table_.intern(text).raw); }
  Name find(std::string_view text) const { return Name(table_.find(text).raw); }
  std::string_view operator[](Name name) const { return table_[Str(name.raw)]; }
  std::size_t size() const { return table_.size(); }

 private:
  StringTable table_;
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
