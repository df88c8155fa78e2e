#include "facts/yaml.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <string>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "facts/node_builder.hpp"

namespace chokepoint::facts {
namespace {

constexpr int kMaxBrackets = 1000;  // of flow style that is open at a time

std::uint32_t one_based(int zero_based) { return static_cast<std::uint32_t>(std::max(zero_based, 0)) + 1; }

/// Thrown by the handler, caught in parse_yaml: yaml-cpp offers no other way to stop.
struct TooLarge {
  YAML::Mark mark;
};

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

class Handler final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {
    builder_ = NodeBuilder();
    open_.clear();
    anchors_.clear();
  }
  void OnDocumentEnd() override { documents.push_back(builder_.take()); }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { scalar(mark, Node::Kind::Null, "", anchor); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, const std::string& value) override {
    scalar(mark, Node::Kind::Text, value, anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (top().expects_key()) {
      if (!top().key(found == anchors_.end() ? "" : found->second.text, one_based(mark.line), one_based(mark.column)))
        throw TooLarge{mark};
      return;
    }
    if (!top().add(found == anchors_.end() ? Node() : found->second)) throw TooLarge{mark};
    spent_ += found == anchors_.end() ? 1 : weight_[anchor];
    if (spent_ > kMaxNodes / 20) throw TooLarge{mark};
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    start(mark, Node::Kind::List, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    start(mark, Node::Kind::Map, anchor);
  }
  void OnSequenceEnd() override { finish(); }
  void OnMapEnd() override { finish(); }

  std::vector<Node> documents;

 private:
  /// A collection is built apart, so that it can be kept under its anchor.
  struct Open {
    NodeBuilder builder;
    YAML::anchor_t anchor;
    YAML::Mark mark;
    std::size_t spent_before;
  };

  NodeBuilder& top() { return open_.empty() ? builder_ : open_.back().builder; }

  void scalar(const YAML::Mark& mark, Node::Kind kind, std::string value, YAML::anchor_t anchor) {
    ++spent_;
    if (spent_ > kMaxNodes) throw TooLarge{mark};
    if (anchor != 0) {
      Node& kept = anchors_[anchor];
      kept = Node();
      kept.kind = kind;
      kept.text = value;
      weight_[anchor] = 1;
    }
    const bool is_key = top().expects_key();
    const std::uint32_t line = one_based(mark.line), column = one_based(mark.column);
    const bool fits = is_key ? top().key(std::move(value), line, column) : top().scalar(kind, std::move(value), line, column);
    if (!fits) throw TooLarge{mark};
  }

  void start(const YAML::Mark& mark, Node::Kind kind, YAML::anchor_t anchor) {
    if (open_.size() >= kMaxNesting) throw TooLarge{mark};
    // A collection as key is legal and never of use: it becomes an empty key and its content is dropped.
    if (top().expects_key()) top().key("", one_based(mark.line), one_based(mark.column));
    open_.push_back({NodeBuilder(), anchor, mark, spent_});
    open_.back().builder.open(kind, one_based(mark.line), one_based(mark.column));
  }

  void finish() {
    Open done = std::move(open_.back());
    open_.pop_back();
    done.builder.close();
    Node node = done.builder.take();
    merge_keys(node);
    if (done.anchor != 0) {
      anchors_[done.anchor] = node;
      weight_[done.anchor] = spent_ - done.spent_before + 1;
    }
    if (!top().add_uncounted(std::move(node))) throw TooLarge{done.mark};
  }

  NodeBuilder builder_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Node> anchors_;
  std::map<YAML::anchor_t, std::size_t> weight_;
  std::size_t spent_ = 0;
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
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(handler)) {}
  } catch (const TooLarge& too_large) {
    result.faults.push_back(
        {one_based(too_large.mark.line), one_based(too_large.mark.column), "is nested too deeply or too large"});
  } catch (const YAML::Exception& exception) {
    result.faults.push_back(
        {one_based(exception.mark.line), one_based(exception.mark.column), "is no valid YAML: " + exception.msg});
  } catch (const std::exception&) { result.faults.push_back({0, 0, "is no valid YAML"}); }
  result.documents = std::move(handler.documents);
  return result;
}

tl::expected<Node, Fault> parse_yaml_tree(std::string_view text) {
  YamlDocuments parsed = parse_yaml(text);
  if (!parsed.faults.empty()) return tl::make_unexpected(parsed.faults.front());
  return parsed.documents.empty() ? Node() : std::move(parsed.documents.front());
}

}  // namespace chokepoint::facts
