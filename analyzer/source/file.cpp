#include "source/file.hpp"

#include <iterator>

#include <fmt/format.h>

namespace chokepoint::source {

std::string_view show(Role role) {
  switch (role) {
    case Role::Production: return "production";
    case Role::Test: return "test";
    case Role::Script: return "script";
    case Role::Migration: return "migration";
    case Role::Generated: return "generated";
    case Role::Vendored: return "vendored";
    case Role::Minified: return "minified";
    case Role::Example: return "example";
    case Role::Client: return "client";
  }
  return "unknown";
}

std::string_view show(FileKind kind) {
  switch (kind) {
    case FileKind::Source: return "source";
    case FileKind::Manifest: return "manifest";
    case FileKind::Other: return "other";
  }
  return "unknown";
}

std::string_view show(Notice::Kind kind) {
  switch (kind) {
    case Notice::Kind::Unreadable: return "unreadable";
    case Notice::Kind::Binary: return "binary";
    case Notice::Kind::Encoding: return "encoding";
    case Notice::Kind::TooLarge: return "too-large";
    case Notice::Kind::SyntaxErrors: return "syntax-errors";
    case Notice::Kind::Truncated: return "truncated";
    case Notice::Kind::Symlink: return "symlink";
    case Notice::Kind::Budget: return "budget";
    case Notice::Kind::Configuration: return "configuration";
    case Notice::Kind::Nesting: return "nesting";
  }
  return "unknown";
}

std::string dump(const Tree& tree) {
  std::string out;
  auto line = std::back_inserter(out);
  for (const File& file : tree.files) {
    fmt::format_to(line, "{:<10} {:<10} {:<8} {:>3} {}", show(file.role), show(file.language), show(file.kind), file.project.raw,
                   file.path);
    if (!file.role_reason.empty()) fmt::format_to(line, "  ({})", file.role_reason);
    out += '\n';
  }
  for (std::size_t i = 0; i < tree.projects.size(); ++i) {
    const Project& project = tree.projects[i];
    fmt::format_to(line, "project {} {}: {}\n", i + 1, project.path.empty() ? "." : project.path,
                   fmt::join(project.manifests, " "));
  }
  for (const Notice& notice : tree.notices) {
    fmt::format_to(line, "notice {} {}: {}{}\n", show(notice.kind), notice.path, notice.message,
                   notice.incomplete ? " (incomplete)" : "");
  }
  fmt::format_to(line, "ignored {}\n", tree.ignored_files);
  return out;
}

}  // namespace chokepoint::source
