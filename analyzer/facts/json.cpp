#include "facts/json.hpp"

#include <algorithm>

#include "facts/node_builder.hpp"
#include "source/line_index.hpp"

namespace chokepoint::facts {
namespace {

// Blanks commas before a closing bracket, outside strings and comments.
std::string without_trailing_commas(std::string_view text) {
  std::string result(text);
  std::size_t comma = std::string::npos;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const char c = result[i];
    if (c == '"') {
      comma = std::string::npos;
      for (++i; i < result.size() && result[i] != '"'; ++i) {
        if (result[i] == '\\') ++i;
      }
    } else if (c == '/' && i + 1 < result.size() && result[i + 1] == '/') {
      i = std::min(result.find('\n', i), result.size());
    } else if (c == '/' && i + 1 < result.size() && result[i + 1] == '*') {
      i = std::min(result.find("*/", i + 2), result.size() - 1) + 1;
    } else if (c == ',') {
      comma = i;
    } else if (c == '}' || c == ']') {
      if (comma != std::string::npos) result[comma] = ' ';
      comma = std::string::npos;
    } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
      comma = std::string::npos;
    }
  }
  return result;
}

bool too_deep(std::string_view text) {
  std::size_t depth = 0;
  for (char c : text) {
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && depth > 0) --depth;
    if (depth > kMaxNesting) return true;
  }
  return false;
}

/// Counts what the parser has read, which is all it tells about places.
struct CountingIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  const char* current = nullptr;
  const char** furthest = nullptr;
  reference operator*() const { return *current; }
  CountingIterator& operator++() {
    *furthest = ++current;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return current == other.current; }
  bool operator!=(const CountingIterator& other) const { return current != other.current; }
};

class TreeReader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeReader(std::string_view text, const char** furthest) : text_(text), lines_(text), furthest_(furthest) {}

  bool null() override { return value(Node::Kind::Null, ""); }
  bool boolean(bool v) override { return value(Node::Kind::Text, v ? "true" : "false"); }
  bool number_integer(number_integer_t v) override { return value(Node::Kind::Text, std::to_string(v)); }
  bool number_unsigned(number_unsigned_t v) override { return value(Node::Kind::Text, std::to_string(v)); }
  bool number_float(number_float_t, const string_t& v) override { return value(Node::Kind::Text, v); }
  bool string(string_t& v) override { return value(Node::Kind::Text, std::move(v)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Node::Kind::Map); }
  bool start_array(std::size_t) override { return open(Node::Kind::List); }
  bool end_object() override { return builder_.close(); }
  bool end_array() override { return builder_.close(); }
  bool key(string_t& v) override {
    const source::Position place = position(v.size() + 2);
    return builder_.key(std::move(v), place.line, place.column);
  }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::json::exception&) override {
    const source::Position place = lines_.position(static_cast<std::uint32_t>(std::min(at, text_.size())));
    fault_ = {place.line, place.column, "is no valid JSON"};
    return false;
  }

  tl::expected<Node, Fault> result(bool done) {
    if (builder_.too_large()) return tl::make_unexpected(Fault{1, 1, "is nested too deeply or too large"});
    if (!done) return tl::make_unexpected(fault_);
    return builder_.take();
  }

 private:
  /// Of what has just been read; escapes make a word longer than it is, so the place is never after its beginning by more than those.
  source::Position position(std::size_t length) const {
    const std::size_t end = static_cast<std::size_t>(*furthest_ - text_.data());
    return lines_.position(static_cast<std::uint32_t>(end > length ? end - length : 0));
  }
  bool value(Node::Kind kind, std::string text) {
    const source::Position place = position(builder_.in_map() ? 0 : text.size() + 2);
    return builder_.scalar(kind, std::move(text), place.line, place.column);
  }
  bool open(Node::Kind kind) {
    const source::Position place = position(1);
    return builder_.open(kind, place.line, place.column);
  }

  std::string_view text_;
  source::LineIndex lines_;
  const char** furthest_;
  NodeBuilder builder_;
  Fault fault_;
};

}  // namespace

tl::expected<Node, Fault> parse_json_tree(std::string_view text) {
  if (too_deep(text)) return tl::make_unexpected(Fault{1, 1, "is nested too deeply"});
  const std::string clean = without_trailing_commas(text);
  const char* furthest = clean.data();
  TreeReader reader(clean, &furthest);
  const CountingIterator begin{clean.data(), &furthest}, end{clean.data() + clean.size(), &furthest};
  const bool done = nlohmann::json::sax_parse(begin, end, &reader, nlohmann::json::input_format_t::json, true, true);
  return reader.result(done);
}

tl::expected<nlohmann::json, Fault> parse_json(std::string_view text) {
  if (too_deep(text)) return tl::make_unexpected(Fault{1, 1, "is nested too deeply"});
  try {
    return nlohmann::json::parse(without_trailing_commas(text), nullptr, true, true);
  } catch (const nlohmann::json::parse_error& error) {
    const source::Position place = source::LineIndex(text).position(static_cast<std::uint32_t>(std::min(error.byte, text.size())));
    return tl::make_unexpected(Fault{place.line, place.column, "is no valid JSON"});
  }
}

std::string text_of(const nlohmann::json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

}  // namespace chokepoint::facts
