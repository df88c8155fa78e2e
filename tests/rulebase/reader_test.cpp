// Each kind of malformed rule or model gives its message with file, line and column.
#include <gtest/gtest.h>

#include "rulebase/model_reader.hpp"
#include "rulebase/rule_reader.hpp"
#include "rulebase/rulebase.hpp"

namespace chokepoint::rulebase {
namespace {

const RuleBase& base() {
  static const RuleBase rules = *built_in();
  return rules;
}

std::string lines(const Context& context) {
  std::string text;
  for (const Error& error : context.errors) text += (text.empty() ? "" : "\n") + error.message;
  return text;
}

// ----- models ------------------------------------------------------------------------------------------------------------------

/// Errors of a model whose rows are `body`, which starts in line 4.
std::string model_errors(const std::string& body, models::Library* library = nullptr) {
  Context context{"m.yml", "pypi/m.yml", &base().vocabulary, &base().guide, {}};
  const models::Library read = read_model(
      context, "schema: 1\nlibrary: { ecosystem: pypi, name: m }\nprovenance: { source: \"https://example.org\" }\n" + body);
  if (library != nullptr) *library = read;
  return lines(context);
}

std::string call_errors(const std::string& rest) { return model_errors("calls:\n  - functions: [m.f]\n    " + rest); }

const std::string every_key = R"(types:
  m.T:
    made_by: ["m.{a,b}"]
    bases: [m.U]
    members: { rows: m.Rows, "*": m.Any }
    element: m.Row
    awaits_to: m.V
    sliced_bounds: true
    evaluated_by: [iterate, await, list, serialise]
    evaluation_effects: [db-query]
    rows: many
    annotated_by: [m.Entity]
    abstract_effects: [db-query]
    abstract_rows_by_result: true
calls:
  - functions: ["m.{f,g}"]
    effects: [http-out]
    returns: result-of:0
    options: { timeout: { at: ["argument:1.timeout"], absent: waits, disabled_by: [null, None, "0", ""] } }
    sets: [limit]
    sets_everywhere: [timeout]
    rows: none
    bounds: true
    bounds_at: ["keyword:take"]
    keyed: true
    sql: ["argument:0"]
    runs: [{ callback: "argument:0", where: per-element }]
    acquires: [{ resource: file, value: result, released_by: [close] }]
    closes: [receiver]
    keeps: ["argument:0"]
    constructor: true
    note: five minutes
    versions: ">=2.0,<8.0.0"
settings: [{ path: m.defaults.timeout, option: timeout, functions: [m.f] }]
entries:
  - how: call
    functions: [m.route]
    class_functions: [m.C]
    prefix_functions: [m.P]
    handlers: ["arguments:1"]
    paths: ["argument:0"]
    path_functions: [m.Path]
    verbs: ["keyword:method"]
    verb: GET
    methods: [get]
    routes: { list: "GET /" }
    actions: [{ marked_by: [action], paths: ["keyword:url_path"], verbs: ["keyword:methods"], below: "{pk}", below_if: ["keyword:detail"] }]
    limited_by: http_method_names
    files: ["**/*.py"]
    origin_kind: job
    on_async: thread
    on_sync: loop
    on_reactive: loop
    label: socket
mounts: [{ functions: [m.mount], routers: ["argument:1"], prefixes: ["argument:0"] }]
)";

TEST(model, every_key_is_read) {
  models::Library library;
  EXPECT_EQ(model_errors(every_key, &library), "");
  ASSERT_EQ(library.types.size(), 1u);
  const models::TypeModel& type = library.types[0];
  EXPECT_EQ(type.name, "m.T");
  EXPECT_EQ(type.made_by, (std::vector<std::string>{"m.a", "m.b"}));
  EXPECT_EQ(type.members.at("*"), "m.Any");
  EXPECT_EQ(type.rows, models::Rows::Many);
  EXPECT_EQ(type.origin.line, 6u);
  ASSERT_EQ(library.calls.size(), 1u);
  const models::Call& call = library.calls[0];
  EXPECT_EQ(call.functions, (std::vector<std::string>{"m.f", "m.g"}));
  EXPECT_EQ(call.options.at(0).name, "timeout");
  EXPECT_EQ(call.options.at(0).at.at(0).path, std::vector<std::string>{"timeout"});
  EXPECT_EQ(call.options.at(0).disabled_by, (std::vector<std::string>{"null", "None", "0", ""}));
  EXPECT_EQ(call.runs.at(0).where, models::Run::Where::PerElement);
  EXPECT_EQ(call.acquires.at(0).released_by, std::vector<std::string>{"close"});
  EXPECT_EQ(call.rows, models::Rows::None);
  EXPECT_EQ(call.origin.file, "pypi/m.yml");
  EXPECT_EQ(call.origin.line, 19u);
  EXPECT_EQ(library.entries.at(0).origin_kind, "job");
  EXPECT_EQ(library.mounts.at(0).routers.at(0).index, 1u);
  EXPECT_EQ(library.modules, std::vector<std::string>{"m"});
}

TEST(model, unknown_keys_and_words_name_the_nearest) {
  EXPECT_EQ(call_errors("efects: [sleeps]\n"), "m.yml:6:5: unknown key `efects`; did you mean `effects`?");
  EXPECT_EQ(call_errors("effects: [sleep]\n"), "m.yml:6:15: unknown effect `sleep`; did you mean `sleeps`?");
  EXPECT_EQ(call_errors("rows: lots\n"), "m.yml:6:11: unknown word `lots` in `rows`");
  EXPECT_EQ(call_errors("sets: [timeuot]\n"), "m.yml:6:12: unknown option `timeuot`; did you mean `timeout`?");
  EXPECT_EQ(call_errors("options: { tmeout: { absent: x } }\n"), "m.yml:6:16: unknown option `tmeout`; did you mean `timeout`?");
  EXPECT_EQ(call_errors("acquires: [{ resource: files, value: result, released_by: [close] }]\n"),
            "m.yml:6:28: unknown resource `files`; did you mean `file`?");
  EXPECT_EQ(call_errors("runs: [{ callback: receiver, where: worker }]\n"),
            "m.yml:6:41: unknown word `worker` in `where`; did you mean `worker-thread`?");
}

TEST(model, wrong_types_say_what_was_found) {
  EXPECT_EQ(call_errors("effects: sleeps\n"), "m.yml:6:14: `effects` must be a list, found text");
  EXPECT_EQ(call_errors("effects: [[sleeps]]\n"), "m.yml:6:15: `effects` must be text, found a list");
  EXPECT_EQ(call_errors("bounds: yes\n"), "m.yml:6:13: `bounds` must be `true` or `false`");
  EXPECT_EQ(call_errors("bounds: \"true\"\n"), "m.yml:6:13: `bounds` must be `true` or `false`");
  EXPECT_EQ(call_errors("options: [timeout]\n"), "m.yml:6:14: `options` must be a map, found a list");
  EXPECT_EQ(call_errors("note:\n"), "m.yml:7:1: `note` must be text, found nothing");
  EXPECT_EQ(call_errors("note: \"\"\n"), "m.yml:6:11: `note` is empty");
  EXPECT_EQ(model_errors("calls:\n  - just text\n"), "m.yml:5:5: `calls` must be a map, found text");
}

TEST(model, values_are_checked) {
  EXPECT_EQ(call_errors("effects: [sleeps, sleeps]\n"), "m.yml:6:23: `sleeps` stands twice in `effects`");
  EXPECT_EQ(call_errors("effects: [sleeps]\n    versions: 2.x\n"),
            "m.yml:7:15: `2.x` is not a range of versions such as `>=2.0,<8.0.0`");
  EXPECT_EQ(call_errors("returns: a b\n"), "m.yml:6:14: `a b` is not a qualified name: unexpected ` `");
  EXPECT_EQ(call_errors("returns: argument:x\n"), "m.yml:6:14: `argument` needs the number of an argument: `argument:0`");
  EXPECT_EQ(call_errors("closes: [arg:0]\n").substr(0, 52), "m.yml:6:14: `arg:0` is not a place; write `receiver`");
  EXPECT_EQ(model_errors("calls:\n  - functions: [\"m.{f\"]\n    neutral: true\n").substr(0, 50),
            "m.yml:5:17: `m.{f` has braces that do not match; a");
}

TEST(model, a_row_says_something_or_is_neutral) {
  EXPECT_EQ(call_errors("note: x\n"), "m.yml:5:5: the row says nothing; write `neutral: true` where there is nothing to say");
  EXPECT_EQ(call_errors("neutral: true\n"), "");
  EXPECT_EQ(call_errors("neutral: true\n    effects: [sleeps]\n"), "m.yml:6:14: a neutral row says nothing else");
}

TEST(model, required_keys) {
  EXPECT_EQ(model_errors("calls:\n  - effects: [sleeps]\n"), "m.yml:5:5: key `functions` is missing");
  EXPECT_EQ(model_errors("calls:\n  - functions: []\n    effects: [sleeps]\n"), "m.yml:5:16: `functions` is empty");
  EXPECT_EQ(model_errors("entries:\n  - functions: [m.f]\n"), "m.yml:5:5: key `how` is missing");
  EXPECT_EQ(model_errors("entries:\n  - how: call\n    functions: [m.f]\n"),
            "m.yml:5:5: an entry found by `call` needs key `handlers`");
  Context context{"m.yml", "npm/m.yml", &base().vocabulary, &base().guide, {}};
  read_model(context, "schema: 2\nlibrary: { ecosystem: pypi, name: m }\n");
  EXPECT_EQ(lines(context), "m.yml:1:9: `schema` must be 1\nm.yml:1:1: key `provenance` is missing");
  context.errors.clear();
  read_model(context, "schema: 1\nlibrary: { ecosystem: pypi, name: m }\nprovenance: { source: \"https://example.org\" }\n");
  EXPECT_EQ(lines(context), "m.yml:2:10: a library of `pypi` stands in folder `npm`");
}

// ----- rules -------------------------------------------------------------------------------------------------------------------

const std::string good_rule = R"(schema: 1
id: some-rule
title: Some pitfall
severity: error
precision: P1
guide: { anchor: S2a, mitigation: non-blocking-code }
languages: [python, go]
match:
  reach: { from: [event-loop], effects: [sleeps], unless: [memoised] }
severity_cases:
  - { effects: [sleeps], contexts: [request], facts: [single], traits: [direct], severity: note }
report:
  at: sink
  message: "`{function}` reaches `{sink}`"
docs: { what: A, why: B, fix: C, limits: D }
references: ["https://example.org"]
examples:
  - language: python
    bad: |
      x()  #! some-rule
    good: |
      y()
)";

std::string rule_errors(std::string from = "", std::string to = "", rules::Rule* rule = nullptr) {
  std::string text = good_rule;
  if (!from.empty()) {
    EXPECT_NE(text.find(from), std::string::npos) << from;
    text.replace(text.find(from), from.size(), to);
  }
  Context context{"some-rule.yml", "family/some-rule.yml", &base().vocabulary, &base().guide, {}};
  const rules::Rule read = read_rule(context, text);
  if (rule != nullptr) *rule = read;
  return lines(context);
}

TEST(rule, every_key_is_read) {
  rules::Rule rule;
  EXPECT_EQ(rule_errors("", "", &rule), "");
  EXPECT_EQ(rule.info.id, "some-rule");
  EXPECT_EQ(rule.info.severity, findings::Severity::Error);
  EXPECT_EQ(rule.info.anchor, "S2a");
  EXPECT_EQ(rule.info.languages, (std::vector<std::string>{"python", "go"}));
  EXPECT_EQ(rule.match.shape, rules::Shape::Reach);
  EXPECT_EQ(rule.match.from, std::vector<std::string>{"event-loop"});
  EXPECT_EQ(rule.match.unless, std::vector<std::string>{"memoised"});
  EXPECT_EQ(rule.severity_cases.at(0).severity, findings::Severity::Note);
  EXPECT_EQ(rule.severity_cases.at(0).facts, std::vector<std::string>{"single"});
  EXPECT_EQ(rule.at, "sink");
  EXPECT_EQ(rule.info.limits, "D");
  EXPECT_EQ(rule.info.examples.at(0).bad, "x()  #! some-rule\n");
  EXPECT_EQ(rule.file, "family/some-rule.yml");
}

TEST(rule, ids_are_kebab_case_and_name_the_file) {
  EXPECT_EQ(rule_errors("id: some-rule", "id: Some_Rule"),
            "some-rule.yml:2:5: `Some_Rule` is not kebab-case: small letters, digits and single dashes");
  EXPECT_EQ(rule_errors("id: some-rule", "id: some"),
            "some-rule.yml:2:5: rule `some` stands in a file named `some-rule`; both must be equal");
}

TEST(rule, words_of_guide_and_vocabulary_must_exist) {
  EXPECT_EQ(rule_errors("S2a", "S2x").substr(0, 53), "some-rule.yml:6:18: unknown pitfall of the guide `S2x");
  EXPECT_EQ(rule_errors("non-blocking-code", "nonblocking-code"),
            "some-rule.yml:6:35: unknown mitigation of the guide `nonblocking-code`; did you mean `non-blocking-code`?");
  EXPECT_EQ(rule_errors("from: [event-loop]", "from: [event-lop]"),
            "some-rule.yml:9:19: unknown context `event-lop`; did you mean `event-loop`?");
  EXPECT_EQ(rule_errors("[memoised]", "[memoized]"), "some-rule.yml:9:60: unknown silencer `memoized`; did you mean `memoised`?");
  EXPECT_EQ(rule_errors("[single]", "[singel]"), "some-rule.yml:11:55: unknown fact `singel`; did you mean `single`?");
  EXPECT_EQ(rule_errors("[direct]", "[dirct]"), "some-rule.yml:11:73: unknown trait `dirct`; did you mean `direct`?");
  EXPECT_EQ(rule_errors("[python, go]", "[pyhton, go]"),
            "some-rule.yml:7:13: unknown word `pyhton` in `languages`; did you mean `python`?");
}

TEST(rule, a_shape_has_its_keys) {
  EXPECT_EQ(rule_errors("reach: {", "reech: {"), "some-rule.yml:9:3: unknown word `reech` in `match`; did you mean `reach`?");
  EXPECT_EQ(rule_errors("unless: [memoised]", "depth: 3"), "some-rule.yml:9:51: `reach` has no key `depth`");
  EXPECT_EQ(rule_errors("reach: { from: [event-loop], effects: [sleeps], unless: [memoised] }",
                        "call: { from: [any], effects: [sleeps] }"),
            "some-rule.yml:9:3: `call` needs key `option`\nsome-rule.yml:9:3: `call` needs key `states`");
  EXPECT_EQ(rule_errors("match:\n", "match:\n  loop: {}\n"),
            "some-rule.yml:9:3: `match` must have exactly one key, which names its kind");
}

TEST(rule, messages_are_checked) {
  EXPECT_EQ(rule_errors("{sink}", "{snik}"), "some-rule.yml:14:12: unknown placeholder `{snik}`; did you mean `sink`?");
  EXPECT_EQ(rule_errors("`{sink}`", "`{sink`"), "some-rule.yml:14:12: a placeholder is not closed");
  EXPECT_EQ(rule_errors("`{sink}`\"", "`{sink}`.\""), "some-rule.yml:14:12: a message ends without a period");
  EXPECT_EQ(rule_errors("https://example.org", "example.org"), "some-rule.yml:16:14: `example.org` is not a web address");
}

TEST(rule, examples_expect_the_rule) {
  EXPECT_EQ(rule_errors("  #! some-rule", ""), "some-rule.yml:18:5: no line of `bad` is marked `#! some-rule`");
  EXPECT_EQ(rule_errors("language: python", "language: go"), "some-rule.yml:18:5: no line of `bad` is marked `//! some-rule`");
  EXPECT_EQ(rule_errors("language: python", "language: java"),
            "some-rule.yml:18:5: the rule is not for `java`\nsome-rule.yml:18:5: no line of `bad` is marked `//! some-rule`");
}

// ----- vocabulary --------------------------------------------------------------------------------------------------------------

TEST(vocabulary, is_checked) {
  EXPECT_EQ(read_vocabulary("v.yml", "schema: 1\neffect: {}\n").error().message,
            "v.yml:2:1: unknown key `effect`; did you mean `effects`?");
  EXPECT_EQ(read_vocabulary("v.yml", "schema: 1\neffects: { Foo: x }\n").error().message,
            "v.yml:2:12: `Foo` is not kebab-case: small letters, digits and single dashes");
  EXPECT_EQ(read_vocabulary("v.yml", "schema: 1\neffects: { foo: }\n").error().message.substr(0, 12), "v.yml:2:17: ");
  std::string many = "schema: 1\neffects:\n";
  for (int i = 0; i < 65; ++i) many += "  e" + std::to_string(i) + ": x\n";
  EXPECT_EQ(read_vocabulary("v.yml", many).error().message, "v.yml:67:3: more than 64 effects");
}

}  // namespace
}  // namespace chokepoint::rulebase
