#include "rulebase/place.hpp"

#include <charconv>

#include <fmt/format.h>

namespace chokepoint::rulebase {
namespace {

using Kind = models::Place::Kind;

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(separator, begin);
    parts.emplace_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

bool parse_index(std::string_view text, std::uint32_t& index) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  return error == std::errc() && end == text.data() + text.size() && index < 64;
}

/// The part before the first dot: "argument:1".
bool parse_head(std::string_view head, models::Place& place) {
  const std::size_t colon = head.find(':');
  const std::string_view word = head.substr(0, colon);
  const std::string_view rest = colon == std::string_view::npos ? std::string_view() : head.substr(colon + 1);
  if (word == "receiver" || (word == "result" && colon == std::string_view::npos)) {
    place.kind = word == "receiver" ? Kind::Receiver : Kind::Result;
    return colon == std::string_view::npos;
  }
  if (word == "keyword") {
    place.kind = Kind::Keyword;
    place.keyword = rest;
    return !rest.empty();
  }
  if (word == "argument" && rest == "last") {
    place.kind = Kind::LastArgument;
    return true;
  }
  place.kind = word == "argument" ? Kind::Argument : word == "arguments" ? Kind::ArgumentsFrom : Kind::ResultElement;
  return (word == "argument" || word == "arguments" || word == "result") && parse_index(rest, place.index);
}

}  // namespace

Result<models::Place> parse_place(std::string_view text) {
  models::Place place;
  std::vector<std::string> parts = split(text, '.');
  bool good = parse_head(parts.front(), place) && text.find_first_of(" \t\n") == std::string_view::npos;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    good = good && !parts[i].empty();
    place.path.push_back(std::move(parts[i]));
  }
  if (!good)
    return fail(
        fmt::format("`{}` is not a place; write `receiver`, `argument:0`, `argument:last`, `arguments:1`, `keyword:name`, "
                    "`result` or `result:0`, each with a path such as `argument:1.timeout`",
                    text));
  return place;
}

std::string show(const models::Place& place) {
  std::string text;
  switch (place.kind) {
    case Kind::Receiver: text = "receiver"; break;
    case Kind::Argument: text = fmt::format("argument:{}", place.index); break;
    case Kind::LastArgument: text = "argument:last"; break;
    case Kind::ArgumentsFrom: text = fmt::format("arguments:{}", place.index); break;
    case Kind::Keyword: text = "keyword:" + place.keyword; break;
    case Kind::Result: text = "result"; break;
    case Kind::ResultElement: text = fmt::format("result:{}", place.index); break;
  }
  for (const std::string& part : place.path) text += "." + part;
  return text;
}

Result<std::vector<std::string>> expand_braces(std::string_view pattern) {
  std::vector<std::string> names{""};
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t open = pattern.find_first_of("{}", at);
    for (std::string& name : names) name += pattern.substr(at, open - at);
    if (open == std::string_view::npos) break;
    const std::size_t close = pattern.find_first_of("{}", open + 1);
    if (pattern[open] != '{' || close == std::string_view::npos || pattern[close] != '}')
      return fail(fmt::format("`{}` has braces that do not match; alternatives are written `{{a,b}}` and do not nest", pattern));
    std::vector<std::string> longer;
    const std::vector<std::string> alternatives = split(pattern.substr(open + 1, close - open - 1), ',');
    if (names.size() * alternatives.size() > 1000) return fail(fmt::format("`{}` expands to more than 1000 names", pattern));
    for (const std::string& name : names)
      for (const std::string& alternative : alternatives) longer.push_back(name + alternative);
    names = std::move(longer);
    at = close + 1;
  }
  return names;
}

std::string name_problem(std::string_view name) {
  if (name.empty()) return "the name is empty";
  if (name.starts_with("node:")) return fmt::format("`{}` starts with `node:`, which is dropped from module names", name);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    if (c == '*' && (i + 1 == name.size() || name.starts_with('*'))) continue;
    const bool good = c >= 0x80 || std::string_view("_$./#@-:<>~+[]").find(static_cast<char>(c)) != std::string_view::npos ||
                      (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      (c == ',' && name.find('<') < i);  // between type arguments
    if (c == '*') return fmt::format("`{}` has `*` inside; it may only stand at the end", name);
    if (!good) return fmt::format("`{}` is not a qualified name: unexpected `{}`", name, static_cast<char>(c));
  }
  return "";
}

}  // namespace chokepoint::rulebase
