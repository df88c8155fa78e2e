#include "rules/code_sweep.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include <re2/re2.h>

#include "base/globs.hpp"
#include "base/letter_case.hpp"
#include "flow/constants.hpp"
#include "rules/onward.hpp"
#include "rules/shapes/options.hpp"
#include "rules/shapes/shape.hpp"
#include "rules/shared.hpp"

namespace chokepoint::rules {
namespace {

class CodeSweep {
 public:
  CodeSweep(const CheckInput& input, const Clue& clue, std::vector<std::vector<Trace>>& found)
      : input_(input), clue_(clue), found_(found), onward_(input) {
    if (!clue.inside.empty()) inside_.emplace(clue.inside);
    if (!clue.argument.empty()) argument_.emplace(clue.argument);
    if (!clue.other_argument.empty()) other_.emplace(clue.other_argument);
    if (!clue.lacks.empty()) lacks_.emplace(clue.lacks);
    for (const std::string& word : clue.from) contexts_ |= flow::contexts_named(word);
  }

  void run() {
    if (!clue_.routes.empty()) routes();
    else if (!clue_.mentions.empty()) mentions();
    else if (!clue_.effects.empty()) effects();
    else functions();
  }

 private:
  void routes() {
    const std::vector<Route> routes = compiled(clue_.routes);
    for (const flow::EntryPoint& entry : input_.contexts.entries()) {
      if (entry.kind != flow::EntryKind::Request || entry.function == link::kNone || !counts(entry.function)) continue;
      if (answers(entry, routes)) add(entry.function, {{}, entry.function, {}, {}, {}, {{"name", entry.label}}});
    }
  }

  struct Route {
    std::string verb;  // "": all of them
    Globs paths;
  };

  // "POST **/login" asks for the method, too.
  static std::vector<Route> compiled(const std::vector<std::string>& routes) {
    std::map<std::string, std::vector<std::string>> paths_of;
    for (const std::string& route : routes) {
      const std::size_t space = route.find(' ');
      if (space == std::string::npos) paths_of[""].push_back(route);
      else paths_of[route.substr(0, space)].push_back(route.substr(space + 1));
    }
    std::vector<Route> result;
    for (const auto& [verb, paths] : paths_of) result.push_back({verb, Globs(paths)});
    return result;
  }

  // An entry point without a method answers all.
  static bool answers(const flow::EntryPoint& entry, const std::vector<Route>& routes) {
    const std::string path = lower_case(entry.path);
    return std::any_of(routes.begin(), routes.end(), [&](const Route& route) {
      return (entry.verb.empty() || entry.verb.find(route.verb) != std::string::npos) && route.paths.matches(path);
    });
  }

  // Names and texts of the code alike; the first file of a project that has them.
  void mentions() {
    for (const Mention& mention : (*input_.shared->mentions).of(clue_.mentions)) {
      const link::ProgramFile& file = input_.program.files[mention.file];
      std::vector<Trace>& traces = found_[file.project - 1];
      if (traces.empty())
        traces.push_back({{file.path, 1, 1}, link::kNone, {}, {}, {}, {{"name", std::string(file.ir->text(mention.text))}}});
    }
  }

  void effects() {
    const flow::EffectSet wanted = input_.words.of(clue_.effects);
    const std::vector<std::string> set_by = libraries_that_set(input_, clue_.option);
    for (const flow::EffectSite& site : input_.effects) {
      if (!(site.effects & wanted) || !counts(site.function) || (clue_.onward && !onward_.holds(site))) continue;
      if (lacks_ && bears_name(site)) continue;
      if (clue_.option.empty() || option_fits(find_option(input_, site, clue_.option, set_by), clue_.states))
        add(site.function, {{}, site.function, site.op, {}, {}, {{"sink", site.name}}});
    }
  }

  void functions() {
    for (const link::CallSite* call : (*input_.shared->calls).of(clue_.functions)) {
      if (inside_ && !RE2::PartialMatch(input_.program.function_name(call->caller), *inside_)) continue;
      if (!counts(call->caller) || !argument_fits(*call) || (clue_.looped && !is_in_loop(*call))) continue;
      add(call->caller, {{}, call->caller, call->op, {}, {}, {{"sink", std::string(input_.program.names[call->external])}}});
    }
  }

  bool argument_fits(const link::CallSite& call) const {
    const ir::FileIr& ir = input_.program.ir_of(call.caller);
    const ir::Function& function = input_.program.function(call.caller);
    const auto operands = ir.operands_of(function, ir.op(function, call.op));
    auto one_fits = [&](const RE2& wanted) {
      return std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
        return text_fits(call.caller, ir.text(operand.name), operand.value, wanted, 0);
      });
    };
    return (!argument_ || one_fits(*argument_)) && (!other_ || one_fits(*other_) || result_fits(call));
  }

  // `projects: Mapped[list[Project]] = relationship(…)`: `name=projects`, `type=Mapped<list<Project>>`.
  bool result_fits(const link::CallSite& call) const {
    const ir::FileIr& ir = input_.program.ir_of(call.caller);
    const auto ops = ir.ops_of(input_.program.function(call.caller));
    return std::any_of(ops.begin(), ops.end(), [&](const ir::Op& op) {
      if (op.kind != ir::OpKind::Assign || op.base != call.op) return false;
      return RE2::PartialMatch("name=" + std::string(ir.text(op.text)), *other_) ||
             (op.aux && RE2::PartialMatch("type=" + written(ir, ir::TypeId(op.aux), 0), *other_));
    });
  }

  static std::string written(const ir::FileIr& ir, ir::TypeId type, int depth) {
    std::string text(ir.text(ir.type(type).name));
    const auto arguments = ir.type(type).arguments;
    for (std::uint32_t i = 0; i < arguments.count && depth < 4; ++i)
      text += (i ? "," : "<") + written(ir, ir.type_arguments[arguments.first + i], depth + 1);
    return arguments.count && depth < 4 ? text + ">" : text;
  }

  // A constant text, number, or name such as `FetchType.EAGER`; a named argument or the entry of a map is `key=value`.
  bool text_fits(link::FunctionIndex f, std::string_view key, ir::OpId value, const RE2& wanted, int depth) const {
    if (!value || depth > 4) return false;
    const ir::FileIr& ir = input_.program.ir_of(f);
    const ir::Function& function = input_.program.function(f);
    const ir::Op& op = ir.op(function, value);
    if (op.kind == ir::OpKind::Aggregate) {
      const auto operands = ir.operands_of(function, op);
      return std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
        return text_fits(f, ir.text(operand.name), operand.value, wanted, depth + 1);
      });
    }
    const bool bare = op.kind == ir::OpKind::Member || op.kind == ir::OpKind::Literal;
    std::optional<std::string> text = bare ? std::string(ir.text(op.text)) : flow::constant_text(input_.program, f, value);
    if (!text && op.kind == ir::OpKind::Name) text = std::string(ir.text(op.text));
    if (!text) return false;
    return RE2::PartialMatch(*text, wanted) || (!key.empty() && RE2::PartialMatch(std::string(key) + "=" + *text, wanted));
  }

  // `os.environ["BROKER_URL"]`, `settings.broker.url`.
  bool mentions_name(link::FunctionIndex f, ir::OpId value, int depth) const {
    if (!value || depth > 4) return false;
    const ir::FileIr& ir = input_.program.ir_of(f);
    const ir::Function& function = input_.program.function(f);
    const ir::Op& op = ir.op(function, value);
    if (RE2::PartialMatch(ir.text(op.text), *lacks_) || mentions_name(f, op.base, depth + 1)) return true;
    const auto operands = ir.operands_of(function, op);
    return std::any_of(operands.begin(), operands.end(),
                       [&](const ir::Operand& operand) { return mentions_name(f, operand.value, depth + 1); });
  }

  // What the call is given, what it is put into, and the function it stands in.
  bool bears_name(const flow::EffectSite& site) const {
    const ir::FileIr& ir = input_.program.ir_of(site.function);
    const ir::Function& function = input_.program.function(site.function);
    if (RE2::PartialMatch(ir.text(function.name), *lacks_)) return true;
    for (const ir::Operand& operand : ir.operands_of(function, ir.op(function, site.op))) {
      if (RE2::PartialMatch(ir.text(operand.name), *lacks_) || mentions_name(site.function, operand.value, 0)) return true;
    }
    const auto ops = ir.ops_of(function);
    return std::any_of(ops.begin(), ops.end(), [&](const ir::Op& op) {
      const bool takes = op.kind == ir::OpKind::Assign || op.kind == ir::OpKind::Store;
      const ir::OpId value = op.kind == ir::OpKind::Assign ? op.base : takes ? ir.operands_of(function, op)[0].value : ir::OpId();
      return takes && value == site.op && RE2::PartialMatch(ir.text(op.text), *lacks_);
    });
  }

  bool is_in_loop(const link::CallSite& call) const {
    const ir::FileIr& ir = input_.program.ir_of(call.caller);
    const ir::Function& function = input_.program.function(call.caller);
    for (ir::RegionId r = ir.op(function, call.op).region; r; r = ir.region(function, r).parent) {
      const ir::Region& region = ir.region(function, r);
      if (region.kind == ir::RegionKind::Loop && call.op != region.subject && !tries_again(call.caller, r)) return true;
    }
    return false;
  }

  // `for attempt in range(max_tries)`, and `while`, which mostly waits for something.
  bool tries_again(link::FunctionIndex f, ir::RegionId id) const {
    static const RE2 kWords("(?i)tr(y|ies)|attempt|retr");
    const ir::FileIr& ir = input_.program.ir_of(f);
    const ir::Function& function = input_.program.function(f);
    const ir::Region& region = ir.region(function, id);
    if (region.detail == static_cast<std::uint8_t>(ir::LoopKind::While)) return true;
    const auto ops = ir.ops_of(function);
    for (std::uint32_t i = region.first_op; i < region.end_op; ++i) {
      if (ops[i].kind == ir::OpKind::Assign && ops[i].has(ir::kElement) && ops[i].region == id &&
          RE2::PartialMatch(ir.text(ops[i].text), kWords))
        return true;
    }
    if (!region.subject) return false;
    const auto operands = ir.operands_of(function, ir.op(function, region.subject));
    return std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
      return RE2::PartialMatch(ir.text(ir.op(function, operand.value).text), kWords);
    });
  }

  bool counts(link::FunctionIndex function) const {
    const link::ProgramFile& file = input_.program.file_of(function);
    return !file.offline && file.project && (clue_.from.empty() || (input_.contexts.of(function) & contexts_) != 0);
  }

  void add(link::FunctionIndex function, Trace trace) {
    found_[input_.program.file_of(function).project - 1].push_back(std::move(trace));
  }

  const CheckInput& input_;
  const Clue& clue_;
  std::vector<std::vector<Trace>>& found_;
  std::optional<RE2> argument_, other_, lacks_, inside_;
  Onward onward_;
  flow::ContextSet contexts_ = 0;
};

}  // namespace

void sweep_code(const CheckInput& input, const Clue& clue, std::vector<std::vector<Trace>>& found) {
  CodeSweep(input, clue, found).run();
}

}  // namespace chokepoint::rules
