// Whatever a user's rule, model or vocabulary file holds, reading it ends with a value or with messages that name the place.
#include <cstdint>
#include <cstdlib>

#include "rulebase/binary.hpp"
#include "rulebase/model_reader.hpp"
#include "rulebase/rule_reader.hpp"

namespace {

using namespace chokepoint;

void check_messages(const std::vector<Error>& errors) {
  for (const Error& error : errors)
    if (!error.message.starts_with("f.yml:")) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const rulebase::RuleBase base = *rulebase::built_in();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  rulebase::Context rule{"f.yml", "family/f.yml", &base.vocabulary, &base.guide, {}};
  rulebase::Context model{"f.yml", "pypi/f.yml", &base.vocabulary, &base.guide, {}};
  rulebase::RuleBase read;
  read.rules.push_back(rulebase::read_rule(rule, text));
  read.libraries.push_back(rulebase::read_model(model, text));
  check_messages(rule.errors);
  check_messages(model.errors);
  if (!rulebase::read_binary(rulebase::write_binary(read))) std::abort();
  if (const auto vocabulary = rulebase::read_vocabulary("f.yml", text); !vocabulary) check_messages({vocabulary.error()});
  (void)rulebase::read_binary(text);
  return 0;
}
