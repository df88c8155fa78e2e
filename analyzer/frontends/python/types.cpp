#include "frontends/python/lowering.hpp"

namespace chokepoint::frontends::python {
namespace {

constexpr std::size_t kMaxTypeText = 100;  // longer type texts are no names

TypeId lower(Lowering& l, Node node);

TypeId finish(Lowering& l, std::string_view name, std::size_t mark) {
  const TypeId type = l.ir.add_type(name, std::span<const TypeId>(l.types).subspan(mark));
  l.types.resize(mark);
  return type;
}

std::string_view last_part(std::string_view dotted) { return dotted.substr(dotted.rfind('.') + 1); }

bool is_argument(Node node) {
  if (!is_content(node)) return false;
  return field_of(node) == NodeField::subscript_ || field_of(node) == NodeField::none;
}

// Metadata is code: `Annotated[Session, Depends(get_session)]`.
void lower_metadata(Lowering& l, Node node) {
  if (kind_of(node) == Kind::type) node = content(node);
  if (is_plain_string(node)) return;
  const OpId op = lower_expression(l, node);
  l.metadata.push_back({l.ir.current_function(), op});
}

// `name[a, b]`: the arguments are the children of `list` after the name itself.
TypeId lower_generic(Lowering& l, Node head, Node list) {
  const std::string_view name = text_of(head), kind = last_part(name);
  const std::size_t mark = l.types.size();
  std::size_t place = 0;
  for (Node c : list.children()) {
    if (c == head || !is_argument(c)) continue;
    if (kind == "Annotated" && place++ > 0) {
      lower_metadata(l, c);
    } else if (kind == "Literal") {
      l.types.push_back(l.ir.add_type(c.text().substr(0, kMaxTypeText)));
    } else {
      const TypeId type = lower(l, c);
      l.types.push_back(type);
    }
  }
  return finish(l, name.size() > kMaxTypeText ? "?" : name, mark);
}

void push_alternatives(Lowering& l, Node node) {
  const Nested nested(l);
  if (nested.too_deep()) return;
  while (kind_of(node) == Kind::type && content(node)) node = content(node);
  const bool binary = kind_of(node) == Kind::binary_operator && text_of(child(node, NodeField::operator_)) == "|";
  if (!binary && kind_of(node) != Kind::union_type) {
    const TypeId type = lower(l, node);
    l.types.push_back(type);
    return;
  }
  for (Node c : node.children()) {
    if (is_content(c)) push_alternatives(l, c);
  }
}

TypeId lower_union(Lowering& l, Node node) {
  const std::size_t mark = l.types.size();
  push_alternatives(l, node);
  return finish(l, "|", mark);
}

TypeId lower_type_list(Lowering& l, Node node, std::string_view name) {
  const std::size_t mark = l.types.size();
  for (Node c : node.children()) {
    if (!is_content(c)) continue;
    const TypeId type = lower(l, c);
    l.types.push_back(type);
  }
  return finish(l, name, mark);
}

// An expression that is no type: its code must not be lost, its text may still be a name.
TypeId lower_other(Lowering& l, Node node) {
  if (kind_of(node) == Kind::call) {
    lower_metadata(l, node);
    node = child(node, NodeField::function_);
  } else if (is_expression(kind_of(node))) {
    lower_expression(l, node);
  }
  const std::string_view text = text_of(node);
  return l.ir.add_type(text.size() > kMaxTypeText ? "?" : text);
}

TypeId lower(Lowering& l, Node node) {
  const Nested nested(l);
  if (nested.too_deep()) return {};
  switch (kind_of(node)) {
    case Kind::none: return {};
    case Kind::type:
    case Kind::parenthesized_expression: return lower(l, content(node));
    case Kind::string:
    case Kind::concatenated_string: return parse_type(l, l.ir.text(plain_text(l, node)));
    case Kind::generic_type: return lower_generic(l, content(node), child(node, Kind::type_parameter));
    case Kind::subscript: return lower_generic(l, child(node, NodeField::value_), node);
    case Kind::union_type: return lower_union(l, node);
    case Kind::binary_operator:
      if (text_of(child(node, NodeField::operator_)) == "|") return lower_union(l, node);
      return lower_other(l, node);
    case Kind::list: return lower_type_list(l, node, "<>");
    case Kind::tuple: return lower_type_list(l, node, "tuple");
    case Kind::identifier:
    case Kind::attribute:
    case Kind::none_:
    case Kind::ellipsis:
    case Kind::member_type:
    case Kind::splat_type:
    case Kind::constrained_type:
    case Kind::integer:
    case Kind::true_:
    case Kind::false_: return l.ir.add_type(node.text().substr(0, kMaxTypeText));
    default: return lower_other(l, node);
  }
}

// Recursive descent over `union := term ("|" term)*`, `term := name ["[" union, … "]"] | "[" … "]"`; what it does not
// understand makes the whole text one name.
class TypeText {
 public:
  TypeText(Lowering& l, std::string_view text) : l_(l), text_(text) {}

  bool parse(TypeId& type) {
    type = alternatives();
    skip_space();
    return ok_ && at_ == text_.size();
  }

 private:
  static constexpr int kMaxDepth = 40;

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) ++at_;
  }

  bool take(char c) {
    skip_space();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  TypeId alternatives() {
    if (++depth_ > kMaxDepth) ok_ = false;
    const std::size_t mark = l_.types.size();
    do {
      const TypeId type = ok_ ? term() : TypeId{};
      l_.types.push_back(type);
    } while (ok_ && take('|'));
    --depth_;
    if (l_.types.size() > mark + 1) return finish(l_, "|", mark);
    const TypeId only = l_.types.back();
    l_.types.resize(mark);
    return only;
  }

  TypeId arguments(std::string_view name) {
    const std::size_t mark = l_.types.size();
    const bool outer = literal_;
    literal_ = last_part(name) == "Literal";
    while (ok_ && !take(']')) {
      const TypeId type = alternatives();
      l_.types.push_back(type);
      if (!take(',')) {
        ok_ &= take(']');
        break;
      }
    }
    literal_ = outer;
    return finish(l_, name, mark);
  }

  TypeId term() {
    if (take('[')) return arguments("<>");
    if (take('(')) {
      const TypeId type = alternatives();
      ok_ &= take(')');
      return type;
    }
    skip_space();
    const std::size_t begin = at_;
    const bool quoted = at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"');
    if (quoted) {
      const std::size_t end = text_.find(text_[at_], at_ + 1);
      at_ = end == std::string_view::npos ? text_.size() : end + 1;
      const std::string_view whole = text_.substr(begin, at_ - begin);
      return l_.ir.add_type(literal_ || whole.size() < 2 ? whole : whole.substr(1, whole.size() - 2));
    }
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (name.empty()) ok_ = false;
    if (take('[')) return arguments(name);
    return l_.ir.add_type(name);
  }

  static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-' ||
           static_cast<unsigned char>(c) >= 0x80;
  }

  Lowering& l_;
  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool ok_ = true;
  bool literal_ = false;  // inside `Literal[…]` a string is a value, else the name of a type
};

}  // namespace

TypeId parse_type(Lowering& l, std::string_view text) {
  const std::string copy(text);  // the string table moves while types are added
  TypeId type;
  if (TypeText(l, copy).parse(type)) return type;
  return l.ir.add_type(copy.size() > kMaxTypeText ? "?" : std::string_view(copy));
}

TypeId lower_type(Lowering& l, Node node) {
  l.metadata.clear();
  return lower(l, node);
}

}  // namespace chokepoint::frontends::python
