// What one field of a rule or model accepts, and the words of the enums: shared by the YAML reader, the JSON Schema and the
// binary form, which all walk the same list of fields (fields.hpp).
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "findings/finding.hpp"
#include "models/model.hpp"
#include "rules/rule.hpp"

namespace chokepoint::rulebase {

/// What the texts of a field are. From Effect on: words of a closed list in vocabulary.yml or guide.yml.
enum class Words : std::uint8_t {
  Free,      // any text, not empty; white space at its end is dropped
  Code,      // text kept as it is
  Id,        // kebab-case
  Literal,   // a constant of the scanned language as written: None, 0, null, false
  Function,  // qualified name; one entry expands to several: `requests.{get,post}`
  Name,      // qualified name without braces
  Versions,  // `>=2.0,<8.0.0`
  Url,
  Glob,
  Message,  // with {placeholders}
  Local,    // one of `Spec::allowed`
  Effect,
  Context,
  Option,
  Resource,
  Trait,
  Fact,
  Silencer,
  Pitfall,
  Mitigation,
};

struct WordList {
  const std::string_view* words = nullptr;
  std::size_t count = 0;
  constexpr WordList() = default;
  template <std::size_t N>
  constexpr WordList(const std::array<std::string_view, N>& list) : words(list.data()), count(N) {}
  constexpr const std::string_view* begin() const { return words; }
  constexpr const std::string_view* end() const { return words + count; }
};

struct Spec {
  Words words = Words::Free;
  bool required = false;
  std::string_view help;  // one sentence for editors
  WordList allowed;
};

/// The YAML words of an enum, in the order of its enumerators.
template <class E>
struct EnumWords;

template <>
struct EnumWords<findings::Severity> {
  static constexpr std::array<std::string_view, 3> words{"note", "warning", "error"};
};
template <>
struct EnumWords<rules::Shape> {
  static constexpr std::array<std::string_view, 13> words{"reach", "call",  "chain",  "loop",    "resource", "entry",     "hold",
                                                          "page",  "state", "config", "absence", "pair",     "dependency"};
};
template <>
struct EnumWords<models::Run::Where> {
  static constexpr std::array<std::string_view, 8> words{"here",  "per-element", "worker-thread", "event-loop",
                                                         "later", "job",         "process",       "startup"};
};
template <>
struct EnumWords<models::Content::What> {
  static constexpr std::array<std::string_view, 3> words{"adds", "removes", "measures"};
};
template <>
struct EnumWords<models::Rows> {
  static constexpr std::array<std::string_view, 4> words{"same", "many", "one", "none"};
};
template <>
struct EnumWords<models::Entry::How> {
  static constexpr std::array<std::string_view, 5> words{"call", "decorator", "annotation", "subclass", "file"};
};

// Closed lists that are part of the format and not of the vocabulary.
inline constexpr std::array<std::string_view, 6> language_words{"python", "javascript", "go", "java", "cpp", "project"};
inline constexpr std::array<std::string_view, 5> ecosystem_words{"pypi", "npm", "go", "maven", "cpp"};
inline constexpr std::array<std::string_view, 5> precision_words{"P1", "P2", "P3", "P4", "PX"};
inline constexpr std::array<std::string_view, 4> place_words{"decision", "sink", "call", "anchor"};
inline constexpr std::array<std::string_view, 2> factor_words{"workers", "replicas"};
inline constexpr std::array<std::string_view, 2> unit_words{"mebibytes", "seconds"};
inline constexpr std::array<std::string_view, 2> state_words{"absent", "disabled"};
inline constexpr std::array<std::string_view, 4> evaluation_words{"iterate", "await", "list", "serialise"};
inline constexpr std::array<std::string_view, 9> nature_words{"map",        "list",     "set",  "queue",  "lock",
                                                              "connection", "variable", "type", "request"};
inline constexpr std::array<std::string_view, 2> lifetime_words{"process", "request"};
inline constexpr std::array<std::string_view, 2> thread_words{"loop", "thread"};
inline constexpr std::array<std::string_view, 7> origin_words{"request", "function", "job", "schedule", "startup", "cli", "socket"};
inline constexpr std::array<std::string_view, 19> placeholder_words{
    "function", "sink", "option", "absent", "note",    "source",  "loop",  // of code
    "subject",  "key",  "value",  "name",   "version", "command", "reason", "number", "workers", "replicas", "limit", "names"};

/// Number of members of an aggregate, so that a member added to a struct without a line in fields.hpp breaks the build.
namespace count {
struct Anything {
  template <class T>
  operator T() const;
};
template <class T, class... Members>
constexpr std::size_t of() {
  if constexpr (requires { T{Members{}..., Anything{}}; }) return of<T, Members..., Anything>();
  else return sizeof...(Members);
}
}  // namespace count

template <class T>
constexpr std::size_t member_count = count::of<T>();

}  // namespace chokepoint::rulebase
