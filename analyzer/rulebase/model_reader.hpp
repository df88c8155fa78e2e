// rules/models/<ecosystem>/<library>.yml → models::Library.
#pragma once
#include "rulebase/fields_reader.hpp"

namespace chokepoint::rulebase {

/// `context.origin_file` is the path below models/; its first part must be the ecosystem.
models::Library read_model(Context& context, std::string_view text);

}  // namespace chokepoint::rulebase
