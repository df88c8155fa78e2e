// What an operation denotes or yields: a module, a class, a function, an instance of a class, or something of a library known by
// its qualified name only. The linker's small type lattice: Unknown below everything, Conflict above.
#pragma once
#include <cstdint>

#include "base/evidence.hpp"

namespace chokepoint::link {

enum class ValueKind : std::uint8_t {
  Unknown,
  Conflict,          // different values meet; treated as unknown from then on
  Module,            // id = file index
  Class,             // id = class index: the class object itself
  Instance,          // id = class index; args = type arguments
  Function,          // id = function index; receiver, if any, is not part of the value
  External,          // id = name of a library symbol: `requests.get`, `express.Router#get`
  ExternalInstance,  // id = name of a library type: `requests.Session`; args = type arguments
  Super,             // id = class index: `super` inside it
  Object,            // id = object index: a JavaScript object literal with members of its own
  Variable,          // id = name of a type variable of Java that is not bound yet
  Null,              // the null literal; joins with anything
};

struct Value {
  ValueKind kind = ValueKind::Unknown;
  Evidence evidence = Evidence::Resolved;
  std::uint32_t id = 0;
  std::uint32_t args = 0;  // index of an interned list of values, 0 = none

  bool known() const { return kind > ValueKind::Conflict && kind != ValueKind::Null; }
  bool is(ValueKind k) const { return kind == k; }
  friend bool operator==(const Value&, const Value&) = default;
};
static_assert(sizeof(Value) == 12);

inline Value weaker(Value value, Evidence evidence) {
  if (evidence < value.evidence) value.evidence = evidence;
  return value;
}

/// Least upper bound. Two functions or classes of one name do not join: Conflict.
inline Value join(Value a, Value b) {
  if (a.kind == ValueKind::Conflict || b.kind == ValueKind::Unknown) return a;
  if (a.kind == ValueKind::Unknown || b.kind == ValueKind::Conflict) return b;
  if (b.kind == ValueKind::Null) return a;
  if (a.kind == ValueKind::Null) return b;
  if (a.kind != b.kind || a.id != b.id) return Value{ValueKind::Conflict, Evidence::Guessed, 0, 0};
  if (a.args == 0) a.args = b.args;  // the first type arguments stay, so that joining settles
  return weaker(a, b.evidence);
}

}  // namespace chokepoint::link
