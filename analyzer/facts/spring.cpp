// application*.yml and application*.properties of Spring Boot (and what follows its example), with profiles and relaxed names.
//
//   application-prod.yml, spring.datasource.hikari.maximumPoolSize: ${POOL:10}
//     →   [prod] spring.datasource.hikari.maximum-pool-size = 10 unless `POOL` is set
#include <fmt/format.h>

#include "facts/readers.hpp"
#include "facts/settings.hpp"
#include "facts/yaml.hpp"
#include "source/file_name.hpp"

namespace chokepoint::facts {
namespace {

constexpr int kMaxPlaceholders = 50;

// Lower case with dashes: "maximumPoolSize", "MAXIMUM_POOL_SIZE" and "maximum_pool_size" are one name.
std::string canonical(std::string_view key) {
  std::string result;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const char c = key[i];
    const bool upper = c >= 'A' && c <= 'Z';
    const bool after_lower = i > 0 && ((key[i - 1] >= 'a' && key[i - 1] <= 'z') || (key[i - 1] >= '0' && key[i - 1] <= '9'));
    if (upper && after_lower) result += '-';
    result += c == '_' ? '-' : upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

// "${POOL:10}" is 10 unless POOL is set; "jdbc:${HOST:db}/x" is "jdbc:db/x"; what has no default is unknown.
void resolve(Setting& setting) {
  std::string& value = setting.value;
  const bool whole = value.starts_with("${") && value.find('}') == value.size() - 1;
  for (int n = 0; n < kMaxPlaceholders; ++n) {
    const std::size_t open = value.rfind("${");
    const std::size_t close = open == std::string::npos ? open : value.find('}', open);
    if (close == std::string::npos) break;
    const std::string inner = value.substr(open + 2, close - open - 2);
    const std::size_t colon = inner.find(':');
    if (whole) setting.variable = inner.substr(0, colon);
    if (colon == std::string::npos) {
      value.clear();
      setting.kind = ValueKind::Unknown;
      return;
    }
    value.replace(open, close - open + 1, inner.substr(colon + 1));
  }
  setting.kind = kind_of(value);
}

// Resource filtering of Maven puts `@name@` where YAML allows no `@`.
std::string without_filters(std::string_view text) {
  std::string result(text);
  for (std::size_t at = result.find(": @"); at != std::string::npos; at = result.find(": @", at + 1)) {
    const std::size_t end = result.find_first_of("@\n", at + 3);
    if (end == std::string::npos || result[end] != '@') continue;
    result[at + 2] = result[end] = ' ';
  }
  return result;
}

// "application-prod.yml" → "prod"
std::string profile_of(std::string_view path) {
  const std::string_view name = source::name_of(path);
  const std::size_t dash = name.find('-'), dot = name.rfind('.');
  return dash == std::string_view::npos || dash > dot ? std::string() : std::string(name.substr(dash + 1, dot - dash - 1));
}

/// The settings of one document, added once its profile is known.
void finish(ProjectFacts& facts, std::size_t first, std::string profile) {
  for (std::size_t i = first; i < facts.settings.size(); ++i) {
    const Setting& setting = facts.settings[i];
    if (setting.key == "spring.config.activate.on-profile" || setting.key == "spring.profiles") profile = setting.value;
  }
  for (std::size_t i = first; i < facts.settings.size(); ++i) {
    Setting& setting = facts.settings[i];
    setting.key = canonical(setting.key);
    setting.profile = profile;
    setting.production = profile.empty() || is_for_production(profile);
    if (setting.kind != ValueKind::Map && setting.kind != ValueKind::List) resolve(setting);
  }
}

// "key = value", "key: value"; a backslash at the end goes on with the next line.
void read_properties(const source::File& file, std::string_view text, ProjectFacts& facts) {
  const Setting like{.source = "spring"};
  std::size_t first = facts.settings.size();
  std::string joined;
  std::uint32_t start = 0;
  each_line(text, [&](std::string_view raw, std::uint32_t number) {
    const std::string_view line = trim(raw);
    if (joined.empty()) start = number;
    if (joined.empty() && (line == "#---" || line == "!---")) {
      finish(facts, first, profile_of(file.path));
      first = facts.settings.size();
    }
    if (joined.empty() && (line.starts_with('#') || line.starts_with('!'))) return;
    joined += line;
    if (joined.ends_with('\\')) {
      joined.pop_back();
      return;
    }
    const std::string whole = std::exchange(joined, {});
    const std::size_t sign = whole.find_first_of("=:");
    if (sign == std::string::npos || sign == 0) return;
    std::string key(trim(std::string_view(whole).substr(0, sign)));
    Setting of_profile = like;
    if (key.starts_with('%') && key.find('.') != std::string::npos) {  // Quarkus: %dev.quarkus.http.port
      of_profile.subject = key.substr(1, key.find('.') - 1);
      key.erase(0, key.find('.') + 1);
    }
    add_setting(facts, of_profile, std::move(key), std::string(trim(std::string_view(whole).substr(sign + 1))),
                {file.path, start, 1});
  });
  finish(facts, first, profile_of(file.path));
  for (Setting& setting : facts.settings) {
    if (setting.source != "spring" || setting.subject.empty()) continue;
    setting.profile = std::exchange(setting.subject, {});
    setting.production = is_for_production(setting.profile);
  }
}

}  // namespace

void read_spring(Workspace& workspace, const source::File& file) {
  const std::optional<std::string> text = workspace.text(file);
  if (!text) return;
  ProjectFacts& facts = workspace.project(file.path);
  if (file.path.ends_with(".properties")) return read_properties(file, *text, facts);
  const YamlDocuments parsed = parse_yaml(without_filters(*text));
  for (const Fault& fault : parsed.faults) workspace.note(file, fault.line, fault.column, fault.message);
  for (const Node& document : parsed.documents) {
    const std::size_t first = facts.settings.size();
    add_settings(facts, {.source = "spring"}, "", document, file);
    finish(facts, first, profile_of(file.path));
  }
}

}  // namespace chokepoint::facts
