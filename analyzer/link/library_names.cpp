#include "link/library_names.hpp"

namespace chokepoint::link {
namespace {

std::size_t number_of(Language language) {
  switch (language) {
    case Language::Python: return 0;
    case Language::Go: return 1;
    case Language::Java: return 2;
    case Language::JavaScript:
    case Language::TypeScript:
    case Language::Tsx: return 3;
    default: return 4;
  }
}

}  // namespace

template <class T, class Ask>
T& LibraryNames::look_up(Table<T>& table, Name name, const Ask& ask) {
  if (table.place.size() <= name.raw) table.place.resize(name.raw + name.raw / 2 + 1);
  std::uint32_t& place = table.place[name.raw];
  if (place == 0) {
    table.known.push_back(ask());
    place = static_cast<std::uint32_t>(table.known.size());
  }
  return table.known[place - 1];
}

LibraryNames::Function& LibraryNames::function(Language language, Name name) {
  return look_up(functions_[number_of(language)], name, [&] {
    const std::string_view ecosystem = models::ecosystem_of(language), path = names_[name];
    return Function{library_.call(ecosystem, path), library_.made_type(ecosystem, path), library_.registers(ecosystem, path),
                    library_.makes_router(ecosystem, path), Name{}};
  });
}

const LibraryNames::Type& LibraryNames::type(Language language, Name name) {
  return look_up(types_[number_of(language)], name, [&] {
    const std::string_view ecosystem = models::ecosystem_of(language), path = names_[name];
    return Type{library_.type(ecosystem, path), library_.is_router(ecosystem, path)};
  });
}

}  // namespace chokepoint::link
