#include "rules/shapes/query.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include <re2/re2.h>

#include "base/letter_case.hpp"
#include "flow/constants.hpp"
#include "flow/matching.hpp"
#include "rules/shapes/argument.hpp"
#include "rules/shapes/first_row.hpp"
#include "rules/shapes/key.hpp"
#include "rules/shapes/repository_method.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using models::Rows;

constexpr int kMaxChain = 40;    // steps of one query, builders in other functions included
constexpr int kMaxBuilders = 3;  // functions of the repository that a query passes through

class QueryReader {
 public:
  explicit QueryReader(const CheckInput& input) : input_(input), program_(input.program) {}

  Query run(const flow::EffectSite& site) {
    if (site.many_rows) query_.rows = Rows::Many;
    if (bounded_before(site) || reads_first_row_only(program_, site.function, site.op)) query_.bounded = true;
    const ir::Op& op = op_at(program_, site.function, site.op);
    if (op.kind == OpKind::Assign || op.kind == OpKind::Await) {
      walk(site.function, op.base, 0);
    } else if (site.type && !site.rows) {
      // `list(query)` consumes its argument; a repository method stands for itself.
      if (site.call && !site.call->external) {
        arguments_bound(site.function, op);
        bounded_by_type(site.function, op);
        query_.bounded |=
            program_.file_of(site.function).language == Language::Java && repository_method_bounds(program_, *site.call);
      } else {
        walk(site.function, program_.ir_of(site.function).positional(program_.function(site.function), op, 0), 0);
      }
    } else {
      walk(site.function, site.op, 0);
    }
    if (grouped_ && query_.filtered) query_.bounded = true;  // one row per group of what belongs to somebody
    return query_;
  }

 private:
  std::string_view system(FunctionIndex f) const { return models::ecosystem_of(program_.file_of(f).language); }

  void walk(FunctionIndex f, ir::OpId id, int builders) {
    for (int steps = 0; id && steps < kMaxChain && !query_.bounded; ++steps) {
      if (!seen_.insert({f, id}).second) return;
      const ir::Op& op = op_at(program_, f, id);
      switch (op.kind) {
        case OpKind::Await:
        case OpKind::Member:
          if (op.kind == OpKind::Member && query_.root.empty()) query_.root = program_.ir_of(f).text(op.text);
          id = op.base;
          continue;
        case OpKind::Index:
          slice(f, op);
          id = op.base;
          continue;
        case OpKind::Call: {
          call(f, id, op, builders);
          const ir::Op* callee = op.base ? &op_at(program_, f, op.base) : nullptr;
          id = callee && callee->kind == OpKind::Member ? callee->base : ir::OpId{};
          continue;
        }
        case OpKind::Name: name(f, id, op, builders); return;
        case OpKind::Compute:
          for (const ir::Operand& operand : program_.ir_of(f).operands_of(program_.function(f), op))
            walk(f, operand.value, builders);
          return;
        default: return;
      }
    }
  }

  void slice(FunctionIndex f, const ir::Op& op) {
    for (const ir::Operand& operand : program_.ir_of(f).operands_of(program_.function(f), op)) {
      const std::string_view part = program_.ir_of(f).text(operand.name);
      if (part != "from") query_.bounded = true;  // `[:n]`, `[0]`; `[n:]` alone bounds nothing
    }
  }

  // A query kept in a variable: every assignment on the way may bound it.
  void name(FunctionIndex f, ir::OpId id, const ir::Op& op, int builders) {
    if (query_.root.empty()) query_.root = program_.ir_of(f).text(op.text);
    const link::SlotIndex slot = program_.slot_of(f, id);
    if (slot == link::kNone) return;
    const auto writes = program_.writes_of(slot);
    const bool own = std::any_of(writes.begin(), writes.end(), [&](const link::Write& w) { return w.function == f; });
    if (writes.empty() && parameter_position(program_, f, slot) && may_be_query(f, slot)) query_.unknown = true;
    changed_in_place(f, id, slot);
    for (const link::Write& write : writes) {
      if (own && write.function != f) continue;
      walk(write.function, write.value, builders);
    }
  }

  // `builder.limit(20);` as a statement of its own: builders outside Go are changed by their methods.
  void changed_in_place(FunctionIndex f, ir::OpId before, link::SlotIndex slot) {
    if (program_.file_of(f).language == Language::Go) return statements_on(f, before, slot);
    const ir::FileIr& ir = program_.ir_of(f);
    const auto ops = ir.ops_of(program_.function(f));
    for (std::size_t i = 0; i < before.index(); ++i) {
      if (ops[i].kind != OpKind::Call || !ops[i].base || ops[i].operand_count != 1) continue;
      const ir::Op& callee = op_at(program_, f, ops[i].base);
      const std::string_view method = ir.text(callee.text);
      if (callee.kind != OpKind::Member || (method != "limit" && method != "take" && method != "setMaxResults")) continue;
      for (ir::OpId link = callee.base; link; link = op_at(program_, f, link).base) {  // `builder.offset(40).limit(20)`
        const OpKind kind = op_at(program_, f, link).kind;
        if (kind == OpKind::Name) query_.bounded |= program_.slot_of(f, link) == slot;
        if (kind != OpKind::Call && kind != OpKind::Member) break;
      }
    }
  }

  // Go: `session.Limit(20)` whose result nobody takes can only change the session.
  void statements_on(FunctionIndex f, ir::OpId before, link::SlotIndex slot) {
    const ir::FileIr& ir = program_.ir_of(f);
    const auto ops = ir.ops_of(program_.function(f));
    std::set<ir::OpId> used;
    for (const ir::Op& op : ops) {
      used.insert(op.base);
      for (const ir::Operand& operand : ir.operands_of(program_.function(f), op)) used.insert(operand.value);
    }
    for (std::size_t i = 0; i < before.index(); ++i) {
      const ir::OpId id = ir::OpId::from_index(i);
      if (ops[i].kind != OpKind::Call || !ops[i].base || used.contains(id)) continue;
      const link::CallSite* site = program_.call_at(f, id);
      const bool step = site && site->rows;
      for (ir::OpId link = id; step && link; link = op_at(program_, f, link).base) {
        const ir::Op& op = op_at(program_, f, link);
        if (op.kind == OpKind::Name && program_.slot_of(f, link) == slot) walk(f, id, kMaxBuilders);
        if (op.kind != OpKind::Call && op.kind != OpKind::Member) break;
      }
    }
  }

  // `PageHelper.startPage(1, 20); return mapper.list();`: a call before it limits the next query.
  bool bounded_before(const flow::EffectSite& site) const {
    bool bounded = false;
    for (const link::CallSite& call : program_.calls_of(site.function)) {
      const models::LibraryCall* rows = call.op < site.op ? call.rows : nullptr;
      bounded |=
          rows && std::any_of(rows->rows.begin(), rows->rows.end(), [](const models::Call* row) { return row->bounds_next; });
    }
    return bounded;
  }

  // An object of the repository is no query, whoever made it; in Java neither is a repository or session given to a constructor.
  bool may_be_query(FunctionIndex f, link::SlotIndex slot) const {
    const link::Value& value = program_.slots[slot];
    if (value.is(link::ValueKind::Instance)) return false;
    if (program_.file_of(f).language != Language::Java || !value.is(link::ValueKind::ExternalInstance)) return true;
    const std::string_view type = program_.names[link::Name(value.id)];
    return type.ends_with("Query") || type.ends_with("Criteria") || type.ends_with("Wrapper") ||
           type.find("Select") != std::string_view::npos;
  }

  void call(FunctionIndex f, ir::OpId id, const ir::Op& op, int builders) {
    const link::CallSite* site = program_.call_at(f, id);
    if (!site) return;
    if (!site->external) {
      if (builders >= kMaxBuilders) return;
      arguments_bound(f, op);
      bounded_by_type(f, op);
      for (const link::Edge& edge : program_.edges_of(*site)) {
        if (edge.kind == link::EdgeKind::Call || edge.kind == link::EdgeKind::Dispatch) returned(edge.target, builders + 1);
      }
      return;
    }
    const models::LibraryCall* rows = site->rows;
    if (!rows) {
      by_method_name(f, op);
      return;
    }
    ++library_steps_;
    for (const models::Call* row : rows->rows) library_row(f, id, op, *row);
  }

  void library_row(FunctionIndex f, ir::OpId id, const ir::Op& op, const models::Call& row) {
    if (row.bounds || row.keyed || row.rows == Rows::One || row.rows == Rows::None) query_.bounded = true;
    if (row.rows == Rows::Many && query_.rows == Rows::Same) query_.rows = Rows::Many;
    for (const models::Place& place : row.bounds_at) {
      const flow::Found found = flow::find_place(program_, f, id, place);
      if (found.op || !found.known) query_.bounded = true;
    }
    if (!row.into.empty()) into(f, id, row);
    if (row.rows == Rows::Many) bounded_by_type(f, op);
    for (const models::Place& place : row.sql) {
      const flow::Found found = flow::find_place(program_, f, id, place);
      if (found.op) sql(found.function, found.op);
      else if (!found.known) query_.unknown = true;
    }
    by_method_name(f, op);
  }

  // An argument whose type is a page or a limit: `findAll(PageRequest.of(page, 20))`.
  void bounded_by_type(FunctionIndex f, const ir::Op& op) {
    for (const ir::Operand& operand : program_.ir_of(f).operands_of(program_.function(f), op)) {
      const std::string_view type = library_type_of(f, operand.value);
      if (!type.empty() && input_.library.bounds(system(f), type)) query_.bounded = true;
    }
  }

  // The library type of an expression: what a variable holds, what a call yields.
  std::string_view library_type_of(FunctionIndex f, ir::OpId id) const {
    if (const link::SlotIndex slot = program_.slot_of(f, id); slot != link::kNone) {
      const link::Value& value = program_.slots[slot];
      return value.is(link::ValueKind::ExternalInstance) ? program_.names[link::Name(value.id)] : std::string_view{};
    }
    const link::CallSite* site = program_.call_at(f, id);
    if (!site || !site->external) return {};
    if (const models::LibraryCall* rows = site->rows) {
      for (const models::Call* row : rows->rows) {
        if (!row->returns.empty() && row->returns != "receiver") return row->returns;
      }
    }
    return input_.library.made_type(system(f), program_.names[site->external]);
  }

  // Go: rows are put where the destination's type has room for them.
  void into(FunctionIndex f, ir::OpId id, const models::Call& row) {
    for (const models::Place& place : row.into) {
      const flow::Found found = flow::find_place(program_, f, id, place);
      if (!found.op) continue;
      const ir::Op& destination = op_at(program_, found.function, found.op);
      ir::OpId target = found.op;
      if (destination.kind == OpKind::Compute && destination.operand_count > 0) {
        target = program_.ir_of(found.function).operands_of(program_.function(found.function), destination)[0].value;
      }
      const link::SlotIndex slot = program_.slot_of(found.function, target);
      const link::Value value = slot == link::kNone ? link::Value{} : program_.slots[slot];
      if (value.known()) query_.bounded |= !is_list(value);
      else if (row.rows == Rows::Many) query_.unknown = true;
    }
  }

  bool is_list(const link::Value& value) const {
    if (value.is(link::ValueKind::ExternalInstance)) return program_.names[link::Name(value.id)] == "[]";
    if (!value.is(link::ValueKind::Instance)) return false;
    const auto& bases = program_.classes[value.id].bases;
    return program_.class_of(value.id).kind == ir::ClassKind::Alias && !bases.empty() && bases[0].is(link::ValueKind::External) &&
           program_.names[link::Name(bases[0].id)] == "[]";
  }

  void by_method_name(FunctionIndex f, const ir::Op& op) {
    const ir::Op* callee = op.base ? &op_at(program_, f, op.base) : nullptr;
    if (!callee) return;
    const std::string method = lower_case(program_.ir_of(f).text(callee->text));
    if (method.find("paginat") != std::string::npos || method.find("limit") != std::string::npos || method == "take" ||
        method == "first")
      query_.bounded = true;
    static const std::set<std::string> filters = {"filter", "filter_by", "where", "exclude", "andwhere",
                                                  "eq",     "in",        "match", "joins",   "join"};
    if (filters.contains(method) && op.operand_count > 0) query_.filtered = true;
    if ((method.starts_with("wherein") || method == "in") &&
        op.operand_count == 2) {  // `whereIn("id", ids)`: as many rows as there are keys
      const ir::Op& column = op_at(program_, f, program_.ir_of(f).operands_of(program_.function(f), op)[0].value);
      query_.bounded |= column.kind == OpKind::Literal && is_listed_key(program_.ir_of(f).text(column.text));
    }
    grouped_ |= method.starts_with("group") && op.operand_count > 0;
    const bool selects = filters.contains(method) || method.starts_with("find") || method.starts_with("get") || method == "query";
    if (selects) { query_.bounded |= has_key(program_, f, op); }
    for (const ir::Operand& operand : program_.ir_of(f).operands_of(program_.function(f), op)) {
      const ir::Op& argument = op_at(program_, f, operand.value);
      const bool object = argument.kind == OpKind::Aggregate && argument.operand_count > 0;
      if ((method.starts_with("find") || method.starts_with("select") || method.starts_with("list")) &&
          (object || argument.kind == OpKind::Name)) {
        query_.filtered = true;
      }
    }
  }

  // SQL: bounded by LIMIT and its kin, by an aggregate without GROUP BY, or by an equality on a key.
  void sql(FunctionIndex f, ir::OpId id) {
    const auto text = flow::constant_text(program_, f, id);
    if (!text) {
      const unsigned before = library_steps_;
      walk(f, id, kMaxBuilders);  // a query object: `select(User).limit(10)`
      const ir::Op& op = op_at(program_, f, id);
      // In Go it is a string in any case, put together out of sight.
      const bool object = program_.file_of(f).language != Language::Go && (op.kind == OpKind::Call || op.kind == OpKind::Name);
      if (!object || library_steps_ == before) query_.unknown = true;
      return;
    }
    static const RE2 bounds(R"((?i)\b(limit|fetch\s+(first|next)|top\s*\(?\s*\d|rownum)\b)");
    static const RE2 aggregate(R"((?i)^\s*select\s+(\w+\s*\(\s*)*(count|sum|max|min|avg|exists)\s*\()");
    static const RE2 grouped(R"((?i)\bgroup\s+by\b|\bover\s*\()");
    static const RE2 one_row(R"((?i)^\s*select\s[^()]*$)");  // `SELECT 1`
    static const RE2 from(R"((?i)\b(from|union)\b)");
    static const RE2 reads(R"((?i)^\s*(select|with|\(|table|values)\b)");
    static const RE2 catalogue(R"((?i)\bfrom\s+["`\[]?(information_schema|pg_|sqlite_(master|schema)))");  // of tables and columns
    static const RE2 where(R"((?i)\bwhere\b)");
    if (RE2::PartialMatch(*text, bounds)) query_.bounded = true;
    if (RE2::PartialMatch(*text, aggregate) && !RE2::PartialMatch(*text, grouped)) query_.bounded = true;
    if (RE2::PartialMatch(*text, one_row) && !RE2::PartialMatch(*text, from)) query_.bounded = true;
    if (RE2::PartialMatch(*text, catalogue) || has_key_condition(*text)) query_.bounded = true;
    if (!RE2::PartialMatch(*text, reads)) query_.bounded = true;  // PRAGMA, SHOW, INSERT … RETURNING
    if (RE2::PartialMatch(*text, where)) query_.filtered = true;
    grouped_ |= RE2::PartialMatch(*text, grouped);
    if (text->find("{}") != std::string::npos) query_.unknown = true;
    if (query_.root.empty()) {
      static const RE2 table(R"((?i)\bfrom\s+["`\[]?([a-z_][\w.]*))");
      RE2::PartialMatch(*text, table, &query_.root);
    }
  }

  // Spring's Pageable, a limit or page handed to a method of the repository.
  void arguments_bound(FunctionIndex f, const ir::Op& op) {
    for (const ir::Operand& operand : program_.ir_of(f).operands_of(program_.function(f), op)) {
      const ir::Op& argument = op_at(program_, f, operand.value);
      const std::string word = lower_case(program_.ir_of(f).text(operand.name ? operand.name : argument.text));
      for (const char* sign : {"limit", "page", "offset", "take", "size", "top", "count"}) {
        if (word.find(sign) != std::string::npos) query_.bounded = true;
      }
    }
    const ir::Op* callee = op.base ? &op_at(program_, f, op.base) : nullptr;
    if (callee && op.operand_count > 0) query_.filtered = true;
  }

  void returned(FunctionIndex f, int builders) {
    for (const ir::Op& op : program_.ir_of(f).ops_of(program_.function(f))) {
      if (op.kind == OpKind::Return && op.base) walk(f, op.base, builders);
    }
  }

  const CheckInput& input_;
  const link::Program& program_;
  Query query_;
  bool grouped_ = false;
  unsigned library_steps_ = 0;  // calls of the query that a model knows
  std::set<std::pair<FunctionIndex, ir::OpId>> seen_;
};

}  // namespace

Query read_query(const CheckInput& input, const flow::EffectSite& site) { return QueryReader(input).run(site); }

}  // namespace chokepoint::rules
