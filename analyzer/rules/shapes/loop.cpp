// Loop: an effect once per element of a collection, here or a few calls below, keyed by the element.
#include <algorithm>
#include <map>
#include <set>

#include "flow/constants.hpp"
#include "rules/shapes/below.hpp"
#include "rules/shapes/loop_exit.hpp"
#include "rules/shapes/query.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::LoopKind;
using ir::OpKind;
using ir::RegionKind;
using link::FunctionIndex;

constexpr std::size_t kMaxVisited = 2000;  // functions looked at below one call

// What runs once per element: a region of a function, or a whole callback.
struct Body {
  FunctionIndex function = link::kNone;
  ir::RegionId region;  // none: the whole function
  FunctionIndex source_function = link::kNone;
  ir::OpId source;  // the collection
  std::set<link::SlotIndex> elements;
};

class LoopChecker {
 public:
  LoopChecker(const CheckInput& input, const Rule& rule)
      : input_(input), program_(input.program), rule_(rule), contexts_(wanted_contexts(rule)), sites_(sites_of(input, rule)) {
    mark_leading();
  }

  std::vector<Hit> run() {
    for (FunctionIndex f = 0; f < program_.file_of_function.size(); ++f) {
      if (!leading_[f] || !(input_.contexts.of(f) & contexts_) || !applies_to(input_, rule_, f)) continue;
      for (const Body& body : bodies_of(f)) check(body);
    }
    return std::move(hits_);
  }

 private:
  // Backwards from the effects, so that calls which cannot lead to one are not looked into.
  void mark_leading() {
    leading_.assign(program_.file_of_function.size(), false);
    std::vector<FunctionIndex> left;
    const auto mark = [&](FunctionIndex f) {
      if (!leading_[f]) left.push_back(f);
      leading_[f] = true;
    };
    for (const auto& [f, sites] : sites_) mark(f);
    while (!left.empty()) {
      const FunctionIndex f = left.back();
      left.pop_back();
      for (const flow::Contexts::Caller& caller : input_.contexts.callers_of(f)) mark(caller.caller);
    }
  }

  bool leads(const link::CallSite& call) const {
    const auto edges = program_.edges_of(call);
    return std::any_of(edges.begin(), edges.end(), [&](const link::Edge& edge) { return leading_[edge.target]; });
  }

  std::vector<Body> bodies_of(FunctionIndex f) const {
    std::vector<Body> bodies;
    const ir::FileIr& ir = program_.ir_of(f);
    const ir::Function& function = program_.function(f);
    const auto regions = function.regions.of(ir.regions);
    for (std::size_t r = 0; r < regions.size(); ++r) {
      const ir::Region& region = regions[r];
      if (region.kind != RegionKind::Loop) continue;
      const auto kind = static_cast<LoopKind>(region.detail);
      if (kind != LoopKind::ForEach && kind != LoopKind::Comprehension) continue;
      Body body{f, ir::RegionId::from_index(r), f, region.subject, {}};
      for (std::uint32_t i = region.first_op; i < region.end_op; ++i) {
        const ir::Op& op = ir.ops[function.ops.first + i];
        if (op.kind != OpKind::Assign || op.region != body.region || !op.has(ir::kElement)) continue;
        if (const link::SlotIndex slot = program_.slot_of(f, ir::OpId::from_index(i)); slot != link::kNone)
          body.elements.insert(slot);
      }
      bodies.push_back(std::move(body));
    }
    for (const link::CallSite& call : program_.calls_of(f)) {
      for (const link::Edge& edge : program_.edges_of(call)) {
        if (edge.where != models::Run::Where::PerElement || edge.evidence < input_.least) continue;
        const ir::Op& op = ir.op(function, call.op);
        const ir::Op* callee = op.base ? &ir.op(function, op.base) : nullptr;
        Body body{edge.target, {}, f, callee && callee->kind == OpKind::Member ? callee->base : ir::OpId{}, {}};
        const std::string_view method = callee ? ir.text(callee->text) : std::string_view{};
        if (method == "sort" || method == "find" || method == "some" || method == "every") continue;
        for (std::uint32_t p = 0; p < program_.function(edge.target).parameters.count; ++p) {
          body.elements.insert(program_.first_parameter_slot[edge.target] + p);
        }
        add_destructured(edge.target, body.elements);
        bodies.push_back(std::move(body));
      }
    }
    return bodies;
  }

  // `({id}) => …`: what is taken out of the element belongs to it.
  void add_destructured(FunctionIndex f, std::set<link::SlotIndex>& elements) const {
    const auto ops = program_.ir_of(f).ops_of(program_.function(f));
    for (std::size_t i = 0; i < ops.size(); ++i) {
      if (ops[i].kind != OpKind::Assign || !ops[i].base || !mentions(f, ops[i].base, elements, 0)) continue;
      if (const link::SlotIndex slot = program_.slot_of(f, ir::OpId::from_index(i)); slot != link::kNone) elements.insert(slot);
    }
  }

  bool inside(const Body& body, ir::OpId op) const {
    if (!body.region) return true;
    const ir::Region& region = program_.ir_of(body.function).region(program_.function(body.function), body.region);
    return op.index() >= region.first_op && op.index() < region.end_op;
  }

  bool mentions(FunctionIndex f, ir::OpId id, const std::set<link::SlotIndex>& slots, int depth) const {
    if (!id || depth > 10) return false;
    const ir::Op& op = op_at(program_, f, id);
    if (op.kind == OpKind::Name) {
      const link::SlotIndex slot = program_.slot_of(f, id);
      return slot != link::kNone && slots.contains(slot);
    }
    if (op.kind == OpKind::Function) {  // a callback built from the element
      const FunctionIndex inner = program_.global(program_.file_of_function[f], ir::FunctionId(op.aux));
      const auto ops = program_.ir_of(inner).ops_of(program_.function(inner));
      for (std::size_t i = 0; i < ops.size(); ++i) {
        if (ops[i].kind == OpKind::Name && mentions(inner, ir::OpId::from_index(i), slots, depth + 1)) return true;
      }
      return false;
    }
    if (op.base && mentions(f, op.base, slots, depth + 1)) return true;
    for (const ir::Operand& operand : program_.ir_of(f).operands_of(program_.function(f), op)) {
      if (mentions(f, operand.value, slots, depth + 1)) return true;
    }
    return false;
  }

  bool keyed_by_element(const Body& body, ir::OpId op) const {
    std::set<link::SlotIndex> slots = body.elements;
    if (body.region) {
      const ir::Region& region = program_.ir_of(body.function).region(program_.function(body.function), body.region);
      for (std::uint32_t i = region.first_op; i < op.index(); ++i) {
        const ir::Op& assign = program_.ir_of(body.function).ops[program_.function(body.function).ops.first + i];
        if (assign.kind != OpKind::Assign || !mentions(body.function, assign.base, slots, 0)) continue;
        if (const link::SlotIndex slot = program_.slot_of(body.function, ir::OpId::from_index(i)); slot != link::kNone)
          slots.insert(slot);
      }
    }
    return mentions(body.function, op, slots, 0);
  }

  bool bounded(const Body& body) const {
    if (!body.source) return false;
    const flow::Origin origin = flow::origin_of(program_, body.source_function, body.source);
    const ir::Op& source = op_at(program_, origin.function, origin.op);
    const ir::FileIr& ir = program_.ir_of(origin.function);
    if (source.kind == OpKind::Aggregate) return source.operand_count <= 10 && !source.has(ir::kOptional);
    if (source.kind == OpKind::Literal) return true;
    if (source.kind != OpKind::Call || !source.base) return false;
    const ir::Op& callee = op_at(program_, origin.function, source.base);
    const std::string_view name = ir.text(callee.text);
    if (name == "range" || name == "xrange") return true;  // attempts and pages, not rows
    for (const char* word : {"chunk", "Chunk", "batch", "Batch", "partition", "Partition"}) {
      if (name.find(word) != std::string_view::npos) return true;
    }
    // `Object.values({…})`, `enum.values()`, `zip(…)` of constants.
    const auto operands = ir.operands_of(program_.function(origin.function), source);
    return operands.size() == 1 &&
           op_at(program_, origin.function, flow::origin_of(program_, origin.function, operands[0].value).op).kind ==
               OpKind::Aggregate &&
           flow::origin_of(program_, origin.function, operands[0].value).function == origin.function;
  }

  // Waiting and retrying: a loop that sleeps. Searching: a loop that stops at the first hit.
  bool polls_or_searches(const Body& body, ir::OpId call) const {
    if (!body.region) return false;
    const ir::FileIr& ir = program_.ir_of(body.function);
    const ir::Function& function = program_.function(body.function);
    const ir::Region& region = ir.region(function, body.region);
    std::set<link::SlotIndex> results;
    for (std::uint32_t i = region.first_op; i < region.end_op; ++i) {
      const ir::Op& op = ir.ops[function.ops.first + i];
      if (op.kind == OpKind::Call && op.base) {
        std::string_view name = ir.text(ir.op(function, op.base).text);
        if (name == "sleep" || name == "Sleep" || name == "delay" || name == "setTimeout" || name == "After") return true;
      }
      if (op.kind == OpKind::Break && ir.text(op.text) == "break" &&
          belongs_to_loop(program_, body.function, body.region, op.region))
        return true;
      if (op.kind == OpKind::Assign && op.base && derives(body.function, op.base, call, results, 0)) {
        if (const link::SlotIndex slot = program_.slot_of(body.function, ir::OpId::from_index(i)); slot != link::kNone)
          results.insert(slot);
      }
      if (op.kind == OpKind::Return && op.base && i > call.index() && returns_result(body.function, op.base, call, results))
        return true;
    }
    return false;
  }

  // Go: what a loop returns when a query fails.
  bool is_error(FunctionIndex f, ir::OpId id) const {
    if (program_.file_of(f).language != Language::Go) return false;
    const ir::Op& op = op_at(program_, f, id);
    const std::string_view name = program_.ir_of(f).text(op.text);
    if (op.kind == OpKind::Member && name == "Error") return true;
    if (op.kind != OpKind::Name) return false;
    const link::SlotIndex slot = program_.slot_of(f, id);
    const link::Value value = slot == link::kNone ? link::Value{} : program_.slots[slot];
    return name.starts_with("err") || name.ends_with("Err") ||
           (value.is(link::ValueKind::ExternalInstance) && program_.names[link::Name(value.id)] == "error");
  }

  // `return user`; in Go `return user, nil`, but not `return user, err`.
  bool returns_result(FunctionIndex f, ir::OpId id, ir::OpId call, const std::set<link::SlotIndex>& results) const {
    const ir::Op& op = op_at(program_, f, id);
    if (is_error(f, id)) return false;
    if (op.kind != OpKind::Aggregate) return derives(f, id, call, results, 0);
    const auto operands = program_.ir_of(f).operands_of(program_.function(f), op);
    if (program_.file_of(f).language != Language::Go || operands.size() < 2) return false;
    const ir::OpId last = operands.back().value;
    if (is_error(f, last)) return false;
    if (op_at(program_, f, last).kind != OpKind::Literal && !derives(f, last, call, results, 0)) return false;
    return std::any_of(operands.begin(), operands.end(),
                       [&](const ir::Operand& operand) { return derives(f, operand.value, call, results, 0); });
  }

  // The value of the call, or of a variable that holds it; in Go not the error that comes with it.
  bool derives(FunctionIndex f, ir::OpId id, ir::OpId call, const std::set<link::SlotIndex>& results, int depth) const {
    if (!id || depth > 6) return false;
    if (id == call) return true;
    const ir::Op& op = op_at(program_, f, id);
    if (op.kind == OpKind::Member && op.detail == 2 && program_.ir_of(f).text(op.text) != "0") return false;
    if (op.kind == OpKind::Name) {
      const link::SlotIndex slot = program_.slot_of(f, id);
      return slot != link::kNone && results.contains(slot);
    }
    if (op.kind != OpKind::Member && op.kind != OpKind::Await && op.kind != OpKind::Call) return false;
    if (derives(f, op.base, call, results, depth + 1)) return true;
    // `return mapper.read(answer)`; in Go it may be an error that is wrapped.
    if (op.kind != OpKind::Call || program_.file_of(f).language == Language::Go) return false;
    const auto operands = program_.ir_of(f).operands_of(program_.function(f), op);
    return std::any_of(operands.begin(), operands.end(),
                       [&](const ir::Operand& operand) { return derives(f, operand.value, call, results, depth + 1); });
  }

  // A look into a map or cache decides whether the query runs at all.
  bool cached(const Body& body, ir::OpId op) const { return is_memoised(program_, body.function, op); }

  // Go: strategies, hooks, providers. Rows are structs; what is listed by an interface was registered one by one.
  bool over_implementations(const Body& body) const {
    if (program_.file_of(body.function).language != Language::Go) return false;
    return std::any_of(body.elements.begin(), body.elements.end(), [&](link::SlotIndex slot) {
      const link::Value& value = program_.slots[slot];
      if (!value.is(link::ValueKind::Instance) || !body.region) return false;
      return program_.class_of(value.id).kind == ir::ClassKind::Interface && !program_.classes[value.id].methods.empty();
    });
  }

  void check(const Body& body) {
    if (bounded(body) || ends_in_first_round(program_, body.function, body.region) || over_implementations(body)) return;
    auto direct = sites_.find(body.function);
    if (direct != sites_.end()) {
      for (const flow::EffectSite* site : direct->second) {
        if (!inside(body, site->op) || in_subject(body, site->op) || !keyed_by_element(body, site->op) || cached(body, site->op))
          continue;
        add(body, site->op, *site, {{body.function, site->op}});
      }
    }
    for (const link::CallSite& call : program_.calls_of(body.function)) {
      if (call.external || !leads(call) || !inside(body, call.op) || in_subject(body, call.op)) continue;
      if (!keyed_by_element(body, call.op) || cached(body, call.op)) continue;
      below(body, call);
    }
  }

  // What computes the collection itself runs once, although a comprehension's region may begin with it.
  bool in_subject(const Body& body, ir::OpId op) const { return body.source_function == body.function && op == body.source; }

  // Breadth first, so that the nearest effect is shown; a callee that is cached hides what is below it.
  void below(const Body& body, const link::CallSite& call) {
    using Hops = std::vector<std::pair<FunctionIndex, ir::OpId>>;
    std::vector<std::pair<FunctionIndex, Hops>> level, next;
    std::set<FunctionIndex> seen;
    auto push = [&](const link::Edge& edge, Hops hops) {
      const auto& [from, at] = hops.back();
      if (edge.kind == link::EdgeKind::Callback ? fills_cache(program_, from, at) : reads_cache(program_, from, at)) return;
      if (edge.evidence < input_.least || edge.relay == link::Relay::Away || edge.kind == link::EdgeKind::Spawn ||
          !leading_[edge.target] || program_.file_of(edge.target).offline)
        return;
      if (edge.where != models::Run::Where::Here && edge.where != models::Run::Where::PerElement) return;
      if (seen.contains(edge.target)) return;
      if (seen.size() >= kMaxVisited) return program_.budgets->spend(Budget::Below, body.function);
      seen.insert(edge.target);
      next.emplace_back(edge.target, std::move(hops));
    };
    for (const link::Edge& edge : program_.edges_of(call)) push(edge, {{body.function, call.op}});
    const std::uint32_t depth = rule_.match.depth ? rule_.match.depth : 8;
    for (std::uint32_t d = 0; d < depth && !next.empty(); ++d) {
      level.swap(next);
      next.clear();
      for (auto& [f, hops] : level) {
        auto found = sites_.find(f);
        if (found != sites_.end()) {
          for (const flow::EffectSite* site : found->second) {
            if (is_memoised(program_, f, site->op)) continue;
            hops.emplace_back(f, site->op);
            add(body, call.op, *site, hops);
            return;
          }
        }
        for (const link::CallSite& inner : program_.calls_of(f)) {
          if (!leads(inner) || is_memoised(program_, f, inner.op)) continue;
          for (const link::Edge& edge : program_.edges_of(inner)) {
            Hops longer = hops;
            longer.emplace_back(f, inner.op);
            push(edge, std::move(longer));
          }
        }
      }
    }
  }

  void add(const Body& body, ir::OpId op, const flow::EffectSite& site, std::vector<std::pair<FunctionIndex, ir::OpId>> hops) {
    if (polls_or_searches(body, op) || leaves_loop_after(program_, body.function, body.region, op) ||
        !reported_.insert({body.function, op}).second)
      return;
    Hit hit;
    hit.site = &site;
    hit.function = body.function;
    hit.op = op;
    hit.contexts = input_.contexts.of(body.function) & contexts_;
    if (!hit.contexts) return;
    hit.hops = std::move(hops);
    hit.traits.push_back(hit.hops.size() > 1 ? "indirect" : "direct");
    if (body.source && unbounded_source(body)) hit.traits.push_back("unbounded-source");
    hit.placeholders = {{"loop", body.region ? "loop" : "callback"}};
    hits_.push_back(std::move(hit));
  }

  bool unbounded_source(const Body& body) const {
    const flow::Origin origin = flow::origin_of(program_, body.source_function, body.source);
    for (const flow::EffectSite& site : input_.effects) {
      if (site.function != origin.function || site.op != origin.op || !site.many_rows) continue;
      const Query query = read_query(input_, site);
      return !query.bounded && !query.unknown && !query.filtered;
    }
    return false;
  }

  const CheckInput& input_;
  const link::Program& program_;
  const Rule& rule_;
  flow::ContextSet contexts_;
  SitesOf sites_;
  std::vector<bool> leading_;  // functions from which one of the effects can be reached
  std::set<std::pair<FunctionIndex, ir::OpId>> reported_;
  std::vector<Hit> hits_;
};

}  // namespace

std::vector<Hit> check_loop(const CheckInput& input, const Rule& rule) { return LoopChecker(input, rule).run(); }

}  // namespace chokepoint::rules
