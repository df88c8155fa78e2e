#include "rulebase/guide.hpp"

#include "rulebase/fields_reader.hpp"

namespace chokepoint::rulebase {

Result<Guide> read_guide(std::string_view file, std::string_view text) {
  Context context;
  context.file = file;
  Guide guide;
  read_file(context, text, guide);
  if (!context.errors.empty()) return tl::make_unexpected(joined(context.errors));
  return guide;
}

}  // namespace chokepoint::rulebase
