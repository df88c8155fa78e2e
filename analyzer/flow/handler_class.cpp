#include "flow/handler_class.hpp"

#include <algorithm>
#include <string_view>

#include "flow/matching.hpp"

namespace chokepoint::flow {
namespace {

using link::ClassIndex;
using link::kNone;
using models::Entry;

constexpr int kMaxWrappers = 4;          // `wrap(wrap(handler))`
constexpr std::size_t kMaxClasses = 64;  // bases of bases

bool takes_parameter(const Program& program, const Entry& row, FunctionIndex method) {
  const ir::FileIr& ir = program.ir_of(method);
  for (const ir::Parameter& parameter : program.function(method).parameters.of(ir.parameters)) {
    if (!parameter.type) continue;
    const std::string_view type = ir.text(ir.type(parameter.type).name);
    for (const std::string& pattern : row.with_parameters) {
      if (models::wildcard_matches(pattern, type)) return true;
    }
  }
  return false;
}

bool is_handler_method(const Program& program, const Entry& row, FunctionIndex method) {
  const ir::Function& f = program.function(method);
  const std::string_view name = program.ir_of(method).text(f.name);
  const bool named = std::any_of(row.methods.begin(), row.methods.end(), [&](const std::string& wanted) {
    return wanted == "*" ? f.is_public : models::wildcard_matches(wanted, name);
  });
  if (!named || f.is_abstract) return false;
  if (!row.marked_by.empty() && !decorator_named(program, method, row.marked_by)) return false;
  return row.with_parameters.empty() || takes_parameter(program, row, method);
}

// `com.shop` of `com.shop.orders.api.OrdersApi`: what the packages of one organisation have in common.
std::string_view first_packages(std::string_view name) {
  const std::size_t first = name.find('.');
  return name.substr(0, first == std::string_view::npos ? first : name.find('.', first + 1));
}

bool declares(const Program& program, const link::ClassInfo& info, std::string_view name) {
  return std::any_of(info.methods.begin(), info.methods.end(),
                     [&](FunctionIndex method) { return program.ir_of(method).text(program.function(method).name) == name; });
}

}  // namespace

const ir::Decorator* decorator_named(const Program& program, FunctionIndex method, const std::vector<std::string>& names) {
  const ir::FileIr& ir = program.ir_of(method);
  for (const ir::Decorator& decorator : program.function(method).decorators.of(ir.decorators)) {
    const ir::OpId name = ir.name_of(decorator);
    if (!name) continue;
    const std::string_view text = ir.text(ir.op(ir.function(decorator.holder), name).text);
    if (std::find(names.begin(), names.end(), text) != names.end()) return &decorator;
  }
  return nullptr;
}

std::vector<FunctionIndex> handler_methods(const Program& program, const Entry& row, ClassIndex klass) {
  std::vector<FunctionIndex> methods;
  std::vector<std::string_view> seen;  // a method hides those of the bases
  std::vector<ClassIndex> pending{klass};
  const Language language = program.class_ir(klass).language;
  for (std::size_t n = 0; n < pending.size() && n < kMaxClasses; ++n) {
    const link::ClassInfo& info = program.classes[pending[n]];
    for (FunctionIndex method : info.methods) {
      const std::string_view name = program.ir_of(method).text(program.function(method).name);
      if (!is_handler_method(program, row, method)) continue;
      if (language == Language::Python && std::find(seen.begin(), seen.end(), name) != seen.end()) continue;
      seen.push_back(name);
      methods.push_back(method);
    }
    if (language != Language::Go && language != Language::Java && language != Language::Python) continue;
    if (program.class_of(klass).kind == ir::ClassKind::Interface && n == 0) {
      pending.insert(pending.end(), info.derived.begin(), info.derived.end());
    }
    for (const link::Value& base : info.bases) {  // embedded structs, mixins
      if (base.is(link::ValueKind::Class)) pending.push_back(base.id);
    }
  }
  return methods;
}

std::vector<FunctionIndex> implementations(const Program& program, FunctionIndex f) {
  const ir::Function& declared = program.function(f);
  const ClassIndex owner = program.owner_of_function[f];
  if (!declared.is_abstract || owner == kNone || program.file_of(f).language != Language::Java) return {f};
  std::vector<FunctionIndex> found;
  std::vector<ClassIndex> pending = program.classes[owner].derived;
  for (std::size_t n = 0; n < pending.size() && n < 64; ++n) {
    const link::ClassInfo& info = program.classes[pending[n]];
    pending.insert(pending.end(), info.derived.begin(), info.derived.end());
    for (FunctionIndex method : info.methods) {
      const ir::Function& candidate = program.function(method);
      if (program.ir_of(method).text(candidate.name) == program.ir_of(f).text(declared.name) && !candidate.is_abstract &&
          candidate.parameters.count == declared.parameters.count) {
        found.push_back(method);
      }
    }
  }
  return found;
}

bool implements_generated(const Program& program, FunctionIndex method) {
  const ClassIndex owner = program.owner_of_function[method];
  if (owner == kNone) return false;
  const std::string_view name = program.ir_of(method).text(program.function(method).name);
  const std::string_view project = first_packages(program.names[program.class_names[owner]]);
  bool generated = false;
  for (const ClassIndex one : program.lineage(owner)) {
    const link::ClassInfo& info = program.classes[one];
    if (one != owner && declares(program, info, name)) return false;
    for (const link::Value& base : info.bases) {
      if (base.is(link::ValueKind::External) && first_packages(program.names[link::Name(base.id)]) == project) generated = true;
    }
  }
  return generated;
}

void functions_in(const Program& program, const Origin& origin, std::vector<FunctionIndex>& found, int depth) {
  if (!origin.op || depth > kMaxWrappers) return;
  const ir::FileIr& ir = program.ir_of(origin.function);
  const ir::Function& holder = program.function(origin.function);
  const ir::Op& op = ir.op(holder, origin.op);
  if (op.kind == ir::OpKind::Function && depth > 0) {
    found.push_back(program.global(program.file_of_function[origin.function], ir::FunctionId(op.aux)));
  }
  if ((op.kind == ir::OpKind::Name || op.kind == ir::OpKind::Member) && depth > 0) {  // exported by another module
    const link::SlotIndex slot = program.slot_of(origin.function, origin.op);
    if (slot != kNone && program.slots[slot].is(link::ValueKind::Function)) found.push_back(program.slots[slot].id);
  }
  if (op.kind != ir::OpKind::Call) return;
  for (const ir::Operand& operand : ir.operands_of(holder, op)) {
    functions_in(program, origin_of(program, origin.function, operand.value), found, depth + 1);
  }
}

bool is_reactive(const Program& program, FunctionIndex f) {
  const link::Value& result = program.slots[program.result_slot[f]];
  if (!result.is(link::ValueKind::ExternalInstance)) return false;
  const std::string_view type = program.names[link::Name(result.id)];
  return type.starts_with("reactor.core.publisher.") || type.starts_with("io.smallrye.mutiny.") ||
         type.starts_with("io.reactivex.") || type.starts_with("rx.") || type == "org.reactivestreams.Publisher" ||
         type.starts_with("java.util.concurrent.Flow");
}

bool extends_library(const Program& program, ClassIndex klass) {
  for (const ClassIndex one : program.lineage(klass)) {
    for (const link::Value& base : program.classes[one].bases) {
      if (!base.is(link::ValueKind::Class) && base.known()) return true;
    }
  }
  return false;
}

}  // namespace chokepoint::flow
