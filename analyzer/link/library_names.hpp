// What the models say of the names of a program. Each name is looked up once per ecosystem, whoever asks.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "base/language.hpp"
#include "link/names.hpp"
#include "models/library_index.hpp"

namespace chokepoint::link {

class LibraryNames {
 public:
  /// Of the name of a function.
  struct Function {
    const models::LibraryCall* rows = nullptr;
    std::string_view made;  // the type that calling it yields because a type says so
    bool registers = false;
    bool makes_router = false;
    Name result;  // "f()", the type of what it yields if nothing is known of that; none until it is asked for
  };
  /// Of the name of a type.
  struct Type {
    const models::TypeModel* model = nullptr;
    bool is_router = false;
  };

  LibraryNames(const models::LibraryIndex& library, const Names& names) : library_(library), names_(names) {}
  Function& function(Language language, Name name);
  const Type& type(Language language, Name name);

 private:
  template <class T>
  struct Table {
    std::vector<std::uint32_t> place;  // per name: one more than the position of what is known of it, 0 if nobody asked
    std::deque<T> known;
  };
  template <class T, class Ask>
  static T& look_up(Table<T>& table, Name name, const Ask& ask);

  const models::LibraryIndex& library_;
  const Names& names_;
  std::array<Table<Function>, 5> functions_;  // by ecosystem
  std::array<Table<Type>, 5> types_;
};

}  // namespace chokepoint::link
