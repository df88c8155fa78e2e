// `Result<T>` for what can happen, `CHECK` for bugs. Library exceptions are caught in the one adapter that calls the library.
#pragma once
#include <cstdio>
#include <cstdlib>
#include <string>

#include <tl/expected.hpp>

namespace chokepoint {

/// One sentence for the user: lower case start, no final period, names in backticks; prefixed with `file:line:column: ` where known.
struct Error {
  std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string message) { return tl::make_unexpected(Error{std::move(message)}); }

}  // namespace chokepoint

// An invariant of this program, never a property of its input.
#define CHECK(condition)                                                                   \
  do {                                                                                     \
    if (!(condition)) {                                                                    \
      std::fprintf(stderr, "%s:%d: internal error: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                        \
    }                                                                                      \
  } while (false)
