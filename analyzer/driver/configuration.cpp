#include "driver/configuration.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "base/nearest.hpp"
#include "rulebase/yaml.hpp"

namespace chokepoint::driver {
namespace {

namespace fs = std::filesystem;
using rulebase::error_at;
using rulebase::Node;

/// True when `path`, seen from `folder`, does not leave it, not even through a symbolic link.
bool stays_inside(const fs::path& folder, const fs::path& path) {
  std::error_code error;
  const fs::path home = fs::canonical(folder.empty() ? "." : folder, error);
  if (error) return false;
  const fs::path target = fs::weakly_canonical(home / path, error);
  if (error) return false;
  return std::mismatch(home.begin(), home.end(), target.begin(), target.end()).first == home.end();
}

/// Paths in the file are relative to it; what it makes us write must stay beside it.
Result<void> place(Settings& settings, std::size_t first_output, std::size_t first_folder, const fs::path& folder) {
  for (std::size_t i = first_folder; i < settings.rule_folders.size(); ++i) {
    settings.rule_folders[i] = (folder / settings.rule_folders[i]).lexically_normal().string();
  }
  for (std::size_t i = first_output; i < settings.outputs.size(); ++i) {
    std::string& file = settings.outputs[i].file;
    if (!stays_inside(folder, file)) return fail(fmt::format("output `{}` is outside the directory of this file", file));
    file = (folder / file).lexically_normal().string();
  }
  return {};
}

Result<void> apply_value(Settings& settings, const Setting& setting, const Node& value, const fs::path& folder) {
  if (value.kind != Node::Kind::Text) return fail(fmt::format("`{}` takes text, not {}", setting.name, show(value.kind)));
  const std::size_t outputs = settings.outputs.size(), folders = settings.rule_folders.size();
  if (Result<void> done = apply(settings, setting, value.text); !done) {
    return fail(fmt::format("`{}`: {}", setting.name, done.error().message));
  }
  return place(settings, outputs, folders, folder);
}

// What the repository does not say: `deployment: {replicas: 3}`.
constexpr std::array<std::string_view, 7> kDeclarable = {
    "db.max_connections", "db.pooler", "deployment.platform", "deployment.replicas", "deployment.stage",
    "deployment.workers", "proxy"};

bool is_declaration(std::string_view key) { return key == "deployment" || key == "db" || key == "proxy"; }

Result<void> declare(Settings& settings, std::string_view file, const Node& key, std::string name, const Node& value) {
  if (std::find(kDeclarable.begin(), kDeclarable.end(), name) == kDeclarable.end()) {
    return tl::make_unexpected(error_at(file, key, fmt::format("unknown key `{}`{}", name, did_you_mean(name, kDeclarable))));
  }
  if (value.kind != Node::Kind::Text)
    return tl::make_unexpected(error_at(file, value, fmt::format("`{}` takes text, not {}", name, show(value.kind))));
  const bool counts = name != "db.pooler" && name != "deployment.platform" && name != "deployment.stage" && name != "proxy";
  std::uint32_t number = 0;
  const auto [end, wrong] = std::from_chars(value.text.data(), value.text.data() + value.text.size(), number);
  if (counts && (wrong != std::errc{} || end != value.text.data() + value.text.size() || number == 0)) {
    return tl::make_unexpected(error_at(file, value, fmt::format("`{}`: `{}` is not a number from 1 on", name, value.text)));
  }
  settings.declared.values.push_back(
      {std::move(name), value.text, {std::string(file.substr(file.rfind('/') + 1)), key.line, key.column}});
  return {};
}

Result<void> declare_all(Settings& settings, std::string_view file, const Node& key, const Node& value) {
  if (key.text == "proxy") return declare(settings, file, key, "proxy", value);
  if (value.kind != Node::Kind::Map)
    return tl::make_unexpected(error_at(file, value, fmt::format("`{}` takes a map, not {}", key.text, show(value.kind))));
  for (std::size_t i = 0; i < value.keys.size(); ++i) {
    if (Result<void> done =
            declare(settings, file, value.keys[i], fmt::format("{}.{}", key.text, value.keys[i].text), value.items[i]);
        !done)
      return done;
  }
  return {};
}

Result<void> apply_key(Settings& settings, std::string_view file, const Node& key, const Node& value) {
  if (is_declaration(key.text)) return declare_all(settings, file, key, value);
  const Setting* setting = find_setting(key.text);
  if (!setting || !setting->in_file) {
    std::vector<std::string_view> known = {"db", "deployment", "proxy"};
    for (const Setting& other : all_settings()) {
      if (other.in_file) known.push_back(other.name);
    }
    if (setting) return tl::make_unexpected(error_at(file, key, fmt::format("`{}` works on the command line only", key.text)));
    return tl::make_unexpected(error_at(file, key, fmt::format("unknown key `{}`{}", key.text, did_you_mean(key.text, known))));
  }
  const bool is_list = setting->kind == Setting::Kind::List && value.kind == Node::Kind::List;
  const std::vector<Node> values = is_list ? value.items : std::vector<Node>{value};
  for (const Node& item : values) {
    if (Result<void> done = apply_value(settings, *setting, item, fs::path(file).parent_path()); !done) {
      return tl::make_unexpected(error_at(file, item, done.error().message));
    }
  }
  return {};
}

Result<Settings> read_file(const std::string& file) {
  Result<std::string> text = rulebase::read_text_file(file);
  if (!text) return tl::make_unexpected(text.error());
  Result<Node> root = rulebase::parse_yaml(file, *text);
  if (!root) return tl::make_unexpected(root.error());
  Settings settings;
  if (root->kind == Node::Kind::Null) return settings;  // an empty file
  if (root->kind != Node::Kind::Map) {
    return tl::make_unexpected(error_at(file, *root, fmt::format("expected a map of settings, not {}", show(root->kind))));
  }
  for (std::size_t i = 0; i < root->keys.size(); ++i) {
    if (Result<void> done = apply_key(settings, file, root->keys[i], root->items[i]); !done)
      return tl::make_unexpected(done.error());
  }
  return settings;
}

}  // namespace

Result<Settings> read_configuration(const std::string& file, const std::string& scanned_path) {
  if (!file.empty()) return read_file(file);
  std::error_code error;
  const fs::path folder = fs::is_directory(scanned_path, error) ? fs::path(scanned_path) : fs::path(scanned_path).parent_path();
  const fs::path found = (folder / kConfigurationFile).lexically_normal();
  if (!fs::exists(found, error)) return Settings{};
  return read_file(found.string());
}

}  // namespace chokepoint::driver
