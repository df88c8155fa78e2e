#include "driver/index.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/parallel.hpp"
#include "frontends/frontend.hpp"
#include "ir/print.hpp"
#include "source/discover.hpp"
#include "source/line_index.hpp"
#include "source/reads.hpp"

namespace chokepoint::driver {
namespace {

using source::Notice;
using source::Role;

// Code of others is read for its names only; beyond this size it is data.
constexpr std::uint64_t kMaxForeignSize = 256u << 10;
constexpr std::uint64_t kMaxSize = std::numeric_limits<std::uint32_t>::max();

struct Slot {
  std::optional<SourceUnit> unit;
  std::vector<Notice> notices;  // of a file without a unit
};

/// Stubs of remote procedure calls are known by the names that their generator gives them, whether the repository holds the code
/// that it made or not: `rates_pb2_grpc.RatesStub`.
bool is_stub(const source::File& file) {
  constexpr std::array<std::string_view, 3> kEndings = {".pb.go", "_pb2_grpc.py", "Grpc.java"};
  return file.role == Role::Generated && std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) {
           return std::string_view(file.path).ends_with(ending);
         });
}

bool is_read(const source::File& file) {
  if (file.kind != source::FileKind::Source || !frontends::frontend_for(file.language)) return false;
  // Nothing that serves requests is imported from these; what the server shares with the browser counts as the server's.
  constexpr std::array kUnused = {Role::Minified, Role::Test, Role::Example, Role::Migration, Role::Client};
  if (std::find(kUnused.begin(), kUnused.end(), file.role) != kUnused.end() || is_stub(file)) return false;
  return (file.role != Role::Generated && file.role != Role::Vendored) || file.size <= kMaxForeignSize;
}

void note_syntax_errors(const source::File& file, const ir::FileIr& ir, std::string_view text, std::vector<Notice>& notices) {
  if (ir.syntax_error_count == 0) return;
  source::Position first;
  if (!ir.syntax_errors.empty()) first = source::LineIndex(text).position(ir.syntax_errors.front().begin);
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

void make_unit(const source::File& file, syntax::Parser& parser, std::string_view text, SourceUnit& unit) {
  unit.ir = frontends::frontend_for(file.language)->lower(parser, file.language, file.path, text);
  const bool is_last_open = !text.empty() && text.back() != '\n';
  unit.lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n')) + (is_last_open ? 1 : 0);
  note_syntax_errors(file, unit.ir, text, unit.notices);
  note_cuts(file, unit.ir, unit.notices);
  if (!is_offline(file.role)) unit.suppressions = findings::scan_suppressions(file.path, text);
}

source::ContentHash key_of(const source::File& file, const source::ContentHash& content) {
  return source::hash_of(fmt::format("{:x} {:x} {} {} {}", content.high, content.low, static_cast<int>(file.language),
                                     is_offline(file.role), file.path));
}

/// The unit as an earlier scan made it; none if this content is new.
std::optional<SourceUnit> recall_unit(const source::File& file, const source::Read& read, const cache::Pack& known) {
  if (read.state != source::Read::State::Known || read.size != file.size) return std::nullopt;
  const source::ContentHash key = key_of(file, read.hash);
  const std::optional<std::string_view> bytes = known.find(key);
  std::optional<cache::Unit> unit = bytes ? cache::decode_unit(*bytes) : std::nullopt;
  if (!unit) return std::nullopt;
  return SourceUnit{std::move(*unit), {}, key, false};
}

Result<std::string> take_text(source::Tree& tree, std::size_t index) {
  if (tree.texts[index].empty()) return source::read_text(tree, tree.files[index], kMaxSize);
  return std::exchange(tree.texts[index], {});
}

void index_file(source::Tree& tree, std::size_t index, const cache::Pack* known, syntax::Parser& parser, Slot& slot) {
  const source::File& file = tree.files[index];
  if (known) slot.unit = recall_unit(file, tree.reads->of(index), *known);
  if (!slot.unit) {
    const Result<std::string> text = take_text(tree, index);
    if (!text) {
      slot.notices.push_back({Notice::Kind::Unreadable, file.path, 0, 0, text.error().message, !is_offline(file.role)});
      return;
    }
    slot.unit.emplace();
    make_unit(file, parser, *text, *slot.unit);
    if (known) slot.unit->key = key_of(file, tree.reads->of(index).hash);
  }
  slot.unit->file = source::FileId::from_index(index);
  if (const std::vector<std::string> problems = ir::verify(slot.unit->ir); !problems.empty()) {
    slot.notices.push_back(
        {Notice::Kind::Truncated, file.path, 0, 0, "internal error, the file is left out: " + problems.front(), true});
    slot.unit.reset();
  }
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

Index index_sources(source::Tree& tree, const cache::Pack* known, unsigned jobs, Progress& progress) {
  const std::vector<std::size_t> order = files_to_index(tree);
  progress.start("parse", order.size());
  std::vector<Slot> slots(tree.files.size());
  std::vector<syntax::Parser> parsers(jobs);
  parallel_for(order.size(), jobs, [&](std::size_t i, unsigned worker) {
    index_file(tree, order[i], known, parsers[worker], slots[order[i]]);
    progress.step();
  });
  tree.texts.clear();
  Index index;
  index.units.reserve(order.size());
  for (Slot& slot : slots) {
    const std::vector<Notice>& notices = slot.unit ? slot.unit->notices : slot.notices;
    index.notices.insert(index.notices.end(), notices.begin(), notices.end());
    if (slot.unit) index.units.push_back(std::move(*slot.unit));
  }
  return index;
}

std::function<const ir::FileIr*(std::size_t)> irs_of(const source::Tree& tree, const Index& index) {
  std::vector<const ir::FileIr*> irs(tree.files.size());
  for (const SourceUnit& unit : index.units) irs[unit.file.index()] = &unit.ir;
  return [irs = std::move(irs)](std::size_t file) { return file < irs.size() ? irs[file] : nullptr; };
}

}  // namespace chokepoint::driver
