#include "rulebase/yaml.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace chokepoint::rulebase {
namespace {

struct Position {
  std::uint32_t line = 1, column = 1;
};

/// Thrown by the handler, caught in parse_yaml: yaml-cpp offers no other way to stop.
struct Refusal {
  Position position;
  std::string message;
};

/// yaml-cpp counts columns in bytes; editors and reports count characters.
class Positions {
 public:
  explicit Positions(std::string_view text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n') starts_.push_back(i + 1);
  }

  std::size_t offset(const YAML::Mark& mark) const {
    const auto line = std::min<std::size_t>(static_cast<std::size_t>(std::max(mark.line, 0)), starts_.size() - 1);
    return std::min(starts_[line] + static_cast<std::size_t>(std::max(mark.column, 0)), text_.size());
  }

  Position at(const YAML::Mark& mark) {
    const auto line = std::min<std::size_t>(static_cast<std::size_t>(std::max(mark.line, 0)), starts_.size() - 1);
    const std::size_t target = offset(mark);
    if (line != line_ || target < counted_to_) {  // events come almost in order, so counting goes on from the last one
      line_ = line;
      counted_to_ = starts_[line];
      column_ = 1;
    }
    for (; counted_to_ < target; ++counted_to_)
      if ((static_cast<unsigned char>(text_[counted_to_]) & 0xC0) != 0x80) ++column_;
    return {static_cast<std::uint32_t>(line + 1), column_};
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_;
  std::size_t line_ = 0, counted_to_ = 0;
  std::uint32_t column_ = 1;
};

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, Positions& positions) : text_(text), positions_(positions) {}

  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) refuse(mark, "a second document starts here; one file holds one document");
  }
  void OnDocumentEnd() override {}

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse(mark, "aliases (`*name`) are not supported"); }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node = start(mark, "", anchor, Node::Kind::Null);
    const std::string_view rest = text_.substr(positions_.offset(mark));
    for (const std::string_view word : {"null", "Null", "NULL", "~"})
      if (rest.starts_with(word)) node.text = word;
    add(std::move(node));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    Node node = start(mark, tag, anchor, Node::Kind::Text);
    node.quoted = tag == "!";  // yaml-cpp's way to say so
    if (node.quoted && !closes(positions_.offset(mark))) refuse(mark, "not valid YAML: the quote is not closed");
    node.text = value;
    add(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::List);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::Map);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override {
    refuse_duplicates(open_.back().node);
    close();
  }

 private:
  struct Open {
    Node node;
    bool expects_key = true;
  };

  [[noreturn]] void refuse(const YAML::Mark& mark, std::string message) { throw Refusal{positions_.at(mark), std::move(message)}; }

  Node start(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
    if (anchor != 0) refuse(mark, "anchors (`&name`) are not supported");
    if (tag != "" && tag != "?" && tag != "!") refuse(mark, fmt::format("tags (`{}`) are not supported", tag));
    const Position position = positions_.at(mark);
    Node node;
    node.kind = kind;
    node.line = position.line;
    node.column = position.column;
    return node;
  }

  /// yaml-cpp lets a quoted text end with the file. Block texts (`|`) have no quote.
  bool closes(std::size_t quote) const {
    const char mark = quote < text_.size() ? text_[quote] : '\0';
    if (mark != '"' && mark != '\'') return true;
    for (std::size_t i = quote + 1; i < text_.size(); ++i) {
      if (mark == '"' && text_[i] == '\\') ++i;
      else if (text_[i] == mark && mark == '\'' && i + 1 < text_.size() && text_[i + 1] == mark) ++i;
      else if (text_[i] == mark) return true;
    }
    return false;
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
    Node node = start(mark, tag, anchor, kind);
    if (open_.size() >= max_yaml_depth) refuse(mark, fmt::format("nested deeper than {} levels", max_yaml_depth));
    if (!open_.empty() && open_.back().node.kind == Node::Kind::Map && open_.back().expects_key)
      refuse(mark, "a key must be a word");
    open_.push_back({std::move(node)});
  }

  void close() {
    Node node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }

  void add(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Node::Kind::Map) {
      if (parent.expects_key) {
        if (node.kind != Node::Kind::Text) throw Refusal{{node.line, node.column}, "a key must be a word"};
        parent.node.keys.push_back(std::move(node));
      } else {
        parent.node.items.push_back(std::move(node));
      }
      parent.expects_key = !parent.expects_key;
    } else {
      parent.node.items.push_back(std::move(node));
    }
  }

  static void refuse_duplicates(const Node& map) {
    std::vector<const Node*> keys;
    for (const Node& key : map.keys) keys.push_back(&key);
    std::stable_sort(keys.begin(), keys.end(), [](const Node* a, const Node* b) { return a->text < b->text; });
    const auto twice =
        std::adjacent_find(keys.begin(), keys.end(), [](const Node* a, const Node* b) { return a->text == b->text; });
    if (twice == keys.end()) return;
    const Node &first = **twice, &second = **(twice + 1);
    throw Refusal{{second.line, second.column}, fmt::format("key `{}` is given twice; first in line {}", second.text, first.line)};
  }

  std::string_view text_;
  Positions& positions_;
  Node root_;
  std::vector<Open> open_;
  int documents_ = 0;
};

/// Offset of the first byte that is not UTF-8 text; yaml-cpp would guess another encoding or replace it.
std::optional<std::size_t> first_foreign_byte(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t length = byte < 0x80                   ? 1
                               : byte >= 0xC2 && byte < 0xE0 ? 2
                               : (byte & 0xF0) == 0xE0       ? 3
                               : byte >= 0xF0 && byte < 0xF5 ? 4
                                                             : 0;
    if (length == 0 || i + length > text.size()) return i;
    if (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t') return i;
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return i;
    i += length;
  }
  return std::nullopt;
}

Error error_at(std::string_view file, Position position, std::string_view message) {
  return {fmt::format("{}:{}:{}: {}", file, position.line, position.column, message)};
}

Result<Node> parse(std::string_view file, std::string_view text) {
  Positions positions(text);
  if (const auto foreign = first_foreign_byte(text)) {
    YAML::Mark mark;
    mark.line = static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*foreign), '\n'));
    const std::size_t newline = text.substr(0, *foreign).rfind('\n');
    mark.column = static_cast<int>(newline == std::string_view::npos ? *foreign : *foreign - newline - 1);
    return tl::make_unexpected(error_at(
        file, positions.at(mark), fmt::format("byte 0x{:02X} is not UTF-8 text", static_cast<unsigned char>(text[*foreign]))));
  }
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    TreeBuilder builder(text, positions);
    while (parser.HandleNextDocument(builder)) {}
    return builder.take();
  } catch (const Refusal& refusal) {
    return tl::make_unexpected(error_at(file, refusal.position, refusal.message));
  } catch (const YAML::Exception& exception) {
    return tl::make_unexpected(error_at(file, positions.at(exception.mark), "not valid YAML: " + exception.msg));
  } catch (const std::exception& exception) { return fail(fmt::format("{}: cannot be parsed: {}", file, exception.what())); }
}

}  // namespace

std::string_view show(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::Null: return "nothing";
    case Node::Kind::Text: return "text";
    case Node::Kind::List: return "a list";
    case Node::Kind::Map: return "a map";
  }
  return "";
}

const Node* find(const Node& map, std::string_view key) {
  for (std::size_t i = 0; i < map.keys.size(); ++i)
    if (map.keys[i].text == key) return &map.items[i];
  return nullptr;
}

Error error_at(std::string_view file, const Node& node, std::string_view message) {
  return error_at(file, Position{node.line, node.column}, message);
}

Result<Node> parse_yaml(std::string_view file, std::string_view text) {
  if (text.size() > max_yaml_bytes) return fail(fmt::format("{}:1:1: larger than {} bytes", file, max_yaml_bytes));
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return parse(file, text);
}

Result<std::string> read_text_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return fail(fmt::format("{}: cannot be opened: {}", path, std::strerror(errno)));
  std::string text(max_yaml_bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) return fail(fmt::format("{}: cannot be read", path));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

}  // namespace chokepoint::rulebase
