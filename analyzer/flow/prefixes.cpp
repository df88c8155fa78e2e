#include "flow/prefixes.hpp"

#include <algorithm>

#include "flow/constants.hpp"
#include "flow/matching.hpp"
#include "flow/route.hpp"
#include "flow/row_table.hpp"

namespace chokepoint::flow {
namespace {

using link::kNone;
using link::Registration;

constexpr int kMaxMounts = 16;            // a router in a router in a router
constexpr std::size_t kMaxParents = 8;    // places where one router is mounted
constexpr std::size_t kMaxPrefixes = 16;  // of one router

}  // namespace

std::string join_paths(const std::string& prefix, const std::string& path) {
  if (prefix.empty()) return path;
  const bool left = prefix.ends_with('/'), right = path.starts_with('/');
  if (left && right) return prefix + path.substr(1);
  if (left || right || path.empty()) return prefix + path;
  return prefix + "/" + path;
}

RouterPrefixes::RouterPrefixes(const link::Program& program, const models::LibraryIndex& library)
    : program_(program), lists_(program) {
  RowTable<models::Mount> mounts;
  for (const models::Library* model : library.libraries()) {
    for (const models::Mount& mount : model->mounts) {
      for (const std::string& function : mount.functions) mounts.add(model->ecosystem, function, mount);
    }
  }
  std::vector<std::pair<const Registration*, const models::Mount*>> found;
  for (const Registration& registration : program.registrations) {
    const Language language = program.file_of(registration.caller).language;
    const auto* rows = mounts.find(library, models::ecosystem_of(language), program.names[registration.path]);
    if (!rows) continue;
    for (const models::Mount* mount : *rows) found.emplace_back(&registration, mount);
    if (language == Language::Python && registration.router == kNone)
      mounting_.insert(program.global_op(registration.caller, registration.op));
  }
  for (const auto& [registration, mount] : found) add(*registration, *mount);
  splice_lists();
}

void RouterPrefixes::mount(std::uint32_t router, std::uint32_t parent, const std::string& prefix) {
  std::vector<Parent>& parents = parents_[router];
  if (router == parent || parents.size() >= kMaxParents) return;
  if (std::find(parents.begin(), parents.end(), Parent{parent, prefix}) == parents.end()) parents.emplace_back(parent, prefix);
}

void RouterPrefixes::add(const Registration& registration, const models::Mount& mount) {
  std::string prefix;
  const Bindings bindings{registration.caller, &registration.frames, {}, kNone};
  for (const models::Place& place : mount.prefixes) {
    const ir::OpId argument = argument_at(program_, registration.caller, registration.op, place);
    const auto text = constant_text(program_, registration.caller, argument, 0, &bindings);
    if (text && prefix.empty())
      prefix = program_.file_of(registration.caller).language == Language::Python ? without_anchors(*text) : *text;
    if (!text && prefix.empty()) prefix = path_in_predicate(program_, registration.caller, argument, &bindings);
  }
  if (!mount.routers.empty() && mount.routers[0].kind == models::Place::Kind::Result) {
    own_[registration.made] = prefix;
    if (registration.router != kNone) this->mount(registration.made, registration.router, {});
    for (const auto& [operand, around] : registration.mounted) this->mount(registration.made, around, {});  // `Api(blueprint)`
    return;
  }
  const std::uint32_t parent = router_of(registration);
  for (const auto& [operand, router] : registration.mounted) {
    if (operand_matches(program_, registration.caller, registration.op, operand, mount.routers))
      this->mount(router, parent, prefix);
  }
  if (mounting_.contains(program_.global_op(registration.caller, registration.op)))
    mount_lists(registration, mount, parent, prefix);
}

// Python: lists of routes that stand in the call, and variables that hold some.
void RouterPrefixes::mount_lists(const Registration& registration, const models::Mount& mount, std::uint32_t parent,
                                 const std::string& prefix) {
  const FunctionIndex caller = registration.caller;
  this->mount(program_.global_op(caller, registration.op), parent, prefix);
  for (const models::Place& place : mount.routers) {
    for (link::SlotIndex slot : lists_.named(caller, argument_at(program_, caller, registration.op, place)))
      this->mount(RouteLists::of_variable(slot), parent, prefix);
  }
}

std::uint32_t RouterPrefixes::list_around(FunctionIndex function, ir::OpId op) {
  return lists_.around(function, op, [&](ir::OpId user) { return mounting_.contains(program_.global_op(function, user)); });
}

std::uint32_t RouterPrefixes::router_of(const Registration& registration) {
  if (registration.router != kNone) return registration.router;
  const FunctionIndex caller = registration.caller;
  if (program_.file_of(caller).language != Language::Python) return module_of(program_, caller);
  const ir::FileIr& ir = program_.ir_of(caller);
  const ir::Op& call = ir.op(program_.function(caller), registration.op);
  // `router.register(…)` on a router of the repository's own.
  if (call.kind == ir::OpKind::Call && call.base) {
    for (link::SlotIndex slot : lists_.named(caller, call.base)) {
      if (parents_.contains(RouteLists::of_variable(slot))) return RouteLists::of_variable(slot);
    }
  }
  const std::uint32_t list = list_around(caller, registration.op);
  if (list == kNone) return module_of(program_, caller);
  if (RouteLists::is_variable(list)) holders_.emplace(list, caller);
  return list;
}

// `urlpatterns += shop`: what `shop` holds is served where `urlpatterns` is; a list that is mounted nowhere, where its module is.
void RouterPrefixes::splice_lists() {
  for (const Registration& registration : program_.registrations) {
    if (program_.file_of(registration.caller).language == Language::Python) router_of(registration);
  }
  std::set<FunctionIndex> modules;
  for (const auto& [list, holder] : holders_) modules.insert(holder);
  for (FunctionIndex f : modules) {
    const auto ops = program_.ir_of(f).ops_of(program_.function(f));
    for (std::size_t i = 0; i < ops.size(); ++i) {
      if (ops[i].kind != ir::OpKind::Name) continue;
      const link::SlotIndex slot = program_.slot_of(f, ir::OpId::from_index(i));
      if (slot == kNone || !holders_.contains(RouteLists::of_variable(slot))) continue;
      const std::uint32_t list = list_around(f, ir::OpId::from_index(i));
      if (list != kNone && RouteLists::is_variable(list)) mount(RouteLists::of_variable(slot), list, {});
    }
  }
  for (const auto& [list, holder] : holders_) {
    if (parents_[list].empty()) mount(list, module_of(program_, holder), {});
  }
}

std::vector<std::string> RouterPrefixes::all_of(std::uint32_t router, int depth) const {
  if (router == kNone || depth > kMaxMounts) return {{}};
  auto own = own_.find(router);
  const std::string prefix = own == own_.end() ? std::string{} : own->second;
  auto parents = parents_.find(router);
  if (parents == parents_.end() || parents->second.empty()) return {prefix};
  std::vector<std::string> all;
  for (const auto& [parent, under] : parents->second) {
    for (const std::string& above : all_of(parent, depth + 1)) {
      std::string whole = join_paths(join_paths(above, under), prefix);
      if (all.size() < kMaxPrefixes && std::find(all.begin(), all.end(), whole) == all.end()) all.push_back(std::move(whole));
    }
  }
  return all;
}

std::uint32_t RouterPrefixes::module_of(const link::Program& program, link::FunctionIndex function) {
  return program.file_of(function).first_op;
}

}  // namespace chokepoint::flow
