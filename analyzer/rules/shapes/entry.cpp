// Entry: what entry points of a kind do, all told. One finding per entry point, where its function stands.
#include <algorithm>

#include <re2/re2.h>

#include "flow/constants.hpp"
#include "flow/matching.hpp"
#include "models/version.hpp"
#include "rules/shapes/below.hpp"
#include "rules/shapes/repeatable.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using flow::EntryPoint;
using link::FunctionIndex;

constexpr double kLeastInterval = 60'000;  // milliseconds; what is more frequent looks after the process itself

// Names by which only one of many processes goes on.
constexpr std::string_view kLocks =
    "(?i)advisory_?(xact_)?lock|redlock|redisson|shedlock|scheduler_?lock|skip.?locked|set_?nx|set_?if_?absent|"
    "(distributed|global|cluster|job|cron|task|cache|redis|db|database|mutex)_?lock|lock_?(registry|provider|service|manager|key)|"
    "leader|my_?partition|partition_?mine|(acquire|obtain|get|try|with|take)_?lock|is_?(primary|master|main)_?(node|instance|"
    "worker)?$|disallowconcurrent";
// What every process does for itself.
constexpr std::string_view kOwnAffairs = "(?i)stats|statistics|metric|heart_?beat|keep_?alive|health|flush|ping$";
constexpr std::string_view kCleanUps =
    "(?i)clean|purge|prune|expire|evict|sweep|garbage|\\bgc\\b|vacuum|delete.?old|remove.?old|stale|housekeep|retention|trim";

class EntryChecker {
 public:
  EntryChecker(const CheckInput& input, const Rule& rule)
      : input_(input), program_(input.program), rule_(rule), sites_(sites_of(input, rule)) {
    for (const EntryPoint& entry : input.contexts.entries()) {
      if (entry.kind == flow::EntryKind::Request || entry.kind == flow::EntryKind::Socket)
        served_.insert(flow::file_of(program_, entry).project);
    }
  }

  std::vector<Hit> run() {
    FunctionIndex last = link::kNone;
    for (const EntryPoint& entry : input_.contexts.entries()) {
      if (entry.function == link::kNone || entry.function == last) continue;  // sorted by function
      if (!is_wanted(entry) || !applies_to(input_, rule_, entry.function)) continue;
      last = entry.function;
      if (rule_.match.callback) check_callback(entry);
      else if (rule_.at == "sink") check_each(entry);
      else check(entry);
    }
    return std::move(hits_);
  }

 private:
  bool is_wanted(const EntryPoint& entry) const {
    if (has_word(rule_.match.from, "function")) return entry.hosted && is_hosted(entry);
    if (!has_word(rule_.match.from, flow::show(entry.kind))) return false;
    return entry.kind != flow::EntryKind::Schedule || (runs_beside_requests(entry) && !is_short(entry) && !is_own_affair(entry));
  }

  // Exports are found by the names of files, which alone do not make them functions of a cloud.
  bool is_hosted(const EntryPoint& entry) const {
    const link::FileIndex file = program_.file_of_function[entry.function];
    return program_.files[file].language == Language::Java || (input_.fact && input_.fact(file, "serverless"));
  }

  // A process that only works off a schedule is one by intention. A module of Java is a part of some service.
  bool runs_beside_requests(const EntryPoint& entry) const {
    const link::ProgramFile& file = program_.file_of(entry.function);
    return file.language == Language::Java ? !served_.empty() : served_.contains(file.project);
  }

  // A timer for a request or connection, or one that fires so often that it looks after the process itself.
  bool is_short(const EntryPoint& entry) const {
    if (entry.registered_in == link::kNone) return false;
    const flow::ContextSet answering = flow::contexts_named("request");
    if (input_.contexts.of(entry.registered_in) & answering) return true;
    if (entry.label.rfind("interval", 0) != 0) return false;
    const models::Place second{models::Place::Kind::Argument, 1, {}, {}};
    const ir::OpId period = flow::argument_at(program_, entry.registered_in, entry.registration, second);
    const auto milliseconds = flow::constant_number(program_, entry.registered_in, period);
    return !milliseconds || *milliseconds < kLeastInterval;
  }

  bool is_own_affair(const EntryPoint& entry) const {
    static const RE2 kWords{kOwnAffairs};
    return RE2::PartialMatch(text_at(program_, entry.function, program_.function(entry.function).name), kWords);
  }

  void check(const EntryPoint& entry) {
    const Below below = look_below(input_, sites_, whole_of(program_, entry.function), Follow::Anywhere);
    const auto is_harmful = [&](const Reached& one) { return is_shared(*one.site) && !is_deduplicated(program_, *one.site); };
    const auto is_grave = [&](const Reached& one) { return is_harmful(one) && !sets_constants(program_, *one.site); };
    const auto grave = std::find_if(below.effects.begin(), below.effects.end(), is_grave);
    const bool once = grave == below.effects.end();  // as well as many times
    const auto shared = once ? std::find_if(below.effects.begin(), below.effects.end(), is_harmful) : grave;
    if (shared == below.effects.end()) return;
    if (has_word(rule_.match.unless, "locked") && is_locked(below)) return;
    Hit hit;
    hit.site = shared->site;
    hit.function = entry.function;
    hit.hops = shared->hops;
    hit.contexts = input_.contexts.of(entry.function) & flow::contexts_named("job");
    hit.placeholders = {{"name", entry.label}};
    if (once || cleans_up(entry)) hit.traits.emplace_back("minor");
    hits_.push_back(std::move(hit));
  }

  // `exports.handler = (event, context, callback) => callback(null, answer)`
  void check_callback(const EntryPoint& entry) {
    const ir::Function& function = program_.function(entry.function);
    if (function.is_async || function.parameters.count != rule_.match.callback || !is_on_lambda(entry)) return;
    const link::SlotIndex slot = program_.first_parameter_slot[entry.function] + rule_.match.callback - 1;
    const link::ProgramFile& file = program_.file_of(entry.function);
    const auto first = entry.function, last = file.first_function + static_cast<FunctionIndex>(file.ir->functions.size());
    for (FunctionIndex f = first; f < last; ++f) {  // those inside it come after it
      const auto ops = file.ir->ops_of(program_.function(f));
      for (std::size_t i = 0; i < ops.size(); ++i) {
        if (ops[i].kind != ir::OpKind::Name || program_.slot_of(f, ir::OpId::from_index(i)) != slot) continue;
        Hit hit;
        hit.function = entry.function;
        hit.placeholders = {{"name", entry.label}};
        if (runs_on_new_node(entry)) hit.traits.emplace_back("grave");
        hits_.push_back(std::move(hit));
        return;
      }
    }
  }

  // Serverless describes functions of other clouds as well.
  bool is_on_lambda(const EntryPoint& entry) const {
    const std::uint32_t project = program_.file_of(entry.function).project;
    if (!input_.facts || !project) return false;
    const auto& settings = input_.facts->projects[project - 1].settings;
    return std::none_of(settings.begin(), settings.end(), [](const facts::Setting& setting) {
      return setting.source == "serverless" && setting.key == "provider.name" && setting.value != "aws";
    });
  }

  // Node 24 of AWS calls no callbacks any more.
  bool runs_on_new_node(const EntryPoint& entry) const {
    if (!input_.facts) return false;
    const std::uint32_t project = program_.file_of(entry.function).project;
    const facts::Runtime* runtime = project ? facts::find_runtime(*input_.facts, source::ProjectId(project), "node") : nullptr;
    return runtime && runtime->shipped && models::version_in_range(runtime->version, ">=24");
  }

  // Every place where the entry point does it, unless it does so once.
  void check_each(const EntryPoint& entry) {
    for (Reached& reached : look_below(input_, sites_, whole_of(program_, entry.function), Follow::Thread).effects) {
      const auto [function, op] = reached.hops.back();
      if (!reported_.insert({function, op}).second || is_silenced(function, op, entry.function)) continue;
      Hit hit;
      hit.site = reached.site;
      hit.function = function;
      hit.op = op;
      hit.contexts = input_.contexts.of(function) & wanted_contexts(rule_);
      hit.placeholders = {{"name", entry.label}};
      hits_.push_back(std::move(hit));
    }
  }

  bool is_silenced(FunctionIndex function, ir::OpId op, FunctionIndex entry) const {
    if (has_word(rule_.match.unless, "memoised") && is_memoised_by_callers(input_, function, op)) return true;
    return has_word(rule_.match.unless, "per-request") && mentions_request(function, op, entry, 0);
  }

  // What is made of the event or request belongs to it: a client with the credentials of a tenant.
  bool mentions_request(FunctionIndex f, ir::OpId id, FunctionIndex entry, int depth) const {
    if (!id || depth > 8) return false;
    static const RE2 kWords("(?i)event|request|credential|tenant|token|session");
    const ir::Op& op = op_at(program_, f, id);
    if (op.kind == ir::OpKind::Name && program_.binding(f, id).kind() == link::BindKind::Parameter)
      return f == entry || RE2::PartialMatch(text_at(program_, f, op.text), kWords);
    const auto operands = program_.ir_of(f).operands_of(program_.function(f), op);
    return mentions_request(f, op.base, entry, depth + 1) ||
           std::any_of(operands.begin(), operands.end(),
                       [&](const ir::Operand& operand) { return mentions_request(f, operand.value, entry, depth + 1); });
  }

  // Asking another service changes nothing there.
  bool is_shared(const flow::EffectSite& site) const {
    if (site.effects & ~input_.words.of("http-out") & input_.words.of(rule_.match.effects)) return true;
    const std::string_view verb = std::string_view(site.name).substr(site.name.rfind('.') + 1);
    static const RE2 kChanges("(?i)^(post|put|patch|delete)");
    return RE2::PartialMatch(verb, kChanges);
  }

  bool is_locked(const Below& below) const {
    static const RE2 kWords{kLocks};
    const auto names_lock = [&](FunctionIndex f) {
      const ir::FileIr& ir = program_.ir_of(f);
      for (const ir::Op& op : ir.ops_of(program_.function(f))) {
        const bool word = op.kind == ir::OpKind::Name || op.kind == ir::OpKind::Member || op.kind == ir::OpKind::Literal;
        if (word && op.text && RE2::PartialMatch(ir.text(op.text), kWords)) return true;
      }
      return decorated_with_lock(f, kWords);
    };
    return std::any_of(below.functions.begin(), below.functions.end(), names_lock);
  }

  bool decorated_with_lock(FunctionIndex f, const RE2& words) const {
    const ir::FileIr& ir = program_.ir_of(f);
    for (const ir::Decorator& decorator : program_.function(f).decorators.of(ir.decorators)) {
      const ir::OpId name = ir.name_of(decorator);
      const Str text = name ? ir.op(ir.function(decorator.holder), name).text : Str();
      if (text && RE2::PartialMatch(ir.text(text), words)) return true;
    }
    return false;
  }

  // Doing it twice does no harm: what is expired stays expired.
  bool cleans_up(const EntryPoint& entry) const {
    static const RE2 kWords{kCleanUps};
    return RE2::PartialMatch(program_.function_name(entry.function), kWords);
  }

  const CheckInput& input_;
  const link::Program& program_;
  const Rule& rule_;
  SitesOf sites_;
  std::set<std::pair<FunctionIndex, ir::OpId>> reported_;
  std::set<std::uint32_t> served_;  // projects that answer requests
  std::vector<Hit> hits_;
};

}  // namespace

std::vector<Hit> check_entry(const CheckInput& input, const Rule& rule) { return EntryChecker(input, rule).run(); }

}  // namespace chokepoint::rules
