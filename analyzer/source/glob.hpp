// One gitignore wildcard pattern, compiled. Matches bytes as git does: `*` and `?` stop at '/', `**` between slashes does not.
//
//   compile_glob("src/**/*.[ch]")->matches("src/a/b/x.c") == true
#pragma once
#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace chokepoint::source {

class Glob {
 public:
  bool matches(std::string_view text) const;

 private:
  friend std::optional<Glob> compile_glob(std::string_view pattern);
  /// AnyDirectories is `**` followed by '/', which it includes; Rest is a final `**`.
  enum class Kind : std::uint8_t { Byte, AnyByte, Run, AnyDirectories, Rest, Class };
  struct Token {
    Kind kind;
    char byte = 0;
    std::uint16_t class_index = 0;
  };
  bool consumes(const Token& token, char byte) const;
  std::vector<Token> tokens_;
  std::vector<std::bitset<256>> classes_;
};

/// None when the pattern is malformed (an unterminated or unknown character class): git lets such a pattern match nothing.
std::optional<Glob> compile_glob(std::string_view pattern);

}  // namespace chokepoint::source
