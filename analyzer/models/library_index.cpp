#include "models/library_index.hpp"

#include <algorithm>

namespace chokepoint::models {

std::string_view ecosystem_of(Language language) {
  switch (language) {
    case Language::Python: return "pypi";
    case Language::JavaScript:
    case Language::TypeScript:
    case Language::Tsx: return "npm";
    case Language::Go: return "go";
    case Language::Java: return "maven";
    case Language::Cpp: return "cpp";
    case Language::None: break;
  }
  return "";
}

LibraryIndex::LibraryIndex(const std::vector<Library>& libraries) {
  for (const Library& library : libraries) {
    libraries_.push_back(&library);
    by_file_.emplace(library.origin.file, &library);
    aliases_.insert(library.aliases.begin(), library.aliases.end());
    const bool known =
        std::any_of(ecosystems_.begin(), ecosystems_.end(), [&](const Ecosystem& one) { return one.name() == library.ecosystem; });
    if (!known) ecosystems_.emplace_back(library.ecosystem);
  }
  for (Ecosystem& ecosystem : ecosystems_) {
    for (const Library* library : libraries_) {
      if (library->ecosystem == ecosystem.name()) ecosystem.add(*library);
    }
    ecosystem.finish();
  }
  ecosystems_.emplace_back("");
}

const Ecosystem& LibraryIndex::of(std::string_view ecosystem) const {
  for (const Ecosystem& one : ecosystems_) {
    if (one.name() == ecosystem) return one;
  }
  return ecosystems_.back();
}

std::string_view LibraryIndex::package(std::string_view path) const {
  const auto found = aliases_.find(path);
  return found == aliases_.end() ? path : found->second;
}

const LibraryCall* LibraryIndex::call(std::string_view ecosystem, std::string_view path) const { return of(ecosystem).call(path); }

const TypeModel* LibraryIndex::type(std::string_view ecosystem, std::string_view name) const {
  const Ecosystem::Owner* owner = of(ecosystem).type(name);
  return owner ? owner->type : nullptr;
}

const TypeModel* LibraryIndex::annotated_type(std::string_view ecosystem, std::string_view annotation) const {
  return of(ecosystem).annotated_type(annotation);
}

std::string_view LibraryIndex::made_type(std::string_view ecosystem, std::string_view path) const {
  return of(ecosystem).made_type(path);
}

std::string_view LibraryIndex::member_type(std::string_view ecosystem, std::string_view type, std::string_view member) const {
  return of(ecosystem).member_type(type, member);
}

bool LibraryIndex::bounds(std::string_view ecosystem, std::string_view type) const { return of(ecosystem).bounds(type); }

std::span<const std::string_view> LibraryIndex::bases(std::string_view ecosystem, std::string_view type) const {
  return of(ecosystem).bases(type);
}

bool LibraryIndex::derives(std::string_view ecosystem, std::string_view type, std::string_view base) const {
  return of(ecosystem).derives(type, base);
}

bool LibraryIndex::answers(std::string_view ecosystem, std::string_view type) const { return of(ecosystem).answers(type); }

bool LibraryIndex::is_router(std::string_view ecosystem, std::string_view type) const { return of(ecosystem).is_router(type); }

std::string_view LibraryIndex::registered_as(std::string_view ecosystem, std::string_view path) const {
  return of(ecosystem).registered_as(path);
}

bool LibraryIndex::registers(std::string_view ecosystem, std::string_view path) const {
  return !registered_as(ecosystem, path).empty();
}

bool LibraryIndex::makes_router(std::string_view ecosystem, std::string_view path) const {
  return (of(ecosystem).registration(path) & Ecosystem::kMakesRouter) != 0;
}

bool LibraryIndex::has_entries(std::string_view ecosystem, std::string_view path) const {
  return (of(ecosystem).registration(path) & Ecosystem::kEntries) != 0;
}

bool LibraryIndex::mounts(std::string_view ecosystem, std::string_view path) const {
  return (of(ecosystem).registration(path) & Ecosystem::kMounts) != 0;
}

}  // namespace chokepoint::models
