#include "facts/yaml.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <yaml.h>

#include "facts/node_builder.hpp"

namespace chokepoint::facts {
namespace {

constexpr int kMaxBrackets = 1000;  // of flow style that is open at a time

Fault fault_at(const yaml_mark_t& mark, std::string message) {
  return {static_cast<std::uint32_t>(mark.line) + 1, static_cast<std::uint32_t>(mark.column) + 1, std::move(message)};
}

std::string_view text_of(const yaml_char_t* text, std::size_t size) { return {reinterpret_cast<const char*>(text), size}; }

std::string name_of(const yaml_char_t* anchor) { return anchor ? reinterpret_cast<const char*>(anchor) : ""; }

// Values of `<<` are merged behind the keys the map has itself.
void merge_keys(Node& map) {
  const auto merge = std::find(map.keys.begin(), map.keys.end(), "<<");
  if (merge == map.keys.end()) return;
  const std::size_t index = static_cast<std::size_t>(merge - map.keys.begin());
  const Node merged = std::move(map.items[index]);
  map.keys.erase(merge);
  map.items.erase(map.items.begin() + static_cast<std::ptrdiff_t>(index));
  const auto add = [&](const Node& from) {
    for (std::size_t i = 0; i < from.keys.size(); ++i) {
      if (std::find(map.keys.begin(), map.keys.end(), from.keys[i]) != map.keys.end()) continue;
      map.keys.push_back(from.keys[i]);
      map.items.push_back(from.items[i]);
    }
  };
  if (merged.kind == Node::Kind::List) {
    for (const Node& one : merged.items) add(one);
  } else {
    add(merged);
  }
}

/// Builds a tree from the events of libyaml. Every `bool` is whether the budgets hold.
class Handler {
 public:
  bool take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT: start_document(); return true;
      case YAML_DOCUMENT_END_EVENT: documents.push_back(builder_.take()); return true;
      case YAML_SCALAR_EVENT: return scalar(event);
      case YAML_ALIAS_EVENT: return alias(event);
      case YAML_SEQUENCE_START_EVENT: return start(event, Node::Kind::List, name_of(event.data.sequence_start.anchor));
      case YAML_MAPPING_START_EVENT: return start(event, Node::Kind::Map, name_of(event.data.mapping_start.anchor));
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: return finish();
      default: return true;
    }
  }

  std::vector<Node> documents;

 private:
  /// A collection is built apart, so that it can be kept under its anchor.
  struct Open {
    NodeBuilder builder;
    std::string anchor;
    std::size_t spent_before;
  };
  struct Anchored {
    Node node;
    std::size_t weight = 0;
  };

  NodeBuilder& top() { return open_.empty() ? builder_ : open_.back().builder; }

  void start_document() {
    builder_ = NodeBuilder();
    open_.clear();
    anchors_.clear();
  }

  bool scalar(const yaml_event_t& event) {
    const auto& found = event.data.scalar;
    const std::string_view text = text_of(found.value, found.length);
    const bool plain = found.style == YAML_PLAIN_SCALAR_STYLE;
    const bool null = plain && (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL");
    const Node::Kind kind = null ? Node::Kind::Null : Node::Kind::Text;
    std::string value(null ? std::string_view() : text);
    if (++spent_ > kMaxNodes) return false;
    if (found.anchor) {
      Anchored& kept = anchors_[name_of(found.anchor)];
      kept = {};
      kept.node.kind = kind;
      kept.node.text = value;
      kept.weight = 1;
    }
    const Fault at = fault_at(event.start_mark, {});
    return top().expects_key() ? top().key(std::move(value), at.line, at.column)
                               : top().scalar(kind, std::move(value), at.line, at.column);
  }

  bool alias(const yaml_event_t& event) {
    const auto found = anchors_.find(name_of(event.data.alias.anchor));
    const bool known = found != anchors_.end();
    const Fault at = fault_at(event.start_mark, {});
    if (top().expects_key()) return top().key(known ? found->second.node.text : "", at.line, at.column);
    if (!top().add(known ? found->second.node : Node())) return false;
    spent_ += known ? found->second.weight : 1;
    return spent_ <= kMaxNodes / 20;
  }

  bool start(const yaml_event_t& event, Node::Kind kind, std::string anchor) {
    if (open_.size() >= kMaxNesting) return false;
    const Fault at = fault_at(event.start_mark, {});
    // A collection as key is legal and never of use: it becomes an empty key and its content is dropped.
    if (top().expects_key()) top().key("", at.line, at.column);
    open_.push_back({NodeBuilder(), std::move(anchor), spent_});
    open_.back().builder.open(kind, at.line, at.column);
    return true;
  }

  bool finish() {
    Open done = std::move(open_.back());
    open_.pop_back();
    done.builder.close();
    Node node = done.builder.take();
    merge_keys(node);
    if (!done.anchor.empty()) anchors_[done.anchor] = {node, spent_ - done.spent_before + 1};
    return top().add_uncounted(std::move(node));
  }

  NodeBuilder builder_;
  std::vector<Open> open_;
  std::map<std::string, Anchored, std::less<>> anchors_;
  std::size_t spent_ = 0;
};

/// libyaml's parser with its event, freed whatever happens.
class Parser {
 public:
  explicit Parser(std::string_view text) {
    good_ = yaml_parser_initialize(&parser_) != 0;
    if (good_) yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() {
    if (has_event_) yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }

  /// The next event; null after an error.
  const yaml_event_t* next() {
    if (has_event_) yaml_event_delete(&event_);
    has_event_ = good_ && yaml_parser_parse(&parser_, &event_) != 0;
    return has_event_ ? &event_ : nullptr;
  }
  Fault fault() const {
    return fault_at(parser_.problem_mark,
                    std::string("is no valid YAML: ") + (parser_.problem ? parser_.problem : "out of memory"));
  }

 private:
  yaml_parser_t parser_{};
  yaml_event_t event_{};
  bool good_ = false;
  bool has_event_ = false;
};

bool too_many_brackets(std::string_view text) {
  int depth = 0;
  for (char c : text) {
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && depth > 0) --depth;
    if (depth > kMaxBrackets) return true;
  }
  return false;
}

}  // namespace

YamlDocuments parse_yaml(std::string_view text) {
  YamlDocuments result;
  if (text.size() > kMaxYaml) {
    result.faults.push_back({0, 0, "is too large for YAML of a deployment"});
    return result;
  }
  if (too_many_brackets(text)) {
    result.faults.push_back({0, 0, "is nested too deeply"});
    return result;
  }
  Handler handler;
  Parser parser(text);
  const yaml_event_t* event = parser.next();
  while (event && event->type != YAML_STREAM_END_EVENT) {
    if (!handler.take(*event)) {
      result.faults.push_back(fault_at(event->start_mark, "is nested too deeply or too large"));
      break;
    }
    event = parser.next();
  }
  if (!event) result.faults.push_back(parser.fault());
  result.documents = std::move(handler.documents);
  return result;
}

tl::expected<Node, Fault> parse_yaml_tree(std::string_view text) {
  YamlDocuments parsed = parse_yaml(text);
  if (!parsed.faults.empty()) return tl::make_unexpected(parsed.faults.front());
  return parsed.documents.empty() ? Node() : std::move(parsed.documents.front());
}

}  // namespace chokepoint::facts
