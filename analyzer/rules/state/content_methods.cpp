#include "rules/state/content_methods.hpp"

#include <algorithm>

namespace chokepoint::rules {

using models::Content;

ContentMethods::ContentMethods(const models::LibraryIndex& index) {
  for (const models::Library& library : index.libraries()) {
    for (const models::Call& row : library.calls) {
      const auto has = [&](Content::What what) {
        return std::any_of(row.contents.begin(), row.contents.end(), [&](const Content& content) { return content.what == what; });
      };
      const bool removes = has(Content::What::Removes), adds = has(Content::What::Adds);
      for (std::size_t i = 0; (removes || adds) && i < row.functions.size(); ++i) {
        const std::string_view path = row.functions[i];
        const std::string_view method = path.substr(path.find_last_of(".#") + 1);
        if (adds && path.find('#') != std::string_view::npos) adders_.insert(method);
        const models::TypeModel* type = index.type(library.ecosystem, path.substr(0, path.find('#')));
        if (removes) natures_[method].insert(type ? std::string_view(type->nature) : std::string_view());
      }
    }
  }
}

bool ContentMethods::take_out(std::string_view method, std::string_view nature) const {
  const auto known = natures_.find(method);
  return known != natures_.end() && (known->second.contains("") || known->second.contains(nature));
}

}  // namespace chokepoint::rules
