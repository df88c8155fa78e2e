#include "models/ecosystem.hpp"

#include <algorithm>

namespace chokepoint::models {
namespace {

constexpr int kMaxBases = 16;  // hops through base types of a library; deeper is a mistake in a model

// "a.B#c" → position of the separator before the last segment, npos if there is none.
std::size_t last_separator(std::string_view path) {
  std::size_t at = path.size();
  while (at > 0 && path[at - 1] != '.' && path[at - 1] != '#') --at;
  return at == 0 ? std::string_view::npos : at - 1;
}

}  // namespace

Path::Path(std::string_view path) : member(path) {
  const std::size_t separator = last_separator(path);
  if (separator == std::string_view::npos) return;
  has_separator = true;
  owner = path.substr(0, separator);
  member = path.substr(separator);
}

bool wildcard_matches(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  const std::string_view before = pattern.substr(0, star), after = pattern.substr(star + 1);
  return name.size() > before.size() + after.size() && name.starts_with(before) && name.ends_with(after);
}

void Ecosystem::add(const Library& library) {
  add_calls(library);
  add_types(library);
  add_registrations(library);
}

void Ecosystem::finish() {
  owners_.each([&](std::string_view name, Owner& owner) {
    if (owner.type) owner.lineage = lineage_of(name);
  });
}

Ecosystem::Owner& Ecosystem::owner(std::string_view name) {
  Owner& owner = owners_(name);
  owner.number = owners_.place(name);
  return owner;
}

Ecosystem::Symbol& Ecosystem::symbol(std::string_view path) {
  const Path parts(path);
  return symbols_(parts.member, owner(parts.owner).number);
}

void Ecosystem::add_calls(const Library& library) {
  for (const Call& row : library.calls) {
    for (const std::string& function : row.functions) {
      if (function.ends_with('*')) add_wildcard(std::string_view(function).substr(0, function.size() - 1), row);
      else symbol(function).call.rows.push_back(&row);
    }
  }
}

void Ecosystem::add_wildcard(std::string_view pattern, const Call& row) {
  const Path path(pattern);
  auto& beginnings = owner(path.owner).wildcards;
  auto at = std::find_if(beginnings.begin(), beginnings.end(), [&](const auto& entry) { return entry.first == path.member; });
  if (at == beginnings.end()) {
    at = std::find_if(beginnings.begin(), beginnings.end(),
                      [&](const auto& entry) { return entry.first.size() < path.member.size(); });
    at = beginnings.insert(at, {path.member, {}});
  }
  at->second.rows.push_back(&row);
}

void Ecosystem::add_types(const Library& library) {
  const auto keep_first = [](auto& place, auto value) {
    if (place == decltype(value){}) place = value;
  };
  for (const TypeModel& type : library.types) {
    keep_first(owner(type.name).type, &type);
    for (const std::string& annotation : type.annotated_by) keep_first(symbol(annotation).annotates, &type);
    for (const std::string& maker : type.made_by) {
      keep_first(symbol(maker).makes, std::string_view(type.name));
      if (!maker.starts_with('*')) continue;
      const Path path(maker);
      makers_.push_back({path.owner.substr(1), path.segment(), type.name});
      if (path.owner.size() > 1) maker_ends_.set(static_cast<unsigned char>(path.owner.back()));
      else maker_ends_.set();
    }
  }
}

void Ecosystem::add_registrations(const Library& library) {
  for (const Entry& entry : library.entries) {
    for (const std::string& function : entry.functions) {
      if (entry.how == Entry::How::Subclass && entry.verb == "from-method") answering_.emplace_back(function);
      if (entry.how == Entry::How::Call) {
        if (function.starts_with("*.")) patterns_.emplace_back(function);
        symbol(function).registers |= kEntries;
      }
      add_router_type(function);
    }
  }
  for (const Mount& mount : library.mounts) {
    for (const std::string& function : mount.functions) {
      const bool makes = !mount.routers.empty() && mount.routers[0].kind == Place::Kind::Result;
      symbol(function).registers |= makes ? kMakesRouter : kMounts;
      add_router_type(function);
    }
  }
}

void Ecosystem::add_router_type(std::string_view function) {
  const std::size_t separator = function.find('#');
  if (separator != std::string_view::npos) owner(function.substr(0, separator)).has_routes = true;
}

Ecosystem::Lineage Ecosystem::lineage_of(std::string_view name) const {
  Lineage lineage;
  const auto ask = [&](std::string_view type) {
    const Owner* owner = owners_.find(type);
    if (owner && std::find(lineage.owners.begin(), lineage.owners.end(), owner) == lineage.owners.end())
      lineage.owners.push_back(owner);
  };
  std::vector<std::string_view> pending{name};
  for (int hops = 0; !pending.empty() && hops < kMaxBases; ++hops) {
    const Owner* known = type(pending.back());
    lineage.names.push_back(pending.back());
    pending.pop_back();
    if (!known) continue;
    lineage.models.push_back(known->type);
    ask(known->type->name);
    for (const std::string& base : known->type->bases) {
      ask(base);
      pending.push_back(base);
    }
  }
  return lineage;
}

const Ecosystem::Symbol* Ecosystem::find(const Path& path) const {
  const Owner* owner = owners_.find(path.owner);
  return owner ? find(*owner, path.member) : nullptr;
}

const LibraryCall* Ecosystem::rows_of(const Owner& owner, std::string_view member) const {
  if (const Symbol* symbol = find(owner, member); symbol && !symbol->call.rows.empty()) return &symbol->call;
  for (const auto& [beginning, call] : owner.wildcards) {
    if (member.starts_with(beginning)) return &call;
  }
  return nullptr;
}

const LibraryCall* Ecosystem::call(std::string_view path) const {
  const Path parts(path);
  const Owner* owner = owners_.find(parts.owner);
  if (const LibraryCall* rows = owner ? rows_of(*owner, parts.member) : nullptr) return rows;
  owner = type(owner, parts.owner);
  if (!owner) return nullptr;
  for (const Owner* ancestor : owner->lineage.owners) {
    if (const LibraryCall* rows = rows_of(*ancestor, parts.member)) return rows;
  }
  return nullptr;
}

const Ecosystem::Owner* Ecosystem::type(std::string_view name) const { return type(owners_.find(name), name); }

const Ecosystem::Owner* Ecosystem::type(const Owner* owner, std::string_view name) const {
  if (owner && owner->type) return owner;
  const std::string_view generated = type_by_pattern(name);
  return generated.empty() ? nullptr : owners_.find(generated);
}

const TypeModel* Ecosystem::annotated_type(std::string_view annotation) const {
  const Symbol* symbol = find(Path(annotation));
  return symbol ? symbol->annotates : nullptr;
}

std::string_view Ecosystem::made_type(std::string_view path) const {
  const Symbol* symbol = find(Path(path));
  return symbol && !symbol->makes.empty() ? symbol->makes : type_by_pattern(path);
}

// The type that a name is made by or bears, by the convention of a generator.
std::string_view Ecosystem::type_by_pattern(std::string_view path) const {
  if (makers_.empty()) return {};
  const Path parts(path);
  if (parts.owner.empty() || !maker_ends_.test(static_cast<unsigned char>(parts.owner.back()))) return {};
  for (const MakerPattern& one : makers_) {
    if (parts.owner.ends_with(one.owner) && wildcard_matches(one.segment, parts.segment())) return one.type;
  }
  return {};
}

std::string_view Ecosystem::member_type(std::string_view type_name, std::string_view member) const {
  const Owner* owner = type(type_name);
  if (!owner) return {};
  for (const TypeModel* model : owner->lineage.models) {
    if (model->members.empty()) continue;
    if (auto hit = model->members.find(std::string(member)); hit != model->members.end()) return hit->second;
    if (auto any = model->members.find("*"); any != model->members.end()) {
      // A method of its own is no property: `$transaction` of a client whose other members are tables.
      const bool method = rows_of(*owners_.find(model->name), "#" + std::string(member)) != nullptr;
      return method ? std::string_view{} : std::string_view(any->second);
    }
  }
  return {};
}

bool Ecosystem::bounds(std::string_view type_name) const {
  const Owner* owner = type(type_name);
  return owner && std::any_of(owner->lineage.models.begin(), owner->lineage.models.end(),
                              [](const TypeModel* model) { return model->bounds; });
}

std::span<const std::string_view> Ecosystem::bases(std::string_view type_name) const {
  const Owner* owner = type(type_name);
  return owner ? std::span(owner->lineage.names).subspan(1) : std::span<const std::string_view>();
}

bool Ecosystem::derives(std::string_view type_name, std::string_view base) const {
  const auto above = bases(type_name);
  return type_name == base || std::find(above.begin(), above.end(), base) != above.end();
}

bool Ecosystem::answers(std::string_view type_name) const {
  return std::any_of(answering_.begin(), answering_.end(), [&](std::string_view base) { return derives(type_name, base); });
}

bool Ecosystem::is_router(std::string_view type_name) const {
  const auto has_routes = [&](std::string_view name) {
    const Owner* owner = owners_.find(name);
    return owner && owner->has_routes;
  };
  if (has_routes(type_name)) return true;
  const Owner* owner = type(type_name);
  return owner && std::any_of(owner->type->bases.begin(), owner->type->bases.end(), has_routes);
}

std::uint8_t Ecosystem::registration(std::string_view path) const {
  const Path parts(path);
  const Owner* owner = owners_.find(parts.owner);
  if (const Symbol* symbol = owner ? find(*owner, parts.member) : nullptr; symbol && symbol->registers) return symbol->registers;
  owner = type(owner, parts.owner);
  if (!owner) return 0;
  for (const std::string& base : owner->type->bases) {
    const Owner* known = owners_.find(base);
    if (const Symbol* symbol = known ? find(*known, parts.member) : nullptr; symbol && symbol->registers) return symbol->registers;
  }
  return 0;
}

std::string_view Ecosystem::registered_as(std::string_view path) const {
  if (registration(path) != 0) return path;
  const Path parts(path);
  if (!parts.has_separator) return {};
  std::string_view longest;  // `*.Register*HandlerServer` before `*.Register*Server`
  for (const std::string_view pattern : patterns_) {
    if (pattern.size() > longest.size() && wildcard_matches(pattern.substr(2), parts.segment())) longest = pattern;
  }
  return longest;
}

}  // namespace chokepoint::models
