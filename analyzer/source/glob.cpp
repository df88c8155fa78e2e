#include "source/glob.hpp"

#include <cstddef>

namespace chokepoint::source {
namespace {

using Class = std::bitset<256>;

bool in_named_class(std::string_view name, int c) {
  const bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z', digit = c >= '0' && c <= '9';
  const bool graph = c > 32 && c < 127;
  if (name == "alnum") return upper || lower || digit;
  if (name == "alpha") return upper || lower;
  if (name == "blank") return c == ' ' || c == '\t';
  if (name == "cntrl") return c < 32 || c == 127;
  if (name == "digit") return digit;
  if (name == "graph") return graph;
  if (name == "lower") return lower;
  if (name == "print") return graph || c == ' ';
  if (name == "punct") return graph && !(upper || lower || digit);
  if (name == "space") return c == ' ' || (c >= 9 && c <= 13);
  if (name == "upper") return upper;
  return digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_class_name(std::string_view name) {
  for (const std::string_view known :
       {"alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit"}) {
    if (name == known) return true;
  }
  return false;
}

void add_range(Class& set, unsigned char first, unsigned char last) {
  for (int c = first; c <= last; ++c) set.set(static_cast<std::size_t>(c));
}

/// Reads `[...]` at `at`, which is left behind the closing bracket. None when the class is malformed.
std::optional<Class> read_class(std::string_view pattern, std::size_t& at) {
  Class set;
  std::size_t i = at + 1;
  auto byte = [&](std::size_t k) { return static_cast<unsigned char>(pattern[k]); };
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  int previous = 0;  // the possible start of a range; 0 after a range or a named class
  for (bool first = true;; first = false, ++i) {
    if (i >= pattern.size()) return std::nullopt;
    if (pattern[i] == ']' && !first) break;
    if (pattern[i] == '\\') {
      if (++i >= pattern.size()) return std::nullopt;
      set.set(byte(i));
      previous = byte(i);
    } else if (pattern[i] == '-' && previous != 0 && i + 1 < pattern.size() && pattern[i + 1] != ']') {
      if (pattern[++i] == '\\' && ++i >= pattern.size()) return std::nullopt;
      add_range(set, static_cast<unsigned char>(previous), byte(i));
      previous = 0;
    } else if (pattern[i] == '[' && i + 1 < pattern.size() && pattern[i + 1] == ':') {
      const std::size_t end = pattern.find(']', i + 2);
      if (end == std::string_view::npos) return std::nullopt;
      if (end == i + 2 || pattern[end - 1] != ':') {  // no ":]": an ordinary set that contains '['
        set.set('[');
        previous = '[';
        continue;
      }
      const std::string_view name = pattern.substr(i + 2, end - i - 3);
      if (!is_class_name(name)) return std::nullopt;
      for (int c = 0; c < 256; ++c) {
        if (in_named_class(name, c)) set.set(static_cast<std::size_t>(c));
      }
      previous = 0;
      i = end;
    } else {
      set.set(byte(i));
      previous = byte(i);
    }
  }
  at = i + 1;
  return negated ? ~set : set;
}

}  // namespace

std::optional<Glob> compile_glob(std::string_view pattern) {
  Glob glob;
  using Kind = Glob::Kind;
  for (std::size_t i = 0; i < pattern.size();) {
    const char c = pattern[i];
    if (c == '*') {
      const bool at_start = i == 0 || pattern[i - 1] == '/';
      std::size_t after = i;
      while (after < pattern.size() && pattern[after] == '*') ++after;
      const bool deep = after - i >= 2 && at_start;
      i = after;
      const std::string_view rest = pattern.substr(i);
      if (deep && rest.empty()) {
        glob.tokens_.push_back({Kind::Rest});
      } else if (deep && (rest.starts_with('/') || rest.starts_with("\\/"))) {
        glob.tokens_.push_back({Kind::AnyDirectories});
        i += rest[0] == '/' ? 1 : 2;
      } else {
        glob.tokens_.push_back({Kind::Run});
      }
    } else if (c == '?') {
      glob.tokens_.push_back({Kind::AnyByte});
      ++i;
    } else if (c == '[') {
      const auto set = read_class(pattern, i);
      if (!set) return std::nullopt;
      glob.tokens_.push_back({Kind::Class, 0, static_cast<std::uint16_t>(glob.classes_.size())});
      glob.classes_.push_back(*set);
    } else {
      if (c == '\\' && ++i >= pattern.size()) return std::nullopt;
      glob.tokens_.push_back({Kind::Byte, pattern[i++]});
    }
    if (glob.classes_.size() > 1000) return std::nullopt;
  }
  return glob;
}

bool Glob::consumes(const Token& token, char byte) const {
  switch (token.kind) {
    case Kind::Byte: return byte == token.byte;
    case Kind::AnyByte: return byte != '/';
    case Kind::Class: return byte != '/' && classes_[token.class_index][static_cast<unsigned char>(byte)];
    default: return false;
  }
}

// Greedy with two resumption points: the last `*` grows by one byte up to a slash, then the last `**/` skips one more directory.
// Earlier stars need no retry, because a later star can absorb whatever they would have.
bool Glob::matches(std::string_view text) const {
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t t = 0, i = 0;
  std::size_t run_token = none, run_text = 0, deep_token = none, deep_text = 0;
  for (;;) {
    if (t < tokens_.size()) {
      const Token& token = tokens_[t];
      if (token.kind == Kind::Rest) return true;
      if (token.kind == Kind::AnyDirectories) {
        deep_token = ++t;
        deep_text = i;
        run_token = none;
        continue;
      }
      if (token.kind == Kind::Run) {
        run_token = ++t;
        run_text = i;
        continue;
      }
      if (i < text.size() && consumes(token, text[i])) {
        ++t;
        ++i;
        continue;
      }
    } else if (i == text.size()) {
      return true;
    }
    if (run_token != none && run_text < text.size() && text[run_text] != '/') {
      t = run_token;
      i = ++run_text;
      continue;
    }
    run_token = none;
    if (deep_token == none) return false;
    const std::size_t slash = text.find('/', deep_text);
    if (slash == std::string_view::npos) return false;
    t = deep_token;
    i = deep_text = slash + 1;
  }
}

}  // namespace chokepoint::source
