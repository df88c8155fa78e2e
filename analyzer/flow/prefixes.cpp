#include "flow/prefixes.hpp"

#include "flow/constants.hpp"
#include "flow/matching.hpp"
#include "flow/route.hpp"
#include "flow/row_table.hpp"

namespace chokepoint::flow {
namespace {

using link::kNone;
using link::Registration;

constexpr int kMaxMounts = 16;  // a router in a router in a router

}  // namespace

std::string join_paths(const std::string& prefix, const std::string& path) {
  if (prefix.empty()) return path;
  const bool left = prefix.ends_with('/'), right = path.starts_with('/');
  if (left && right) return prefix + path.substr(1);
  if (left || right || path.empty()) return prefix + path;
  return prefix + "/" + path;
}

RouterPrefixes::RouterPrefixes(const link::Program& program, const models::LibraryIndex& library) {
  RowTable<models::Mount> mounts;
  for (const models::Library& model : library.libraries()) {
    for (const models::Mount& mount : model.mounts) {
      for (const std::string& function : mount.functions) mounts.add(model.ecosystem, function, mount);
    }
  }
  for (const Registration& registration : program.registrations) {
    const std::string_view system = models::ecosystem_of(program.file_of(registration.caller).language);
    const auto* rows = mounts.find(library, system, program.names[registration.path]);
    if (!rows) continue;
    for (const models::Mount* mount : *rows) add(program, registration, *mount);
  }
}

void RouterPrefixes::add(const link::Program& program, const Registration& registration, const models::Mount& mount) {
  std::string prefix;
  const Bindings bindings{registration.caller, &registration.frames, {}, kNone};
  for (const models::Place& place : mount.prefixes) {
    const ir::OpId argument = argument_at(program, registration.caller, registration.op, place);
    const auto text = constant_text(program, registration.caller, argument, 0, &bindings);
    if (text && prefix.empty()) prefix = *text;
    if (!text && prefix.empty()) prefix = path_in_predicate(program, registration.caller, argument, &bindings);
  }
  if (!mount.routers.empty() && mount.routers[0].kind == models::Place::Kind::Result) {
    own_[registration.made] = prefix;
    if (registration.router != kNone) parents_.try_emplace(registration.made, std::make_pair(registration.router, std::string()));
    return;
  }
  const std::uint32_t parent = registration.router != kNone ? registration.router : module_of(program, registration.caller);
  for (const auto& [operand, router] : registration.mounted) {
    if (!operand_matches(program, registration.caller, registration.op, operand, mount.routers)) continue;
    parents_.try_emplace(router, std::make_pair(parent, prefix));
  }
}

std::string RouterPrefixes::of(std::uint32_t router, int depth) const {
  if (router == kNone || depth > kMaxMounts) return {};
  auto own = own_.find(router);
  std::string prefix = own == own_.end() ? std::string{} : own->second;
  auto parent = parents_.find(router);
  if (parent == parents_.end()) return prefix;
  return join_paths(join_paths(of(parent->second.first, depth + 1), parent->second.second), prefix);
}

std::uint32_t RouterPrefixes::module_of(const link::Program& program, link::FunctionIndex function) {
  return program.file_of(function).first_op;
}

}  // namespace chokepoint::flow
