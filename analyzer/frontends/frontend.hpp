// Source text of one file → FileIr. One implementation per language; each lowers the flat tree in one walk and knows nothing of
// other files, libraries or rules.
#pragma once
#include <string_view>

#include "ir/file_ir.hpp"
#include "syntax/tree.hpp"

namespace chokepoint::frontends {

class Frontend {
 public:
  virtual ~Frontend() = default;
  /// Never fails: what does not parse is counted in FileIr::syntax_errors, what is cut by a budget in FileIr::truncated.
  /// `path` is for choosing a dialect only. `text` is valid UTF-8 without NUL bytes and shorter than 4 GiB.
  virtual ir::FileIr lower(syntax::Parser& parser, Language language, std::string_view path, std::string_view text) const = 0;
};

/// The front end of a language, null if this build has none.
const Frontend* frontend_for(Language language);

}  // namespace chokepoint::frontends
