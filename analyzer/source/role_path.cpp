#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/word_list.hpp"
#include "source/directory_kind.hpp"
#include "source/file_name.hpp"
#include "source/role.hpp"

namespace chokepoint::source {
namespace {

using std::literals::operator""sv;

bool is_javascript(Language language) { return family(language) == "javascript"; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Stems of `*.config.*`: an own word such as `database.config.ts` is a module of the service. Keep sorted.
constexpr std::string_view build_tools[] = {
    "astro",       "ava",     "babel",    "changelog",       "codegen",        "commitlint", "craco",      "cypress",  "docusaurus",
    "drizzle",     "esbuild", "eslint",   "graphql-codegen", "i18next-parser", "jest",       "jsdoc",      "karma",    "knip",
    "lint-staged", "metro",   "next",     "next-sitemap",    "nuxt",           "nyc",        "openapi-ts", "orval",    "oxlint",
    "playwright",  "postcss", "prettier", "protractor",      "release",        "rollup",     "rspack",     "snowpack", "stylelint",
    "svelte",      "svgo",    "tailwind", "tsdown",          "tsup",           "unbuild",    "uno",        "unocss",   "vite",
    "vitest",      "vue",     "wdio",     "webpack",         "windi"};
// What follows the directory's own name in a file of a feature folder, `vendor/vendor.controller.ts`. Keep sorted.
constexpr std::string_view feature_parts[] = {"controller", "entity", "gateway", "handler", "model",  "module", "repository",
                                              "resolver",   "route",  "router",  "routes",  "schema", "service"};

std::string quoted(std::string_view what, std::string_view word) { return fmt::format("{} `{}`", what, word); }

std::string_view without_plural(std::string_view word) { return word.ends_with('s') ? word.substr(0, word.size() - 1) : word; }

bool is_test_directory(std::string_view name, std::string_view parent, Language language) {
  // `http/httptest` helps to test `http`.
  if (language == Language::Go && !parent.empty() && name.starts_with(parent) && name.substr(parent.size()) == "test") return true;
  if (language == Language::Go && name.starts_with("test") && !name.starts_with("testimon")) return true;  // testrig, testenv
  if (name.find("test") == std::string_view::npos && name.find("e2e") == std::string_view::npos) return false;
  if (name.starts_with("ab") || name.starts_with("split")) return false;  // A/B tests are a feature
  for (const std::string_view word : {"test"sv, "tests"sv, "e2e"sv}) {
    if (!name.starts_with(word) && !name.ends_with(word)) continue;
    const std::size_t joint = name.starts_with(word) ? word.size() : name.size() - word.size() - 1;
    if (joint < name.size() && (name[joint] == '-' || name[joint] == '_')) return true;
  }
  for (const std::string_view suffix : {"-testing"sv, "_testing"sv, "test-utils"sv, "test_utils"sv, "-testutils"sv, "-testkit"sv}) {
    if (name.ends_with(suffix)) return true;
  }
  return false;
}

std::optional<std::string_view> generated_pattern(std::string_view name) {
  for (const std::string_view suffix :
       {".pb.go"sv, ".pb.gw.go"sv, "_pb2.py"sv, "_pb2_grpc.py"sv, "_pb.js"sv, "_grpc_pb.js"sv, "_pb.ts"sv, ".pb.ts"sv, ".gen.go"sv,
        ".gen.ts"sv, ".generated.ts"sv, ".generated.tsx"sv, ".generated.js"sv, "OuterClass.java"sv}) {
    if (name.ends_with(suffix)) return suffix;
  }
  if (name.starts_with("zz_generated.")) return "zz_generated.";
  if (name == "bindata.go") return name;
  return std::nullopt;
}

std::optional<std::string_view> minified_pattern(std::string_view name) {
  for (const std::string_view infix : {".min."sv, "-min."sv, ".bundle."sv, ".chunk."sv, ".pack."sv}) {
    if (name.find(infix) != std::string_view::npos) return infix;
  }
  return std::nullopt;
}

/// `20240102_add_user.js`, `0003_x.py`, `V2__x.java`, `1700000000000-Init.ts`
bool has_version_prefix(std::string_view name) {
  std::size_t i = name.starts_with('V') || name.starts_with('v') || name.starts_with('m') ? 1 : 0;
  const std::size_t digits = i;
  while (i < name.size() && is_digit(name[i])) ++i;
  return i > digits && i < name.size() && (name[i] == '_' || name[i] == '-' || name[i] == '.');
}

/// `4b65941d065a_add_user.py`, `2022-10-26_4b65941d065a.py`: Alembic names its files after their revision.
bool has_revision(std::string_view name) {
  constexpr std::size_t kDigits = 12;
  const std::string_view stem = name.substr(0, name.rfind('.'));
  const auto is_revision = [](std::string_view part) {
    return part.size() == kDigits &&
           std::all_of(part.begin(), part.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
  };
  return is_revision(stem.substr(0, stem.find('_'))) || is_revision(stem.substr(stem.rfind('_') + 1));
}

/// `webpack.prod.js`, `vite.config.ts`; not `rollup.field.ts`, unless at the top of the project.
bool is_build_config(std::string_view stem, bool at_top) {
  // Keep sorted.
  static constexpr std::string_view parts[] = {"base", "common",     "conf",  "config", "dev",  "development", "e2e",
                                               "prod", "production", "setup", "shared", "test", "workspace"};
  if (stem.find("server") != std::string_view::npos) return false;
  const std::size_t dot = stem.find('.');
  if (at_top && dot == std::string_view::npos)
    return is_one_of_sorted(stem.substr(0, stem.find('-')), build_tools) && stem.find('-') < stem.size();
  if (dot == std::string_view::npos) return false;
  const bool known = is_one_of_sorted(stem.substr(0, dot), build_tools) ||
                     (at_top && is_one_of_sorted(stem.substr(0, stem.find('-')), build_tools));
  const std::string_view rest = stem.substr(dot + 1);
  return known && (at_top || is_one_of_sorted(rest.substr(0, rest.find('.')), parts));
}

std::optional<std::string_view> script_name(std::string_view name, Language language, bool at_top) {
  const std::string_view stem = name.substr(0, name.rfind('.'));
  if (language == Language::Python) {
    for (const std::string_view known :
         {"setup"sv, "manage"sv, "fabfile"sv, "noxfile"sv, "conanfile"sv, "dodo"sv, "versioneer"sv}) {
      if (stem == known && at_top) return known;  // deeper it is a module of the service, `forms/setup.py`
    }
    return std::nullopt;
  }
  if (!is_javascript(language)) return std::nullopt;
  for (const std::string_view known : {"gulpfile"sv, "Gulpfile"sv, "Gruntfile"sv, "gruntfile"sv, "Jakefile"sv, ".eslintrc"sv,
                                       ".prettierrc"sv, ".mocharc"sv, ".babelrc"sv, ".lintstagedrc"sv}) {
    if (stem == known) return known;
  }
  if (is_build_config(stem, at_top)) return "*.config.*";
  return std::nullopt;
}

struct Directory {
  std::string_view name, above, path;
  std::uint16_t kinds = 0;        // bits of DirectoryKind
  bool at_top = false;            // directly in a project or below another one that does not count
  bool is_among_domains = false;  // `modules/vendor`, `routes/samples`: such a word is one of the domains
};

/// The directories of a path, as far as they belong to the layout of the repository.
struct Layout {
  std::vector<Directory> directories;
  const FeatureDirectories* features = nullptr;
  bool in_main = false;      // below `src/main`
  bool name_at_top = false;  // the file lies directly in the root or a project
  std::string_view name;

  /// Named after a domain of the service. Asked last, because few directories are of any kind at all.
  bool is_feature(const Directory& directory) const { return features && features->contains(directory.path); }
};

/// Below `src/main/java` and below a reversed domain the directories are parts of a package name, not of the layout.
bool begins_java_package(std::string_view component, std::uint16_t kinds, std::string_view previous) {
  return (kinds & kJavaDomain) || (previous == "main" && (component == "java" || component == "kotlin"));
}

Layout layout_of(std::string_view path, Language language, const PathContext& context) {
  Layout layout;
  layout.name = name_of(path);
  layout.features = context.features;
  const std::string_view above = directory_of(path);
  layout.name_at_top = above.empty() || above == context.project;
  layout.directories.reserve(static_cast<std::size_t>(std::count(above.begin(), above.end(), '/')) + 1);
  std::string_view previous;
  std::uint16_t kinds_of_previous = 0;
  for (std::size_t begin = 0, end; (end = path.find('/', begin)) != std::string_view::npos; begin = end + 1) {
    const std::string_view component = path.substr(begin, end - begin);
    const std::uint16_t kinds = kinds_of_directory(component);
    layout.in_main |= previous == "src" && component == "main";
    if (language == Language::Java && begins_java_package(component, kinds, previous)) break;
    if (previous == "pages" && component == "api" && is_javascript(language)) break;  // what follows is a URL
    const std::string_view parent = begin == 0 ? std::string_view() : path.substr(0, begin - 1);
    const bool at_top = parent.empty() || parent == context.project;
    layout.directories.push_back(
        {component, previous, path.substr(0, end), kinds, at_top, (kinds_of_previous & kDomainParent) != 0});
    previous = component;
    kinds_of_previous = kinds;
  }
  return layout;
}

/// The first directory that tells, in words.
template <class Predicate>
std::optional<std::string> find_directory(const Layout& layout, Predicate&& predicate) {
  for (const Directory& directory : layout.directories) {
    if (predicate(directory) && !layout.is_feature(directory)) return quoted("directory", directory.name);
  }
  return std::nullopt;
}

std::optional<std::string> find_directory(const Layout& layout, DirectoryKind kind) {
  return find_directory(layout, [&](const Directory& one) { return (one.kinds & kind) && !one.is_among_domains; });
}

bool is_test_name(const Layout& layout, Language language) {
  const std::string_view stem = layout.name.substr(0, layout.name.rfind('.'));
  // `routes/test.js` serves tests, such as those of an online exam.
  const bool is_plain =
      (stem == "test" || stem == "tests") && (layout.directories.empty() || !(layout.directories.back().kinds & kDomainParent));
  if (language == Language::Go) return stem.ends_with("_test") || stem.ends_with("_mock") || stem.starts_with("mock_");
  if (language == Language::Python) {
    return stem.starts_with("test_") || stem.starts_with("tests_") || stem.ends_with("_test") || stem.ends_with("_tests") ||
           stem == "conftest" || is_plain || stem == "locustfile";
  }
  if (language == Language::Java) {
    for (const std::string_view suffix : {"Test"sv, "Tests"sv, "TestCase"sv}) {
      if (stem.ends_with(suffix)) return true;
    }
    return stem.size() > 2 && stem.ends_with("IT") && stem[stem.size() - 3] >= 'a' && stem[stem.size() - 3] <= 'z';
  }
  if (!is_javascript(language)) return false;
  for (const std::string_view word :
       {"spec"sv, "test"sv, "e2e-spec"sv, "e2e"sv, "cy"sv, "stories"sv, "story"sv, "mock"sv, "mocks"sv, "fixture"sv}) {
    if (stem.size() > word.size() && stem.ends_with(word) && stem[stem.size() - word.size() - 1] == '.') return true;
  }
  return stem.ends_with("-test") || stem.ends_with("-spec") || stem.ends_with("_test") || stem.ends_with("_spec") || is_plain ||
         stem == "setupTests" || stem == "jest.setup" || stem == "vitest.setup";
}

std::optional<std::string> migration_reason(std::string_view path, const Layout& layout) {
  if (path.starts_with("db/migration/") || path.find("/db/migration/") != std::string_view::npos) return "directory `db/migration`";
  for (const Directory& directory : layout.directories) {
    const std::string_view name = directory.name, above = directory.above;
    if (name == "migrations") return quoted("directory", name);
    if (name == "versions" && (above == "alembic" || has_revision(layout.name))) return quoted("directory", directory.path);
    if (name == "migrate" && above == "db") return "directory `db/migrate`";
    if (name == "migration" && has_version_prefix(layout.name)) return "directory `migration`";
  }
  return std::nullopt;
}

std::optional<std::string> script_reason(const Layout& layout, Language language) {
  bool in_page = false;  // `static/scripts/` holds scripts of a web page
  auto is_script = [&](const Directory& directory) {
    in_page |= is_javascript(language) && (directory.kinds & kPages) && !layout.is_feature(directory);
    if (in_page) return false;
    if ((directory.kinds & kScripts) || directory.name.ends_with("-benchmarks")) return !directory.is_among_domains;
    return directory.at_top && ((directory.kinds & kTopScripts) || directory.name.starts_with('.'));
  };
  if (auto reason = find_directory(layout, is_script)) return reason;
  for (std::size_t i = 0; i + 1 < layout.directories.size(); ++i) {
    if (layout.directories[i].name == "management" && layout.directories[i + 1].name == "commands")
      return "directory `management/commands`";
  }
  if (const auto known = script_name(layout.name, language, layout.name_at_top)) return quoted("name", *known);
  return std::nullopt;
}

}  // namespace

bool shows_feature(std::string_view path) {
  const std::string_view directory = name_of(directory_of(path)), name = name_of(path);
  if (directory.empty()) return false;
  // Next.js and SvelteKit serve the directory as a URL.
  if (name.starts_with("+server.") || name.starts_with("+page.server.")) return true;
  if (name.starts_with("route.") && (path.starts_with("app/") || path.find("/app/") != std::string_view::npos)) return true;
  if (directory == "vendor") {
    for (const std::string_view known :
         {"admin.py"sv, "apps.py"sv, "forms.py"sv, "models.py"sv, "serializers.py"sv, "urls.py"sv, "views.py"sv}) {
      if (name == known) return true;
    }
  }
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos || without_plural(name.substr(0, dot)) != without_plural(directory)) return false;
  const std::string_view rest = name.substr(dot + 1);
  const std::size_t end = rest.find('.');
  return end != std::string_view::npos && is_one_of_sorted(rest.substr(0, end), feature_parts);
}

std::optional<Verdict> role_of_path(std::string_view path, Language language, const PathContext& context) {
  const Layout layout = layout_of(path, language, context);
  if (auto reason = find_directory(layout, kVendored)) return Verdict{Role::Vendored, *reason};
  if (path.ends_with(".d.ts") || path.ends_with(".d.mts") || path.ends_with(".d.cts"))
    return Verdict{Role::Generated, "type declarations"};
  if (auto pattern = generated_pattern(layout.name)) return Verdict{Role::Generated, quoted("name", *pattern)};
  if (auto reason = find_directory(layout, kGenerated)) return Verdict{Role::Generated, *reason};
  if (auto pattern = is_javascript(language) ? minified_pattern(layout.name) : std::nullopt) {
    return Verdict{Role::Minified, quoted("name", *pattern)};
  }
  auto is_test = [&](const Directory& directory) {
    return (directory.kinds & kTests) || is_test_directory(directory.name, directory.above, language);
  };
  if (auto reason = find_directory(layout, is_test)) return Verdict{Role::Test, *reason};
  if (!(language == Language::Java && layout.in_main) && is_test_name(layout, language))
    return Verdict{Role::Test, "name of a test"};
  if (auto reason = migration_reason(path, layout)) return Verdict{Role::Migration, *reason};
  if (auto reason = script_reason(layout, language)) return Verdict{Role::Script, *reason};
  if (!context.judge_examples) return std::nullopt;
  auto is_example = [&](const Directory& directory) {
    if (directory.is_among_domains) return false;
    return (directory.kinds & kExamples) || directory.name.ends_with("-examples") || directory.name.ends_with("-samples") ||
           directory.name.find("{{") != std::string_view::npos ||
           (directory.at_top && language != Language::Go && (directory.kinds & kTopExamples));
  };
  if (auto reason = find_directory(layout, is_example)) return Verdict{Role::Example, *reason};
  return std::nullopt;
}

}  // namespace chokepoint::source
