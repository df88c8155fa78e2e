// The one list of fields of every struct of the rule base. Four visitors walk it: the YAML reader (fields_reader.hpp), the
// binary writer and reader (binary.cpp) and the JSON Schema (schema.cpp), so that they cannot drift apart.
//
// To add a field: add it to the struct, one line here, and its static_assert counts again. A visitor provides
//   field(key, value, spec)       one key of the map
//   named(key, values, spec)      a map from name to struct; the struct calls `key_field` for the name
//   group(key, spec, walk)        a nested map whose fields lie in the same struct
//   choice(key, kind, spec, walk) a nested map under the one key that names the enumerator
//   version(key)                  `schema: 1`
//   origin(value)                 where it stands
#pragma once
#include "rulebase/guide.hpp"
#include "rulebase/spec.hpp"
#include "rulebase/vocabulary.hpp"

namespace chokepoint::rulebase {

// ----- models ------------------------------------------------------------------------------------------------------------------

static_assert(member_count<models::Option> == 5);
template <class V>
void visit_fields(V& v, models::Option& option) {
  v.key_field(option.name, {.words = Words::Option});
  v.field("at", option.at, {.help = "places where the option is given; none: it cannot be given"});
  v.field("absent", option.absent, {.help = "what happens without it, in words"});
  v.field("disabled_by", option.disabled_by, {.words = Words::Literal, .help = "constants that switch it off"});
  v.field("via", option.via, {.help = "values that may carry it, made by calls that say so themselves"});
}

static_assert(member_count<models::Run> == 3);
template <class V>
void visit_fields(V& v, models::Run& run) {
  v.field("callback", run.callback, {.required = true, .help = "the argument that is called"});
  v.field("where", run.where, {.required = true, .help = "on which thread, and when"});
  v.field("parameters", run.parameters, {.words = Words::Name, .help = "types it is called with, or `receiver`"});
}

static_assert(member_count<models::Acquire> == 3);
template <class V>
void visit_fields(V& v, models::Acquire& acquire) {
  v.field("resource", acquire.resource, {.words = Words::Resource, .required = true, .help = "kind of resource"});
  v.field("value", acquire.value, {.required = true, .help = "what holds it: result, result:0"});
  v.field("released_by", acquire.released_by, {.help = "member paths called on the value: Body.Close"});
}

static_assert(member_count<models::Content> == 4);
template <class V>
void visit_fields(V& v, models::Content& content) {
  v.field("what", content.what, {.required = true, .help = "what is done"});
  v.field("of", content.of, {.help = "the container; default: the receiver"});
  v.field("key", content.key, {.help = "where the key is given"});
  v.field("value", content.value, {.help = "where the value is given"});
}

static_assert(member_count<models::Call> == 27);
template <class V>
void visit_fields(V& v, models::Call& call) {
  v.field("functions", call.functions, {.words = Words::Function, .required = true, .help = "qualified names, `{a,b}` expands"});
  v.field("effects", call.effects, {.words = Words::Effect, .help = "what calling it does"});
  v.field("returns", call.returns, {.words = Words::Name, .help = "a type, receiver, argument:N, result-of:N or element"});
  v.named("options", call.options, {.words = Words::Option, .help = "options it takes"});
  v.field("sets", call.sets, {.words = Words::Option, .help = "options that calling it sets on its receiver"});
  v.field("sets_everywhere", call.sets_everywhere, {.words = Words::Option, .help = "options it sets for the whole process"});
  v.field("rows", call.rows, {.help = "how many rows the query yields"});
  v.field("bounds", call.bounds, {.help = "limits how many rows the chain yields"});
  v.field("bounds_at", call.bounds_at, {.help = "limits the rows only if one of these is given"});
  v.field("bounds_next", call.bounds_next, {.help = "limits the next query of the same function"});
  v.field("keyed", call.keyed, {.help = "looks up by primary or unique key"});
  v.field("sql", call.sql, {.help = "the argument that holds SQL text"});
  v.field("into", call.into, {.help = "the argument that rows are put into; a list for many"});
  v.field("advances", call.advances, {.help = "moves a cursor to its next row"});
  v.field("runs", call.runs, {.help = "callbacks it runs"});
  v.field("acquires", call.acquires, {.help = "resources its caller must release"});
  v.field("closes", call.closes, {.help = "arguments or receiver it closes or drains"});
  v.field("keeps", call.keeps, {.help = "arguments it takes ownership of"});
  v.field("unless_given", call.unless_given, {.help = "the row does not hold if one of these is given"});
  v.field("unless_used", call.unless_used, {.help = "the row does not hold in a program that uses one of these libraries"});
  v.field("constructor", call.constructor, {.help = "matches only the construction of an object"});
  v.field("contents", call.contents, {.help = "what it does with what a container holds"});
  v.field("lives", call.lives,
          {.words = Words::Local, .help = "of an annotation: what carries it is made once for it", .allowed = lifetime_words});
  v.field("note", call.note, {.help = "a fact worth showing"});
  v.field("versions", call.versions, {.words = Words::Versions, .help = "range of locked versions it holds for"});
  v.field("neutral", call.neutral, {.help = "looked at, nothing to say"});
  v.origin(call.origin);
}

static_assert(member_count<models::Setting> == 4);
template <class V>
void visit_fields(V& v, models::Setting& setting) {
  v.field("path", setting.path, {.words = Words::Name, .required = true, .help = "what is stored to: axios.defaults.timeout"});
  v.field("option", setting.option, {.words = Words::Option, .required = true, .help = "the option it gives"});
  v.field("functions", setting.functions, {.words = Words::Function, .help = "calls it covers; default: all of the library"});
  v.origin(setting.origin);
}

static_assert(member_count<models::TypeModel> == 19);
template <class V>
void visit_fields(V& v, models::TypeModel& type) {
  v.key_field(type.name, {.words = Words::Name});
  v.field("made_by", type.made_by, {.words = Words::Function, .help = "functions that return it"});
  v.field("bases", type.bases, {.words = Words::Function, .help = "library types it inherits from"});
  v.field("members", type.members, {.words = Words::Name, .help = "property to type; `*` is any other property"});
  v.field("element", type.element, {.words = Words::Name, .help = "type of what iterating or indexing yields"});
  v.field("awaits_to", type.awaits_to, {.words = Words::Name, .help = "type of `await x`"});
  v.field("sliced_bounds", type.sliced_bounds, {.help = "`x[:n]` limits the rows of the chain"});
  v.field("evaluated_by", type.evaluated_by,
          {.words = Words::Local, .help = "what runs a lazy query", .allowed = evaluation_words});
  v.field("evaluation_effects", type.evaluation_effects, {.words = Words::Effect, .help = "what running it does"});
  v.field("rows", type.rows, {.help = "how many rows running it yields"});
  v.field("annotated_by", type.annotated_by, {.words = Words::Function, .help = "project classes with this annotation are of it"});
  v.field("abstract_effects", type.abstract_effects, {.words = Words::Effect, .help = "effects of bodiless methods of extensions"});
  v.field("abstract_rows_by_result", type.abstract_rows_by_result, {.help = "bodiless methods yield rows as their result says"});
  v.field("scanned_by", type.scanned_by, {.words = Words::Function, .help = "annotations that name packages of such interfaces"});
  v.field("bounds", type.bounds, {.help = "an argument of this type limits the rows of a query"});
  v.field("answers", type.answers, {.words = Words::Name, .help = "methods that handlers of it have from the library"});
  v.field("nature", type.nature, {.words = Words::Local, .help = "what its values are", .allowed = nature_words});
  v.field("bounded", type.bounded, {.help = "a container that lets go of what it holds by itself"});
  v.origin(type.origin);
}

static_assert(member_count<models::Action> == 5);
template <class V>
void visit_fields(V& v, models::Action& action) {
  v.field("marked_by", action.marked_by, {.words = Words::Name, .required = true, .help = "names of decorators"});
  v.field("paths", action.paths, {.help = "where the decorator gives the path; else the name"});
  v.field("verbs", action.verbs, {.help = "where the decorator gives the HTTP methods; else GET"});
  v.field("below", action.below, {.help = "path between that of the class and its own"});
  v.field("below_if", action.below_if, {.help = "it is there only if one of these is true"});
}

static_assert(member_count<models::Entry> == 27);
template <class V>
void visit_fields(V& v, models::Entry& entry) {
  v.field("how", entry.how, {.required = true, .help = "how handlers are found"});
  v.field("functions", entry.functions, {.words = Words::Function, .help = "calls, decorators, annotations or base types"});
  v.field("class_functions", entry.class_functions, {.words = Words::Function, .help = "annotations the class must carry"});
  v.field("prefix_functions", entry.prefix_functions, {.words = Words::Function, .help = "class annotations with a path prefix"});
  v.field("generated_interface", entry.generated_interface,
          {.help = "the class implements an interface of its packages that is not in the repository"});
  v.field("handlers", entry.handlers, {.help = "arguments that are handlers"});
  v.field("events", entry.events, {.help = "what the first argument names, for handlers of events"});
  v.field("paths", entry.paths, {.help = "where the path is given"});
  v.field("path_functions", entry.path_functions,
          {.words = Words::Function, .help = "annotations beside it, or calls of the same chain, that give the path"});
  v.field("verbs", entry.verbs, {.help = "where the HTTP method is given"});
  v.field("chained_verbs", entry.chained_verbs, {.words = Words::Function, .help = "calls of the same chain that give it"});
  v.field("verb", entry.verb, {.help = "fixed HTTP method, from-name, from-path, from-chain or from-method"});
  v.field("methods", entry.methods, {.help = "names of handler methods or exports"});
  v.field("methods_at", entry.methods_at, {.help = "where a text names methods with their verbs: `GET:List;POST:Create`"});
  v.field("with_parameters", entry.with_parameters, {.words = Words::Glob, .help = "types, one of which such a method takes"});
  v.field("marked_by", entry.marked_by, {.words = Words::Name, .help = "names of decorators, one of which such a method carries"});
  v.field("routes", entry.routes, {.help = "method of a class to what it answers below the path: `GET {pk}/`"});
  v.field("actions", entry.actions, {.help = "methods of a class that a decorator makes routes"});
  v.field("limited_by", entry.limited_by, {.words = Words::Name, .help = "field of a class that names its HTTP methods"});
  v.field("files", entry.files, {.words = Words::Glob, .help = "globs of paths relative to the project"});
  v.field("origin_kind", entry.origin_kind, {.words = Words::Local, .help = "what starts it", .allowed = origin_words});
  v.field("on_async", entry.on_async, {.words = Words::Local, .help = "where an async handler runs", .allowed = thread_words});
  v.field("on_sync", entry.on_sync, {.words = Words::Local, .help = "where a plain handler runs", .allowed = thread_words});
  v.field("detached", entry.detached, {.help = "a plain call of it only starts it"});
  v.field("on_reactive", entry.on_reactive,
          {.words = Words::Local, .help = "where a reactive handler runs", .allowed = thread_words});
  v.field("label", entry.label, {.help = "shown when there is no path"});
  v.origin(entry.origin);
}

static_assert(member_count<models::Mount> == 4);
template <class V>
void visit_fields(V& v, models::Mount& mount) {
  v.field("functions", mount.functions, {.words = Words::Function, .required = true, .help = "calls that mount a router"});
  v.field("routers", mount.routers, {.required = true, .help = "arguments that are routers"});
  v.field("prefixes", mount.prefixes, {.help = "where the path prefix is given"});
  v.origin(mount.origin);
}

static_assert(member_count<models::Library> == 12);
template <class V>
void visit_fields(V& v, models::Library& library) {
  v.version("schema");
  v.group("library", {.required = true, .help = "which library"}, [&](auto& g) {
    g.field("ecosystem", library.ecosystem,
            {.words = Words::Local, .required = true, .help = "registry", .allowed = ecosystem_words});
    g.field("name", library.name, {.required = true, .help = "name in the registry; standard libraries are `stdlib`"});
    g.field("versions", library.versions, {.words = Words::Versions, .help = "range of versions the file holds for"});
    g.field("modules", library.modules, {.words = Words::Function, .help = "import roots; default: the name"});
    g.field("aliases", library.aliases,
            {.words = Words::Function, .help = "Go: other import path of a package to the one in the rows"});
  });
  v.group("provenance", {.required = true, .help = "where it was read"},
          [&](auto& g) { g.field("source", library.source, {.words = Words::Url, .required = true, .help = "documentation"}); });
  v.named("types", library.types, {.help = "types of the library"});
  v.field("calls", library.calls, {.help = "what its functions do"});
  v.field("settings", library.settings, {.help = "options set for the whole process by a store"});
  v.field("entries", library.entries, {.help = "who calls the user's code"});
  v.field("mounts", library.mounts, {.help = "routers put below a prefix"});
  v.origin(library.origin);
}

static_assert(member_count<models::Origin> == 2);

// ----- rules -------------------------------------------------------------------------------------------------------------------

static_assert(member_count<rules::SeverityCase> == 5);
template <class V>
void visit_fields(V& v, rules::SeverityCase& one) {
  v.field("effects", one.effects, {.words = Words::Effect, .help = "the sink has one of these"});
  v.field("contexts", one.contexts, {.words = Words::Context, .help = "it runs in one of these"});
  v.field("facts", one.facts, {.words = Words::Fact, .help = "all of these hold for the project"});
  v.field("traits", one.traits, {.words = Words::Trait, .help = "all of these hold for the finding"});
  v.field("severity", one.severity, {.required = true, .help = "the severity then"});
}

static_assert(member_count<rules::Clue> == 39);
template <class V>
void visit_fields(V& v, rules::Clue& clue) {
  v.field("setting", clue.setting, {.help = "source:key, with `*`"});
  v.field("package", clue.package, {.help = "ecosystem:name of a dependency"});
  v.field("packages", clue.packages, {.help = "ecosystem:name of dependencies, one of which is enough"});
  v.field("runtime", clue.runtime, {.help = "language whose runtime is meant"});
  v.field("process", clue.process, {.help = "program of a command line; `*` for any"});
  v.field("fact", clue.fact, {.words = Words::Fact, .help = "holds for the project"});
  v.field("files", clue.files, {.words = Words::Glob, .help = "globs of paths from the project's directory"});
  v.field("routes", clue.routes, {.words = Words::Glob, .help = "globs of the paths of entry points"});
  v.field("mentions", clue.mentions, {.help = "regular expression over all names and texts of the code"});
  v.field("effects", clue.effects, {.words = Words::Effect, .help = "a call with one of these effects in code that serves"});
  v.field("functions", clue.functions, {.words = Words::Function, .help = "a call of one of these library functions"});
  v.field("is", clue.is, {.help = "values of the setting, whatever their case"});
  v.field("is_not", clue.is_not, {.help = "values the setting must not have"});
  v.field("matches", clue.matches,
          {.help = "regular expression over the value, the command line, or the range of a package that nothing locks"});
  v.field("lacks", clue.lacks, {.help = "regular expression that must not match"});
  v.field("above", clue.above, {.help = "the number must be greater"});
  v.field("below", clue.below, {.help = "the number must be less"});
  v.field("versions", clue.versions, {.words = Words::Versions, .help = "range of the package's or runtime's version"});
  v.field("ended", clue.ended, {.help = "holds from this day on: 2025-04-30"});
  v.field("development", clue.development, {.help = "also settings that do not reach production"});
  v.field("fixed", clue.fixed, {.help = "only settings that no environment variable replaces"});
  v.field("deployed", clue.deployed, {.help = "only processes that an image or a platform starts, not scripts of a manifest"});
  v.field("listens", clue.listens, {.help = "only processes that listen"});
  v.field("beside", clue.beside, {.help = "only in the file of the anchor"});
  v.field("own", clue.own, {.help = "only what is said of the anchor's project itself, not of all that its repository deploys"});
  v.field("argument", clue.argument, {.help = "of functions: regular expression over a constant argument"});
  v.field("other_argument", clue.other_argument,
          {.help = "of functions: the same over another one, or `name=` or `type=` of the variable that takes the result"});
  v.field("from", clue.from, {.words = Words::Context, .help = "of effects and functions: only in code that these contexts reach"});
  v.field("option", clue.option, {.words = Words::Option, .help = "of effects: the option that is looked at"});
  v.field("states", clue.states, {.words = Words::Local, .help = "states of the option", .allowed = state_words});
  v.field("library", clue.library, {.help = "ecosystem:name of the library that `versions` is of, whatever is looked for"});
  v.field("looped", clue.looped, {.help = "of functions: only calls inside a loop"});
  v.field("inside", clue.inside, {.help = "of functions: regular expression over the name of the function around the call"});
  v.field("onward", clue.onward, {.help = "of effects: only what requests themselves ask of other services"});
  v.field("imported", clue.imported, {.help = "of packages of Go: only those that code which serves imports"});
  v.field("at_least", clue.at_least, {.help = "so many different ones must be found; together they are one"});
  v.field("unserved", clue.unserved, {.help = "only settings that name a path which none of the routes answers"});
  v.field("trait", clue.trait, {.words = Words::Trait, .help = "findings at this anchor have it, for severity_cases"});
  v.field("note", clue.note, {.help = "a fact worth showing"});
}

static_assert(member_count<findings::RuleInfo::Example> == 3);
template <class V>
void visit_fields(V& v, findings::RuleInfo::Example& example) {
  v.field("language", example.language, {.words = Words::Local, .required = true, .help = "language", .allowed = language_words});
  v.field("bad", example.bad,
          {.words = Words::Code, .required = true, .help = "complete file; expected findings are marked `#! rule-id`"});
  v.field("good", example.good, {.words = Words::Code, .required = true, .help = "complete file without findings"});
}

static_assert(member_count<rules::Match> == 23);
template <class V>
void visit_fields(V& v, rules::Match& match) {
  v.choice("match", match.shape, {.required = true, .help = "the shape of the rule"}, [&](auto& g) {
    g.field("from", match.from, {.words = Words::Context, .help = "contexts it starts from"});
    g.field("effects", match.effects, {.words = Words::Effect, .help = "any of these effects"});
    g.field("except", match.except, {.words = Words::Effect, .help = "effects that exclude a call"});
    g.field("option", match.option, {.words = Words::Option, .help = "the option that is looked at"});
    g.field("states", match.states, {.words = Words::Local, .help = "states of the option", .allowed = state_words});
    g.field("resource", match.resource, {.words = Words::Resource, .help = "the resource"});
    g.field("unless", match.unless, {.words = Words::Silencer, .help = "what silences it"});
    g.field("depth", match.depth, {.help = "calls below the loop; 0 is unlimited"});
    g.field("natures", match.natures, {.words = Words::Local, .help = "what is kept in the process", .allowed = nature_words});
    g.field("elements", match.elements, {.words = Words::Local, .help = "what it holds", .allowed = nature_words});
    g.field("named", match.named, {.help = "regular expression over the name of what is kept"});
    g.field("drained", match.drained, {.words = Words::Context, .help = "contexts that take out what is kept"});
    g.field("callback", match.callback, {.help = "parameter, from 1, that an entry point calls to answer"});
    g.field("anchors", match.anchors, {.help = "what is reported, wherever it is found"});
    g.field("with", match.with, {.help = "what must be found as well, all of it"});
    g.field("without", match.without, {.help = "what must not be found, none of it"});
    g.field("once", match.once, {.help = "one finding for a project"});
    g.field("per_repository", match.per_repository, {.help = "one finding for a repository"});
    g.field("factors", match.factors,
            {.words = Words::Local, .help = "what the anchor's number is multiplied by", .allowed = factor_words});
    g.field("limits", match.limits, {.help = "what the product is held against: the first that is found"});
    g.field("unit", match.unit, {.words = Words::Local, .help = "what the numbers are given in", .allowed = unit_words});
    g.field("assumed", match.assumed, {.words = Words::Literal, .help = "the limit if none is found"});
  });
}

static_assert(member_count<findings::RuleInfo> == 14 && member_count<rules::Rule> == 6);
template <class V>
void visit_fields(V& v, rules::Rule& rule) {
  findings::RuleInfo& info = rule.info;
  v.version("schema");
  v.field("id", info.id, {.words = Words::Id, .required = true, .help = "for ever; equals the file name"});
  v.field("title", info.title, {.required = true, .help = "names the pitfall, not the cure"});
  v.field("severity", info.severity, {.required = true, .help = "when no case of severity_cases holds"});
  v.field("precision", info.precision, {.words = Words::Local, .required = true, .help = "class", .allowed = precision_words});
  v.group("guide", {.required = true, .help = "what of the guide it maps to"}, [&](auto& g) {
    g.field("anchor", info.anchor, {.words = Words::Pitfall, .required = true, .help = "pitfall"});
    g.field("mitigation", info.mitigation, {.words = Words::Mitigation, .required = true, .help = "mitigation"});
  });
  v.field("languages", info.languages, {.words = Words::Local, .required = true, .help = "languages", .allowed = language_words});
  v.field("gives_way_to", info.gives_way_to, {.words = Words::Id, .help = "rules that report a place where both find something"});
  visit_fields(v, rule.match);
  v.field("severity_cases", rule.severity_cases, {.help = "the first that holds decides"});
  v.group("report", {.required = true, .help = "what is said, and where"}, [&](auto& g) {
    g.field("at", rule.at, {.words = Words::Local, .required = true, .help = "the reported place", .allowed = place_words});
    g.field("message", rule.message, {.words = Words::Message, .required = true, .help = "one sentence without a period"});
  });
  v.group("docs", {.required = true, .help = "Markdown"}, [&](auto& g) {
    g.field("what", info.what, {.required = true, .help = "what it finds"});
    g.field("why", info.why, {.required = true, .help = "what it costs"});
    g.field("fix", info.fix, {.required = true, .help = "what to do"});
    g.field("limits", info.limits, {.required = true, .help = "what it does not see"});
  });
  v.field("references", info.references, {.words = Words::Url, .required = true, .help = "official pages"});
  v.field("examples", info.examples, {.required = true, .help = "shown in the documentation and executed"});
  v.file(rule.file);
}

// ----- vocabulary and guide ------------------------------------------------------------------------------------------------------

static_assert(member_count<Word> == 2);
template <class V>
void visit_fields(V& v, Word& word) {
  v.key_field(word.name, {.words = Words::Id});
  v.field("text", word.text, {.required = true});
}

static_assert(member_count<Vocabulary> == 7);
template <class V>
void visit_fields(V& v, Vocabulary& vocabulary) {
  v.version("schema");
  v.named("effects", vocabulary.effects, {});
  v.named("contexts", vocabulary.contexts, {});
  v.named("options", vocabulary.options, {});
  v.named("resources", vocabulary.resources, {});
  v.named("traits", vocabulary.traits, {});
  v.named("facts", vocabulary.facts, {});
  v.named("silencers", vocabulary.silencers, {});
}

static_assert(member_count<findings::GuideEntry> == 4);
template <class V>
void visit_fields(V& v, findings::GuideEntry& entry) {
  v.key_field(entry.id, {});
  v.field("section", entry.section, {.required = true});
  v.field("title", entry.title, {.required = true});
  v.field("text", entry.text, {.required = true});
}

static_assert(member_count<Guide> == 2);
template <class V>
void visit_fields(V& v, Guide& guide) {
  v.version("schema");
  v.named("pitfalls", guide.pitfalls, {.required = true});
  v.named("mitigations", guide.mitigations, {.required = true});
}

}  // namespace chokepoint::rulebase
