// Rows of models by the qualified names they speak of, also found through base types: `FastAPI#get` is a row of `Starlette#get`.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/library_index.hpp"

namespace chokepoint::flow {

template <class Row>
class RowTable {
 public:
  void add(const std::string& ecosystem, const std::string& function, const Row& row) {
    rows_[ecosystem + ":" + function].push_back(&row);
  }

  /// Null if no row speaks of the name.
  const std::vector<const Row*>* find(const models::LibraryIndex& library, std::string_view ecosystem,
                                      std::string_view path) const {
    auto hit = rows_.find(std::string(ecosystem) + ":" + std::string(path));
    if (hit != rows_.end()) return &hit->second;
    const std::size_t separator = path.find_last_of(".#");
    if (separator == std::string_view::npos) return nullptr;
    const models::TypeModel* type = library.type(ecosystem, path.substr(0, separator));
    if (!type) return nullptr;
    for (const std::string& base : type->bases) {
      if (const auto* found = find(library, ecosystem, base + std::string(path.substr(separator)))) return found;
    }
    return nullptr;
  }

 private:
  std::map<std::string, std::vector<const Row*>> rows_;
};

}  // namespace chokepoint::flow
