#include "driver/dump.hpp"

#include <fmt/format.h>

#include "driver/inspect.hpp"
#include "facts/show.hpp"
#include "ir/print.hpp"

namespace chokepoint::driver {
namespace {

std::string_view show_kind(source::FileKind kind) {
  switch (kind) {
    case source::FileKind::Source: return "source";
    case source::FileKind::Manifest: return "manifest";
    case source::FileKind::Other: return "other";
  }
  return "?";
}

/// production source python project `api` api/app.py
std::string dump_files(const source::Tree& tree) {
  std::string text;
  for (const source::Project& project : tree.projects) text += fmt::format("project `{}`\n", project.path);
  for (const source::File& file : tree.files) {
    text += fmt::format("{} {} {}", file.path, show_kind(file.kind), show(file.role));
    if (file.language != Language::None) text += fmt::format(" {}", show(file.language));
    if (file.project) text += fmt::format(" in `{}`", tree.projects[file.project.index()].path);
    if (!file.role_reason.empty()) text += fmt::format(" because of {}", file.role_reason);
    text += '\n';
  }
  for (const source::Notice& notice : tree.notices) text += fmt::format("notice {}: {}\n", notice.path, notice.message);
  if (tree.ignored_files) text += fmt::format("ignored {}\n", tree.ignored_files);
  return text;
}

std::string dump_ir(const Scan& scan) {
  std::string text;
  for (const SourceUnit& unit : scan.index.units) {
    text += fmt::format("== {}\n{}", scan.tree.files[unit.file.index()].path, ir::dump(unit.ir));
  }
  return text;
}

}  // namespace

Result<std::string> dump(const Scan& scan, std::string_view pass) {
  if (pass == "files") return dump_files(scan.tree);
  if (pass == "ir") return dump_ir(scan);
  if (pass == "facts") return facts::show(scan.analysis->facts, {});
  if (pass == "symbols") return dump_symbols(scan);
  if (pass == "calls") return dump_calls(scan);
  if (pass == "annotations") return dump_annotations(scan);
  if (pass == "flow") return dump_flow(scan);
  return fail(fmt::format("this program cannot show `{}` yet", pass));
}

}  // namespace chokepoint::driver
