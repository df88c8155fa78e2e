#include "rulebase/binary.hpp"

#include <cstring>
#include <map>

#include "rulebase/fields.hpp"

namespace chokepoint::rulebase {
namespace {

constexpr std::string_view magic = "chokepoint rule base 1\n";

/// What both visitors share: keys, specs and groups mean nothing here, only order counts.
template <class Self>
class BinaryVisitor {
 public:
  template <class T>
  void field(std::string_view, T& value, const Spec&) {
    self().value(value);
  }
  template <class T>
  void named(std::string_view, std::vector<T>& values, const Spec&) {
    self().value(values);
  }
  void key_field(std::string& value, const Spec&) { self().value(value); }
  template <class Walk>
  void group(std::string_view, const Spec&, Walk walk) {
    walk(self());
  }
  template <class E, class Walk>
  void choice(std::string_view, E& kind, const Spec&, Walk walk) {
    self().value(kind);
    walk(self());
  }
  void version(std::string_view) {}
  void file(std::string& file) { self().value(file); }
  void origin(models::Origin& origin) {
    self().value(origin.file);
    self().value(origin.line);
  }

  void place(models::Place& place) {
    self().value(place.kind);
    self().value(place.index);
    self().value(place.keyword);
    self().value(place.path);
  }
  void all_but_libraries(RuleBase& rules) {
    visit_fields(self(), rules.vocabulary);
    visit_fields(self(), rules.guide);
    self().value(rules.rules);
  }

 private:
  Self& self() { return static_cast<Self&>(*this); }
};
static_assert(member_count<models::Place> == 4 && member_count<RuleBase> == 4);

class Writer : public BinaryVisitor<Writer> {
 public:
  std::string bytes;

  void size(std::size_t number) {  // seven bits a byte: nearly all numbers are small
    for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(0x80 | (number & 0x7F));
    bytes += static_cast<char>(number);
  }
  void value(std::string& text) {
    size(text.size());
    bytes += text;
  }
  void value(bool& flag) { size(flag ? 1 : 0); }
  void value(std::uint32_t& number) { size(number); }
  void value(models::Place& one) { place(one); }
  void value(std::map<std::string, std::string>& map) {
    size(map.size());
    for (auto& [key, text] : map) {
      std::string copy = key;
      value(copy);
      value(text);
    }
  }
  template <class T>
  void value(std::vector<T>& values) {
    size(values.size());
    for (T& one : values) value(one);
  }
  /// Each with its size, so that a reader can pass over it.
  void libraries(std::vector<models::Library>& libraries) {
    size(libraries.size());
    for (models::Library& library : libraries) {
      Writer one;
      one.value(library);
      value(library.ecosystem);
      value(one.bytes);
    }
  }
  template <class T>
  void value(T& one) {
    if constexpr (std::is_enum_v<T>) size(static_cast<std::size_t>(one));
    else visit_fields(*this, one);
  }
};

class Reader : public BinaryVisitor<Reader> {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}
  bool good() const { return good_; }
  bool at_end() const { return rest_.empty(); }

  std::size_t size() {
    std::size_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      number |= static_cast<std::size_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return number;
    }
    good_ = false;
    return 0;
  }
  /// Of a list: every element takes at least a byte, so that a wrong number cannot ask for all memory.
  std::size_t count() {
    const std::size_t number = size();
    if (number <= rest_.size()) return number;
    good_ = false;
    return 0;
  }
  std::string_view view() {
    const std::size_t length = count();
    const std::string_view bytes = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return bytes;
  }
  void value(std::string& text) { text = view(); }
  void value(bool& flag) { flag = size() != 0; }
  void value(std::uint32_t& number) { number = static_cast<std::uint32_t>(size()); }
  void value(models::Place& one) { place(one); }
  void value(std::map<std::string, std::string>& map) {
    for (std::size_t n = count(); n > 0 && good_; --n) {
      std::string key, text;
      value(key);
      value(text);
      map.emplace_hint(map.end(), std::move(key), std::move(text));
    }
  }
  template <class T>
  void value(std::vector<T>& values) {
    const std::size_t length = count();
    values.reserve(length);
    for (std::size_t i = 0; i < length && good_; ++i) value(values.emplace_back());
  }
  template <class T>
  void value(T& one) {
    if constexpr (std::is_enum_v<T>) one = static_cast<T>(size());
    else visit_fields(*this, one);
  }
  void libraries(std::vector<models::Library>& libraries, const Ecosystems& wanted) {
    for (std::size_t n = count(); n > 0 && good_; --n) {
      const std::string_view ecosystem = view();
      Reader one(view());
      if (wanted && !wanted(ecosystem)) continue;
      one.value(libraries.emplace_back());
      good_ &= one.good() && one.at_end();
    }
  }

 private:
  std::string_view rest_;
  bool good_ = true;
};

tl::unexpected<Error> damaged() { return fail("the embedded rule base is damaged"); }

}  // namespace

std::string write_binary(RuleBase rules) {
  Writer all, first;
  all.bytes = magic;
  first.all_but_libraries(rules);
  all.value(first.bytes);
  all.libraries(rules.libraries);
  return std::move(all.bytes);
}

Result<RuleBase> read_rules(std::string_view bytes) {
  if (!bytes.starts_with(magic)) return fail("the embedded rule base has a foreign format");
  Reader reader(bytes.substr(magic.size())), first(reader.view());
  RuleBase rules;
  first.all_but_libraries(rules);
  if (!reader.good() || !first.good() || !first.at_end()) return damaged();
  return rules;
}

Result<std::vector<models::Library>> read_libraries(std::string_view bytes, const Ecosystems& wanted) {
  Reader reader(bytes.substr(magic.size()));
  reader.view();
  std::vector<models::Library> libraries;
  reader.libraries(libraries, wanted);
  if (!reader.good() || !reader.at_end()) return damaged();
  return libraries;
}

Result<RuleBase> read_binary(std::string_view bytes) {
  Result<RuleBase> rules = read_rules(bytes);
  if (!rules) return rules;
  Result<std::vector<models::Library>> libraries = read_libraries(bytes, {});
  if (!libraries) return tl::make_unexpected(libraries.error());
  rules->libraries = std::move(*libraries);
  return rules;
}

}  // namespace chokepoint::rulebase
