#include "driver/index.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "base/parallel.hpp"
#include "frontends/frontend.hpp"
#include "ir/print.hpp"
#include "source/discover.hpp"
#include "source/line_index.hpp"

namespace chokepoint::driver {
namespace {

using source::Notice;
using source::Role;

// Code of others is read for its names only; beyond this size it is data.
constexpr std::uint64_t kMaxForeignSize = 256u << 10;
constexpr std::uint64_t kMaxSize = std::numeric_limits<std::uint32_t>::max();

struct Slot {
  std::optional<SourceUnit> unit;
  std::vector<Notice> notices;
};

bool is_read(const source::File& file) {
  if (file.kind != source::FileKind::Source || !frontends::frontend_for(file.language)) return false;
  // Nothing that serves requests is imported from these; what the server shares with the browser counts as the server's.
  constexpr std::array kUnused = {Role::Minified, Role::Test, Role::Example, Role::Migration, Role::Client};
  if (std::find(kUnused.begin(), kUnused.end(), file.role) != kUnused.end()) return false;
  return (file.role != Role::Generated && file.role != Role::Vendored) || file.size <= kMaxForeignSize;
}

void note_syntax_errors(const source::File& file, const ir::FileIr& ir, const source::LineIndex& lines,
                        std::vector<Notice>& notices) {
  if (ir.syntax_error_count == 0) return;
  source::Position first;
  if (!ir.syntax_errors.empty()) first = lines.position(ir.syntax_errors.front().begin);
  const std::string message =
      ir.gave_up ? "too many syntax errors; the file is not analysed"
      : ir.syntax_error_count == 1
          ? "syntax error; the rest of the file is analysed"
          : fmt::format("{} syntax errors, the first one here; the rest of the file is analysed", ir.syntax_error_count);
  notices.push_back({Notice::Kind::SyntaxErrors, file.path, first.line, first.column, message, !is_offline(file.role)});
}

void note_cuts(const source::File& file, const ir::FileIr& ir, std::vector<Notice>& notices) {
  if (ir.truncated == 0) return;
  const std::string message = fmt::format("{} {} nested too deeply or too long to be analysed whole", ir.truncated,
                                          ir.truncated == 1 ? "construct is" : "constructs are");
  notices.push_back({Notice::Kind::Nesting, file.path, 0, 0, message, !is_offline(file.role)});
}

void index_file(const source::File& file, source::FileId id, syntax::Parser& parser, Slot& slot) {
  Result<std::string> text = source::read_text(file.absolute, kMaxSize);
  if (!text) {
    slot.notices.push_back({Notice::Kind::Unreadable, file.path, 0, 0, text.error().message, !is_offline(file.role)});
    return;
  }
  SourceUnit unit;
  unit.file = id;
  unit.ir = frontends::frontend_for(file.language)->lower(parser, file.language, file.path, *text);
  const source::LineIndex lines(*text);
  unit.lines = text->empty() ? 0 : lines.line_count() - (text->back() == '\n' ? 1 : 0);
  note_syntax_errors(file, unit.ir, lines, slot.notices);
  note_cuts(file, unit.ir, slot.notices);
  if (const std::vector<std::string> problems = ir::verify(unit.ir); !problems.empty()) {
    slot.notices.push_back(
        {Notice::Kind::Truncated, file.path, 0, 0, "internal error, the file is left out: " + problems.front(), true});
    return;
  }
  if (!is_offline(file.role)) unit.suppressions = findings::scan_suppressions(file.path, *text);
  slot.unit = std::move(unit);
}

}  // namespace

std::vector<std::size_t> files_to_index(const source::Tree& tree) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < tree.files.size(); ++i) {
    if (is_read(tree.files[i])) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return tree.files[a].size > tree.files[b].size; });
  return order;
}

Index index_sources(const source::Tree& tree, unsigned jobs, Progress& progress) {
  const std::vector<std::size_t> order = files_to_index(tree);
  progress.start("parse", order.size());
  std::vector<Slot> slots(tree.files.size());
  std::vector<syntax::Parser> parsers(jobs);
  parallel_for(order.size(), jobs, [&](std::size_t i, unsigned worker) {
    const std::size_t file = order[i];
    index_file(tree.files[file], source::FileId::from_index(file), parsers[worker], slots[file]);
    progress.step();
  });
  Index index;
  index.units.reserve(order.size());
  for (Slot& slot : slots) {
    if (slot.unit) index.units.push_back(std::move(*slot.unit));
    std::move(slot.notices.begin(), slot.notices.end(), std::back_inserter(index.notices));
  }
  return index;
}

std::function<const ir::FileIr*(std::size_t)> irs_of(const source::Tree& tree, const Index& index) {
  std::vector<const ir::FileIr*> irs(tree.files.size());
  for (const SourceUnit& unit : index.units) irs[unit.file.index()] = &unit.ir;
  return [irs = std::move(irs)](std::size_t file) { return file < irs.size() ? irs[file] : nullptr; };
}

}  // namespace chokepoint::driver
