#include "models/library_index.hpp"

#include <algorithm>

namespace chokepoint::models {
namespace {

constexpr int kMaxBases = 16;  // hops through base types of a library; deeper is a mistake in a model

// "a.B#c" → position of the separator before the last segment, npos if there is none.
std::size_t last_separator(std::string_view path) { return path.find_last_of(".#"); }

}  // namespace

bool wildcard_matches(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  const std::string_view before = pattern.substr(0, star), after = pattern.substr(star + 1);
  return name.size() > before.size() + after.size() && name.starts_with(before) && name.ends_with(after);
}

std::string_view ecosystem_of(Language language) {
  switch (language) {
    case Language::Python: return "pypi";
    case Language::JavaScript:
    case Language::TypeScript:
    case Language::Tsx: return "npm";
    case Language::Go: return "go";
    case Language::Java: return "maven";
    case Language::Cpp: return "cpp";
    case Language::None: break;
  }
  return "";
}

LibraryIndex::LibraryIndex(const std::vector<Library>& libraries, const Wanted& wanted) {
  std::size_t functions = 0;
  for (const Library& library : libraries) {
    if (wanted && !wanted(library.ecosystem)) continue;
    libraries_.push_back(&library);
    by_file_.emplace(library.origin.file, &library);
    for (const Call& row : library.calls) functions += row.functions.size();
  }
  calls_.reserve(functions);
  for (const Library* library : libraries_) {
    add_calls(*library);
    add_types(*library);
    add_registrations(*library);
  }
}

void LibraryIndex::add_calls(const Library& library) {
  for (const Call& row : library.calls) {
    for (const std::string& function : row.functions) {
      const bool wildcard = function.ends_with('*');
      if (wildcard) add_wildcard(library.ecosystem, std::string_view(function).substr(0, function.size() - 1), row);
      else calls_(library.ecosystem, function).rows.push_back(&row);
    }
  }
}

void LibraryIndex::add_types(const Library& library) {
  const auto keep_first = [](auto& place, auto value) {
    if (place == decltype(value){}) place = value;
  };
  for (const TypeModel& type : library.types) {
    keep_first(types_(library.ecosystem, type.name), &type);
    for (const std::string& annotation : type.annotated_by) keep_first(annotated_(library.ecosystem, annotation), &type);
    for (const std::string& maker : type.made_by) {
      keep_first(made_by_(library.ecosystem, maker), std::string_view(type.name));
      if (!maker.starts_with('*')) continue;
      const std::size_t separator = last_separator(maker);
      makers_.push_back({library.ecosystem, maker.substr(1, separator - 1), maker.substr(separator + 1), type.name});
    }
  }
}

void LibraryIndex::add_registrations(const Library& library) {
  for (const Entry& entry : library.entries) {
    for (const std::string& function : entry.functions) {
      if (entry.how == Entry::How::Subclass && entry.verb == "from-method") answering_.emplace_back(library.ecosystem, function);
      if (entry.how == Entry::How::Call) {
        if (function.starts_with("*.")) patterns_.emplace_back(library.ecosystem, function);
        registrations_(library.ecosystem, function) |= kEntries;
      }
      add_router_type(library.ecosystem, function);
    }
  }
  for (const Mount& mount : library.mounts) {
    for (const std::string& function : mount.functions) {
      const bool makes = !mount.routers.empty() && mount.routers[0].kind == Place::Kind::Result;
      registrations_(library.ecosystem, function) |= makes ? kMakesRouter : kMounts;
      add_router_type(library.ecosystem, function);
    }
  }
}

void LibraryIndex::add_router_type(std::string_view ecosystem, std::string_view function) {
  const std::size_t separator = function.find('#');
  if (separator != std::string_view::npos) router_types_(ecosystem, function.substr(0, separator)) = true;
}

bool LibraryIndex::is_router(std::string_view ecosystem, std::string_view type_name) const {
  if (router_types_.contains(ecosystem, type_name)) return true;
  const TypeModel* model = type(ecosystem, type_name);
  return model && std::any_of(model->bases.begin(), model->bases.end(),
                              [&](const std::string& base) { return router_types_.contains(ecosystem, base); });
}

void LibraryIndex::add_wildcard(std::string_view ecosystem, std::string_view pattern, const Call& row) {
  const std::size_t separator = last_separator(pattern);
  const std::size_t owner = separator == std::string_view::npos ? 0 : separator + 1;
  auto& rests = wildcards_(ecosystem, pattern.substr(0, owner));
  const std::string rest(pattern.substr(owner));
  auto at = std::find_if(rests.begin(), rests.end(), [&](const auto& entry) { return entry.first == rest; });
  if (at == rests.end()) {
    at = std::find_if(rests.begin(), rests.end(), [&](const auto& entry) { return entry.first.size() < rest.size(); });
    at = rests.insert(at, {rest, {}});
  }
  at->second.rows.push_back(&row);
}

const LibraryCall* LibraryIndex::find_exact(std::string_view ecosystem, std::string_view path) const {
  if (const LibraryCall* hit = calls_.find(ecosystem, path)) return hit;
  // The longest wildcard wins; it never crosses the last separator.
  const std::size_t separator = last_separator(path);
  const std::size_t owner = separator == std::string_view::npos ? 0 : separator + 1;
  const auto* rests = wildcards_.find(ecosystem, path.substr(0, owner));
  if (!rests) return nullptr;
  for (const auto& [rest, call] : *rests) {
    if (path.substr(owner).starts_with(rest)) return &call;
  }
  return nullptr;
}

const LibraryCall* LibraryIndex::call(std::string_view ecosystem, std::string_view path) const {
  if (const LibraryCall* hit = find_exact(ecosystem, path)) return hit;
  const std::size_t separator = last_separator(path);
  if (separator == std::string_view::npos) return nullptr;
  if (!type(ecosystem, path.substr(0, separator))) return nullptr;
  std::vector<std::string_view> pending{path.substr(0, separator)};
  const std::string_view member = path.substr(separator);
  for (int hops = 0; !pending.empty() && hops < kMaxBases; ++hops) {
    const TypeModel* model = type(ecosystem, pending.back());
    pending.pop_back();
    if (!model) continue;
    if (const LibraryCall* hit = find_exact(ecosystem, model->name + std::string(member))) return hit;
    for (const std::string& base : model->bases) {
      if (const LibraryCall* hit = find_exact(ecosystem, base + std::string(member))) return hit;
      pending.push_back(base);
    }
  }
  return nullptr;
}

const TypeModel* LibraryIndex::type(std::string_view ecosystem, std::string_view name) const {
  const auto* hit = types_.find(ecosystem, name);
  if (!hit) hit = types_.find(ecosystem, type_by_pattern(ecosystem, name));  // a generated class
  return hit ? *hit : nullptr;
}

const TypeModel* LibraryIndex::annotated_type(std::string_view ecosystem, std::string_view annotation) const {
  const auto* hit = annotated_.find(ecosystem, annotation);
  return hit ? *hit : nullptr;
}

std::string_view LibraryIndex::made_type(std::string_view ecosystem, std::string_view path) const {
  const std::string_view* hit = made_by_.find(ecosystem, path);
  return hit ? *hit : type_by_pattern(ecosystem, path);
}

std::string_view LibraryIndex::type_by_pattern(std::string_view ecosystem, std::string_view path) const {
  const std::size_t separator = last_separator(path);
  if (separator == std::string_view::npos) return {};
  for (const MakerPattern& one : makers_) {
    if (one.ecosystem == ecosystem && path.substr(0, separator).ends_with(one.owner) &&
        wildcard_matches(one.segment, path.substr(separator + 1)))
      return one.type;
  }
  return {};
}

std::string_view LibraryIndex::member_type(std::string_view ecosystem, std::string_view type_name, std::string_view member) const {
  if (!type(ecosystem, type_name)) return {};
  std::vector<std::string_view> pending{type_name};
  for (int hops = 0; !pending.empty() && hops < kMaxBases; ++hops) {
    const TypeModel* model = type(ecosystem, pending.back());
    pending.pop_back();
    if (!model) continue;
    if (auto hit = model->members.find(std::string(member)); hit != model->members.end()) return hit->second;
    if (auto any = model->members.find("*"); any != model->members.end()) {
      // A method of its own is no property: `$transaction` of a client whose other members are tables.
      const bool method = find_exact(ecosystem, std::string(model->name) + "#" + std::string(member)) != nullptr;
      return method ? std::string_view{} : std::string_view(any->second);
    }
    pending.insert(pending.end(), model->bases.begin(), model->bases.end());
  }
  return {};
}

std::uint8_t LibraryIndex::registration(std::string_view ecosystem, std::string_view path) const {
  if (const std::uint8_t* hit = registrations_.find(ecosystem, path)) return *hit;
  const std::size_t separator = last_separator(path);
  if (separator == std::string_view::npos) return 0;
  const TypeModel* model = type(ecosystem, path.substr(0, separator));
  if (!model) return 0;
  const std::string member(path.substr(separator));
  for (const std::string& base : model->bases) {
    if (const std::uint8_t* hit = registrations_.find(ecosystem, base + member)) return *hit;
  }
  return 0;
}

std::string_view LibraryIndex::registered_as(std::string_view ecosystem, std::string_view path) const {
  if (registration(ecosystem, path) != 0) return path;
  const std::size_t separator = last_separator(path);
  if (patterns_.empty() || separator == std::string_view::npos) return {};
  std::string_view longest;  // `*.Register*HandlerServer` before `*.Register*Server`
  for (const auto& [system, pattern] : patterns_) {
    if (system != ecosystem || pattern.size() <= longest.size()) continue;
    if (wildcard_matches(std::string_view(pattern).substr(2), path.substr(separator + 1))) longest = pattern;
  }
  return longest;
}

bool LibraryIndex::registers(std::string_view ecosystem, std::string_view path) const {
  return !registered_as(ecosystem, path).empty();
}

bool LibraryIndex::makes_router(std::string_view ecosystem, std::string_view path) const {
  return (registration(ecosystem, path) & kMakesRouter) != 0;
}

bool LibraryIndex::has_entries(std::string_view ecosystem, std::string_view path) const {
  return (registration(ecosystem, path) & kEntries) != 0;
}

bool LibraryIndex::mounts(std::string_view ecosystem, std::string_view path) const {
  return (registration(ecosystem, path) & kMounts) != 0;
}

bool LibraryIndex::bounds(std::string_view ecosystem, std::string_view type_name) const {
  std::vector<std::string_view> pending{type_name};
  for (int hops = 0; !pending.empty() && hops < kMaxBases; ++hops) {
    const TypeModel* model = type(ecosystem, pending.back());
    pending.pop_back();
    if (!model) continue;
    if (model->bounds) return true;
    pending.insert(pending.end(), model->bases.begin(), model->bases.end());
  }
  return false;
}

bool LibraryIndex::answers(std::string_view ecosystem, std::string_view type_name) const {
  return std::any_of(answering_.begin(), answering_.end(), [&](const auto& answering) {
    return answering.first == ecosystem && derives(ecosystem, type_name, answering.second);
  });
}

bool LibraryIndex::derives(std::string_view ecosystem, std::string_view type_name, std::string_view base) const {
  std::vector<std::string_view> pending{type_name};
  for (int hops = 0; !pending.empty() && hops < kMaxBases; ++hops) {
    const std::string_view current = pending.back();
    pending.pop_back();
    if (current == base) return true;
    if (const TypeModel* model = type(ecosystem, current)) pending.insert(pending.end(), model->bases.begin(), model->bases.end());
  }
  return false;
}

}  // namespace chokepoint::models
