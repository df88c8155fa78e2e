#include "source/classify.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/parallel.hpp"
#include "source/client.hpp"
#include "source/discover.hpp"
#include "source/file_name.hpp"
#include "source/module_graph.hpp"
#include "source/project.hpp"
#include "source/reads.hpp"
#include "source/role.hpp"
#include "source/text.hpp"

namespace chokepoint::source {
namespace {

using PackageKinds = std::map<std::string, PackageKind, std::less<>>;

/// What every file is judged by, computed before any source is read.
struct Ground {
  PackageKinds packages;        // by directory
  bool other_language = false;  // production code that is not JavaScript
  bool judge_examples = true;
  std::uint64_t max_file_size = 0;
};

bool is_source_role(Role role) { return role != Role::Vendored && role != Role::Test && role != Role::Generated; }

/// Code of this role serves requests, or is imported by code that does.
bool can_serve(Role role) { return role == Role::Production || role == Role::Script || role == Role::Client; }

const File* find_file(const std::vector<File>& files, const std::string& path) {
  const auto found =
      std::lower_bound(files.begin(), files.end(), path, [](const File& file, const std::string& p) { return file.path < p; });
  return found != files.end() && found->path == path ? &*found : nullptr;
}

std::vector<Project> projects_of(const std::vector<File>& files) {
  std::vector<std::string_view> paths;
  for (const File& file : files) {
    const std::string_view name = name_of(file.path);
    if (!makes_project(name) && !is_lock_file(name)) continue;
    // `forms/setup.py` inside a package is one of its modules.
    if (name == "setup.py" && find_file(files, std::string(directory_of(file.path)) + "/__init__.py")) continue;
    const auto verdict = role_of_path(file.path, Language::None, {});
    if (!verdict || is_source_role(verdict->role)) paths.push_back(file.path);
  }
  return find_projects(paths);
}

PackageKinds read_packages(const Tree& tree) {
  PackageKinds packages;
  for (const Project& project : tree.projects) {
    for (const std::string& manifest : project.manifests) {
      if (name_of(manifest) != "package.json") continue;
      const Result<std::string> text = read_text(tree, *find_file(tree.files, manifest), 1u << 20);
      PackageKind kind = text ? package_kind(*text) : PackageKind{};
      kind.browser |= kind.bundles && find_file(tree.files, project.path.empty() ? "index.html" : project.path + "/index.html");
      for (const char* descriptor : {"serverless.yml", "serverless.yaml", "serverless.ts"})
        kind.server |= find_file(tree.files, (project.path.empty() ? "" : project.path + "/") + descriptor) != nullptr;
      if (kind.known) packages.emplace(project.path, kind);
    }
  }
  return packages;
}

PackageKind nearest_package(const PackageKinds& packages, std::string_view path) {
  for (std::string_view directory = directory_of(path);; directory = directory_of(directory)) {
    if (const auto found = packages.find(directory); found != packages.end()) return found->second;
    if (directory.empty()) return {};
  }
}

void assign_path_roles(Tree& tree, bool judge_examples, unsigned jobs) {
  const ProjectIndex index(tree.projects);
  FeatureDirectories features;
  for (const File& file : tree.files) {
    if (file.kind == FileKind::Source && shows_feature(file.path)) features.emplace(directory_of(file.path));
  }
  parallel_for(tree.files.size(), jobs, [&](std::size_t i, unsigned) {
    File& file = tree.files[i];
    file.project = index.of(file.path);
    const std::string_view project = tree.projects[file.project.index()].path;
    auto verdict = role_of_path(file.path, file.language, {project, judge_examples, &features});
    file.role = verdict ? verdict->role : Role::Production;
    file.role_reason = verdict ? std::move(verdict->reason) : std::string();
  });
}

/// Translations, and transport streams: both share `.ts` with TypeScript.
bool is_foreign(std::string_view bytes, std::string_view name) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::size_t begin = std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size());
  bytes.remove_prefix(begin);
  if (bytes.starts_with("<?xml") || bytes.starts_with("<!DOCTYPE TS") || bytes.starts_with("<TS ")) return true;
  return name.ends_with(".ts") && bytes.size() > 376 && bytes[0] == 'G' && bytes[188] == 'G' && bytes[376] == 'G' &&
         bytes.substr(0, 377).find('\0') != std::string_view::npos;
}

/// NUL bytes among what is no UTF-8, or many of them: certainly no source text, so nothing is missed.
bool is_plainly_binary(std::string_view bytes) {
  std::string_view head = bytes.substr(0, 8192);
  const auto nuls = static_cast<std::size_t>(std::count(head.begin(), head.end(), '\0'));
  if (nuls * 10 > head.size()) return true;
  while (!head.empty() && (head.back() & 0x80) != 0) head.remove_suffix(1);  // perhaps cut in the middle of a character
  return nuls > 0 && !is_utf8(head);
}

class Classifier {
 public:
  Classifier(const Ground& ground, Tree& tree, std::size_t file)
      : ground_(ground), tree_(tree), file_(tree.files[file]), judgement_(tree.judgements[file]), text_(tree.texts[file]) {}

  /// `earlier`: on the same content.
  void run(const Judgement* earlier) {
    if (!can_serve(file_.role)) return;  // its text changes nothing
    package_ = nearest_package(ground_.packages, file_.path);
    judgement_.ground = ground_of_file();
    if (earlier && earlier->ground == judgement_.ground) {
      judgement_ = *earlier;
      return apply();
    }
    read();
    judgement_.language = file_.language;
    judgement_.kind = file_.kind;
    judgement_.role = file_.role;
    judgement_.reason = file_.role_reason;
  }

 private:
  /// Never 0.
  std::uint64_t ground_of_file() const {
    const PackageKind& package = package_;
    std::string bytes = file_.role_reason;
    for (const std::uint64_t number :
         {static_cast<std::uint64_t>(file_.role), static_cast<std::uint64_t>(file_.language),
          static_cast<std::uint64_t>(file_.kind), ground_.max_file_size, std::uint64_t{ground_.other_language},
          std::uint64_t{package.known}, std::uint64_t{package.server}, std::uint64_t{package.browser},
          std::uint64_t{package.bundles}, std::uint64_t{package.renders}})
      bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
    return hash_of(bytes).low | 1;
  }

  void apply() {
    file_.language = judgement_.language;
    file_.kind = judgement_.kind;
    file_.role = judgement_.role;
    file_.role_reason = judgement_.reason;
  }

  void read() {
    if (file_.kind == FileKind::Other) return read_interpreter_line();
    if (file_.kind != FileKind::Source) return;
    if (file_.size > ground_.max_file_size) return judge_large();
    Result<std::string> bytes = read_bytes(tree_, file_, ground_.max_file_size);
    if (!bytes) return leave_out(Notice::Kind::Unreadable, bytes.error().message, true);
    if (is_foreign(*bytes, file_.path)) {
      file_.language = Language::None;
      file_.kind = FileKind::Other;
      return;
    }
    const bool binary = is_plainly_binary(*bytes);
    Result<Decoded> decoded = decode(std::move(*bytes));
    if (!decoded) return leave_out(Notice::Kind::Binary, decoded.error().message, !binary);
    judge(decoded->text);
    if (file_.role == Role::Production || file_.role == Role::Script) text_ = std::move(decoded->text);
    if (decoded->guessed && file_.role == Role::Production) {
      judgement_.notice = Notice{Notice::Kind::Encoding, file_.path, 0, 0, "is not valid UTF-8 and was read as Latin-1", false};
    }
  }

  void read_interpreter_line() {
    if (name_of(file_.path).find('.') != std::string_view::npos || file_.size < 8 || file_.size > ground_.max_file_size) return;
    const Language language = language_of_shebang(head(128));
    if (language == Language::None) return;
    file_.language = language;
    file_.kind = FileKind::Source;
    read();
  }

  std::string head(std::size_t size) const {
    std::string bytes = read_beginning(file_.absolute, size);
    tree_.reads->add(static_cast<std::size_t>(&file_ - tree_.files.data()), bytes);
    return bytes;
  }

  void judge(std::string_view text) {
    if (file_.role == Role::Production && text.starts_with("#!") && language_of_name(name_of(file_.path)) == Language::None) {
      set({Role::Script, "interpreter line"});
    }
    const bool may_start_server =
        file_.role == Role::Script && (file_.role_reason == "directory `bin`" || file_.role_reason == "interpreter line");
    if (may_start_server && starts_server(text)) set({Role::Production, "starts the server"});
    if (auto verdict = role_of_content(text, file_.language); verdict && overrides(verdict->role)) set(std::move(*verdict));
    if (file_.role != Role::Production || family(file_.language) != "javascript") return;
    judgement_.imports = imports_of(text);
    Side side = side_of(file_.path, text, judgement_.imports, {package_, ground_.other_language});
    if (side.kind == Side::Kind::Browser) set({Role::Client, std::move(side.reason)});
    judgement_.is_open = side.kind == Side::Kind::Open;
    judgement_.is_shared = side.by_directory;
  }

  /// What is not read at all counts more than why it is offline.
  bool overrides(Role role) const {
    if (file_.role == Role::Generated) return false;
    return role == Role::Generated || role == Role::Minified || file_.role == Role::Production;
  }

  void judge_large() {
    if (file_.role == Role::Production) {
      if (auto verdict = role_of_content(head(256 * 1024), file_.language)) return set(std::move(*verdict));
    }
    leave_out(Notice::Kind::TooLarge, fmt::format("is {} bytes large, the limit is {}", file_.size, ground_.max_file_size), true);
  }

  /// A notice only for what would have been analysed.
  void leave_out(Notice::Kind kind, std::string_view message, bool incomplete) {
    file_.kind = FileKind::Other;
    if (file_.role == Role::Production) judgement_.notice = Notice{kind, file_.path, 0, 0, std::string(message), incomplete};
  }

  void set(Verdict verdict) {
    file_.role = verdict.role;
    file_.role_reason = std::move(verdict.reason);
  }

  const Ground& ground_;
  const Tree& tree_;
  File& file_;
  Judgement& judgement_;
  std::string& text_;
  PackageKind package_;
};

bool is_production_source(const File& file) { return file.kind == FileKind::Source && file.role == Role::Production; }

/// Corrects the side of modules by who imports them.
void follow_imports(std::vector<File>& files, const std::vector<Judgement>& judgements) {
  std::vector<Module> modules;
  std::vector<std::size_t> files_of_modules;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const File& file = files[i];
    const bool is_client = file.role == Role::Client;
    if (file.kind != FileKind::Source || family(file.language) != "javascript" || (!is_client && file.role != Role::Production))
      continue;
    const Module::Side side = is_client ? (judgements[i].is_shared ? Module::Side::Page : Module::Side::Browser)
                                        : (judgements[i].is_open ? Module::Side::Open : Module::Side::Server);
    modules.push_back({file.path, side, judgements[i].imports});
    files_of_modules.push_back(i);
  }
  const std::vector<bool> on_server = server_modules(modules);
  for (std::size_t i = 0; i < modules.size(); ++i) {
    File& file = files[files_of_modules[i]];
    const Role role = on_server[i] ? Role::Production : Role::Client;
    if (file.role == role) continue;
    file.role = role;
    file.role_reason = on_server[i] ? "the server imports it" : "only browser code imports it";
  }
}

void classify_files(Tree& tree, Ground& ground, unsigned jobs, const std::vector<const Judgement*>& earlier) {
  assign_path_roles(tree, ground.judge_examples, jobs);
  ground.other_language = std::any_of(tree.files.begin(), tree.files.end(), [](const File& file) {
    return is_production_source(file) && family(file.language) != "javascript";
  });
  tree.judgements.assign(tree.files.size(), {});
  tree.texts.assign(tree.files.size(), {});
  parallel_for(tree.files.size(), jobs,
               [&](std::size_t i, unsigned) { Classifier(ground, tree, i).run(earlier.empty() ? nullptr : earlier[i]); });
  follow_imports(tree.files, tree.judgements);
}

}  // namespace

void classify(Tree& tree, const ClassifyOptions& options, const std::vector<const Judgement*>& earlier) {
  tree.projects = projects_of(tree.files);
  Ground ground;
  ground.packages = read_packages(tree);
  ground.max_file_size = options.max_file_size;
  classify_files(tree, ground, options.jobs, earlier);
  const bool all_examples =
      std::none_of(tree.files.begin(), tree.files.end(), is_production_source) &&
      std::any_of(tree.files.begin(), tree.files.end(), [](const File& file) { return file.role == Role::Example; });
  if (all_examples) {  // the examples are the repository's content
    ground.judge_examples = false;
    classify_files(tree, ground, options.jobs, earlier);
  }
  for (const Judgement& judgement : tree.judgements) {
    if (judgement.notice) tree.notices.push_back(*judgement.notice);
  }
}

}  // namespace chokepoint::source
