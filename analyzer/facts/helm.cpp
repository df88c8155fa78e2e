#include "facts/helm.hpp"

#include <optional>
#include <vector>

#include "facts/workspace.hpp"

namespace chokepoint::facts {
namespace {

constexpr std::string_view kUnknown = "templated";

// `.Values.a.b` → the node; null when the text is anything else.
const Node* value_at(std::string_view path, const Node& values) {
  if (path.starts_with('$')) path.remove_prefix(1);
  if (!path.starts_with(".Values.")) return nullptr;
  path.remove_prefix(8);
  const Node* node = &values;
  while (!path.empty()) {
    const std::size_t dot = path.find('.');
    node = &at(*node, path.substr(0, dot));
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  return node;
}

bool is_true(const Node& node) {
  if (node.kind == Node::Kind::Text) return !node.text.empty() && node.text != "false" && node.text != "0";
  return !node.items.empty();
}

// "and (.Values.a) .Values.b" → "and", "(.Values.a)", ".Values.b"
std::vector<std::string_view> terms(std::string_view expression) {
  std::vector<std::string_view> result;
  for (expression = trim(expression); !expression.empty(); expression = trim(expression)) {
    std::size_t end = 0;
    int depth = 0;
    for (; end < expression.size() && (depth > 0 || (expression[end] != ' ' && expression[end] != '\n')); ++end) {
      if (expression[end] == '(') ++depth;
      if (expression[end] == ')') --depth;
    }
    result.push_back(expression.substr(0, end));
    expression.remove_prefix(end);
  }
  return result;
}

std::optional<std::string_view> text_of(std::string_view term, const Node& values) {
  if (term.size() > 1 && term.front() == '"' && term.back() == '"') return term.substr(1, term.size() - 2);
  const Node* value = value_at(term, values);
  return value && value->kind == Node::Kind::Text ? std::optional(std::string_view(value->text)) : std::nullopt;
}

// Values joined by `and`, `or`, `not`, `eq` and `ne`; none where anything else decides.
std::optional<bool> condition(std::string_view expression, const Node& values, int depth = 0) {
  const std::vector<std::string_view> parts = terms(expression);
  if (parts.empty() || depth > 20) return std::nullopt;
  if (parts.size() == 1) {
    if (parts[0].starts_with('(') && parts[0].ends_with(')'))
      return condition(parts[0].substr(1, parts[0].size() - 2), values, depth + 1);
    const Node* value = value_at(parts[0], values);
    return value ? std::optional(is_true(*value)) : std::nullopt;
  }
  if (parts[0] == "not" && parts.size() == 2) {
    const std::optional<bool> inner = condition(parts[1], values, depth + 1);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  if ((parts[0] == "eq" || parts[0] == "ne") && parts.size() == 3) {
    const std::optional<std::string_view> a = text_of(parts[1], values), b = text_of(parts[2], values);
    return a && b ? std::optional((*a == *b) == (parts[0] == "eq")) : std::nullopt;
  }
  if (parts[0] != "and" && parts[0] != "or") return std::nullopt;
  const bool decisive = parts[0] == "or";
  std::optional<bool> result = !decisive;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::optional<bool> term = condition(parts[i], values, depth + 1);
    if (term == decisive) return decisive;
    if (!term) result = std::nullopt;
  }
  return result;
}

std::string inline_value(std::string_view expression, const Node& values) {
  const std::size_t start = expression.find(".Values.");
  if (start == std::string_view::npos) return std::string(kUnknown);
  const std::string_view path = expression.substr(start, expression.find_first_of(" |)", start) - start);
  const Node* value = value_at(path, values);
  const bool plain = value && value->kind == Node::Kind::Text && value->text.find_first_of("\n{}") == std::string::npos;
  return plain ? value->text : std::string(kUnknown);
}

// The name that a template for names puts its prefix before: `"shop.name" (list . "worker")` → `worker`; "" when there is none.
std::string_view name_given(std::string_view arguments) {
  const std::size_t list = arguments.find("(list ");
  if (list == std::string_view::npos || contains(arguments, "|")) return {};
  const std::size_t open = arguments.find('"', list);
  const std::size_t close = open == std::string_view::npos ? open : arguments.find('"', open + 1);
  return close == std::string_view::npos ? std::string_view() : arguments.substr(open + 1, close - open - 1);
}

struct Block {
  bool decided = false;  // an `if` whose condition is known
  bool shown = true;
  bool taken = false;  // a branch of it has been shown
};

class Template {
 public:
  Template(const Node& values, Conditions conditions) : values_(values), conditions_(conditions) {}

  std::string read(std::string_view text) {
    std::string result;
    std::size_t i = 0;
    while (i < text.size()) {
      const std::size_t open = std::min(text.find("{{", i), text.size());
      append(text.substr(i, open - i), result);
      if (open == text.size()) break;
      const std::size_t close = text.find("}}", open);
      if (close == std::string_view::npos) break;
      directive(text.substr(open + 2, close - open - 2), text.substr(close + 2), result);
      i = close + 2;
    }
    return result;
  }

 private:
  bool shown() const {
    for (const Block& block : blocks_) {
      if (!block.shown) return false;
    }
    return true;
  }

  void append(std::string_view text, std::string& result) const {
    if (shown()) {
      result += text;
      return;
    }
    for (char c : text) {
      if (c == '\n') result += c;
    }
  }

  void directive(std::string_view text, std::string_view behind, std::string& result) {
    for (char c : text) {
      if (c == '\n') result += c;
    }
    if (text.starts_with('-')) text.remove_prefix(1);
    if (text.ends_with('-')) text.remove_suffix(1);
    text = trim(text);
    const std::string_view word = text.substr(0, text.find_first_of(" \t\n"));
    const std::string_view rest = trim(text.substr(std::min(word.size(), text.size())));
    if (word == "if" || word == "with" || word == "range" || word == "define" || word == "block") {
      begin(word, rest);
    } else if (word == "else") {
      turn(rest);
    } else if (word == "end") {
      if (!blocks_.empty()) blocks_.pop_back();
    } else if (shown() && text.starts_with('$') && is_part_of_line(result, behind) && !is_assignment(rest)) {
      result += kUnknown;
    } else if (shown() && word == "include" && is_part_of_line(result, behind)) {
      result += name_given(rest);
    } else if (shown() && !is_silent(text, word)) {
      result += inline_value(text, values_);
    }
  }

  static bool is_assignment(std::string_view rest) {
    return rest.starts_with(":=") || rest.starts_with("=") || rest.starts_with(",");
  }

  // Something else stands on its line: `{{ $key }}: 1`, `name: {{ $name }}`.
  static bool is_part_of_line(std::string_view before, std::string_view behind) {
    const std::size_t begin = before.find_last_of('\n') + 1;
    return !trim(before.substr(begin)).empty() || !trim(behind.substr(0, behind.find('\n'))).empty();
  }

  // What puts whole blocks of YAML in place, or nothing.
  static bool is_silent(std::string_view text, std::string_view word) {
    return text.starts_with("/*") || text.starts_with('$') || word == "include" || word == "template" || word == "toYaml" ||
           word == "fail" || word == "tpl" || contains(text, "toYaml") || contains(text, "indent");
  }

  void begin(std::string_view word, std::string_view rest) {
    Block block;
    if (word == "define") block.shown = false;
    if (word == "if" && conditions_ == Conditions::Decided) {
      if (const std::optional<bool> holds = condition(rest, values_)) block = {true, *holds, *holds};
    }
    if (blocks_.size() < kMaxNesting) blocks_.push_back(block);
  }

  void turn(std::string_view rest) {
    if (blocks_.empty()) return;
    Block& block = blocks_.back();
    if (!block.decided) {
      block.shown = false;  // one branch of what is unknown is enough, two would not fit together
      return;
    }
    const bool holds = !rest.starts_with("if ") || condition(rest.substr(3), values_).value_or(true);
    block.shown = !block.taken && holds;
    block.taken |= block.shown;
  }

  const Node& values_;
  Conditions conditions_;
  std::vector<Block> blocks_;
};

}  // namespace

std::string read_template(std::string_view text, const Node& values, Conditions conditions) {
  return Template(values, conditions).read(text);
}

}  // namespace chokepoint::facts
