#include "cache/unit.hpp"

#include <algorithm>

#include "cache/bytes.hpp"
#include "cache/notice.hpp"

namespace chokepoint::cache {
namespace {

void write_ir(Writer& out, const ir::FileIr& ir) {
  out.number(static_cast<std::uint64_t>(ir.language));
  out.plain(ir.package);
  out.text(ir.strings.bytes());
  out.table(ir.strings.ends());
  out.table(ir.functions);
  out.table(ir.classes);
  out.table(ir.fields);
  out.table(ir.imports);
  out.table(ir.exports);
  out.table(ir.ops);
  out.table(ir.operands);
  out.table(ir.regions);
  out.table(ir.types);
  out.table(ir.type_arguments);
  out.table(ir.type_lists);
  out.table(ir.names);
  out.table(ir.decorators);
  out.table(ir.parameters);
  out.table(ir.syntax_errors);
  out.number(ir.syntax_error_count);
  out.number(ir.gave_up);
  out.number(ir.truncated);
}

template <class T>
void read_table(Reader& in, std::vector<T>& table) {
  table = in.table<T>();
}

void read_ir(Reader& in, ir::FileIr& ir) {
  ir.language = static_cast<Language>(in.number());
  ir.package = in.plain<Str>();
  std::string bytes = in.text();
  std::vector<std::uint32_t> ends = in.table<std::uint32_t>();
  if (!std::is_sorted(ends.begin(), ends.end()) || (ends.empty() ? 0 : ends.back()) != bytes.size()) in.reject();
  ir.strings = StringTable::from_parts(std::move(bytes), std::move(ends));
  read_table(in, ir.functions);
  read_table(in, ir.classes);
  read_table(in, ir.fields);
  read_table(in, ir.imports);
  read_table(in, ir.exports);
  read_table(in, ir.ops);
  read_table(in, ir.operands);
  read_table(in, ir.regions);
  read_table(in, ir.types);
  read_table(in, ir.type_arguments);
  read_table(in, ir.type_lists);
  read_table(in, ir.names);
  read_table(in, ir.decorators);
  read_table(in, ir.parameters);
  read_table(in, ir.syntax_errors);
  ir.syntax_error_count = in.number32();
  ir.gave_up = in.number() != 0;
  ir.truncated = in.number32();
}

void write_suppression(Writer& out, const findings::Suppression& one) {
  out.text(one.path);
  out.number(one.line);
  out.number(one.column);
  out.number(one.target);
  out.list(one.rules, [&](const std::string& rule) { out.text(rule); });
  out.text(one.reason);
  out.text(one.problem);
}

findings::Suppression read_suppression(Reader& in) {
  findings::Suppression one;
  one.path = in.text();
  one.line = in.number32();
  one.column = in.number32();
  one.target = in.number32();
  one.rules = in.list<std::string>([&] { return in.text(); });
  one.reason = in.text();
  one.problem = in.text();
  return one;
}

}  // namespace

std::string encode(const Unit& unit) {
  Writer out;
  write_ir(out, unit.ir);
  out.number(unit.lines);
  out.list(unit.suppressions, [&](const findings::Suppression& one) { write_suppression(out, one); });
  out.list(unit.notices, [&](const source::Notice& notice) { write_notice(out, notice); });
  return std::move(out.bytes);
}

std::optional<Unit> decode_unit(std::string_view bytes) {
  Reader in(bytes);
  Unit unit;
  read_ir(in, unit.ir);
  unit.lines = in.number32();
  unit.suppressions = in.list<findings::Suppression>([&] { return read_suppression(in); });
  unit.notices = in.list<source::Notice>([&] { return read_notice(in); });
  if (!in.good() || !in.at_end()) return std::nullopt;
  return unit;
}

}  // namespace chokepoint::cache
