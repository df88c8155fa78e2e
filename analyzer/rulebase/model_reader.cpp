#include "rulebase/model_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rulebase/place.hpp"

namespace chokepoint::rulebase {
namespace {

/// A row without a statement is a slip; a library's harmless function is marked `neutral: true`, so that nobody looks twice.
void check_call(Context& context, const Node& row) {
  constexpr std::string_view silent[] = {"functions", "versions", "constructor", "note", "unless_given", "unless_used"};
  std::size_t statements = 0;
  for (const Node& key : row.keys) statements += std::find(std::begin(silent), std::end(silent), key.text) == std::end(silent);
  if (statements == 0) context.report(row, "the row says nothing; write `neutral: true` where there is nothing to say");
  const Node* neutral = find(row, "neutral");
  if (neutral != nullptr && statements > 1) context.report(*neutral, "a neutral row says nothing else");
  const Node* returns = find(row, "returns");
  if (returns == nullptr) return;
  const std::string_view outer = std::string_view(returns->text).substr(0, returns->text.find('<'));
  const std::size_t colon = outer.find(':');
  const std::string_view head = outer.substr(0, colon);
  const std::string_view rest = colon == std::string_view::npos ? std::string_view() : outer.substr(colon + 1);
  if ((head == "argument" || head == "result-of") &&
      (rest.empty() || rest.find_first_not_of("0123456789") != std::string_view::npos))
    context.report(*returns, fmt::format("`{}` needs the number of an argument: `{}:0`", head, head));
}

void check_entry(Context& context, const Node& row, const models::Entry& entry) {
  using enum models::Entry::How;
  if (find(row, "how") == nullptr) return;
  const auto need = [&](std::string_view key) {
    if (find(row, key) == nullptr)
      context.report(row, fmt::format("an entry found by `{}` needs key `{}`",
                                      EnumWords<models::Entry::How>::words[static_cast<std::size_t>(entry.how)], key));
  };
  need(entry.how == File ? "files" : "functions");
  if (entry.how == Call) need("handlers");
  if (entry.how == Subclass || entry.how == File) need("methods");
}

}  // namespace

models::Library read_model(Context& context, std::string_view text) {
  models::Library library;
  const Node root = read_file(context, text, library);
  if (!context.errors.empty()) return library;  // the checks below are about what could be read
  const std::string folder = context.origin_file.substr(0, context.origin_file.find('/'));
  if (!library.ecosystem.empty() && folder != library.ecosystem)
    context.report(*find(root, "library"), fmt::format("a library of `{}` stands in folder `{}`", library.ecosystem, folder));
  if (library.modules.empty() && !library.name.empty()) library.modules = {library.name};
  if (const Node* calls = find(root, "calls"); calls != nullptr)
    for (const Node& row : calls->items) check_call(context, row);
  if (const Node* entries = find(root, "entries"); entries != nullptr && entries->items.size() == library.entries.size())
    for (std::size_t i = 0; i < library.entries.size(); ++i) check_entry(context, entries->items[i], library.entries[i]);
  return library;
}

}  // namespace chokepoint::rulebase
