#include "reports/sample.hpp"

namespace chokepoint::reports::testing {

namespace {

using namespace findings;
using source::Notice;

Location location(std::string path, std::uint32_t line, std::uint32_t column, std::uint32_t end_column, std::string snippet) {
  return {std::move(path), line, column, line, end_column, 100 + line, std::move(snippet)};
}

RuleInfo blocking_rule() {
  RuleInfo rule;
  rule.id = "event-loop-blocking-io";
  rule.title = "Blocking call on the event loop";
  rule.severity = Severity::Error;
  rule.precision = "P2";
  rule.anchor = "S2a";
  rule.mitigation = "non-blocking-code";
  rule.what = "A function that runs on the event loop reaches a call that blocks its thread.";
  rule.why = "While the call waits, the loop serves no other request, e.g. health checks. One slow peer stops the whole process.";
  rule.fix =
      "Use the library's [asyncio client](https://example.org/aio), or hand the call to a thread:\n\n```python\nawait "
      "to_thread(f)\n```";
  rule.limits = "Calls through `getattr` are not followed.";
  rule.languages = {"javascript", "python"};
  rule.references = {"https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code"};
  rule.examples = {
      {"python", "async def rate():\n    return requests.get(url)\n", "async def rate():\n    return await client.get(url)\n"}};
  return rule;
}

RuleInfo query_rule() {
  RuleInfo rule;
  rule.id = "unbounded-query-result";
  rule.title = "Query without a limit";
  rule.severity = Severity::Warning;
  rule.precision = "P1";
  rule.anchor = "S1a";
  rule.mitigation = "decoupled-persistence";
  rule.what = "A handler reads all rows of a table.";
  rule.why = "The response grows with the table.";
  rule.fix = "Read a page at a time.";
  rule.languages = {"python"};
  return rule;
}

Finding blocking_finding() {
  Finding finding;
  finding.rule = "event-loop-blocking-io";
  finding.severity = Severity::Error;
  finding.confidence = 0.9;
  finding.location = location("app/rates.py", 12, 12, 24, "    return requests.get(f\"https://rates/{currency}\").json()");
  finding.message = "`rate` runs on the event loop and reaches `requests.get`, which blocks its thread";
  finding.function = "app.rates.fetch_rate";
  finding.path = {
      {location("app/main.py", 8, 1, 20, "@app.get(\"/rate/{currency}\")"), "GET /rate/{currency} is handled by `rate`",
       Evidence::Resolved},
      {location("app/main.py", 10, 12, 22, "    return fetch_rate(currency)"), "calls `fetch_rate`", Evidence::Typed},
      {finding.location, "`requests.get` blocks its thread", Evidence::Resolved},
  };
  finding.routes = {"GET /a", "GET /b[c]", "GET /rate/{currency}"};
  finding.route_count = 40;
  finding.related = {{location("app/conf.py", 3, 1, 8, "import requests"), "`requests` is imported here"}};
  finding.because = {"model `pypi/requests` says `requests.get` blocks its thread", "`requests` is imported in line 3"};
  finding.fingerprint = "0123456789abcdef0123456789abcdef";
  finding.line_hash = "8e00d41f0ebba6bf:1";
  return finding;
}

Finding query_finding(std::string path, std::uint32_t line) {
  Finding finding;
  finding.rule = "unbounded-query-result";
  finding.severity = Severity::Warning;
  finding.evidence = Evidence::Typed;
  finding.confidence = 0.8075;
  finding.location = location(std::move(path), line, 2, 20, "\tItem.objects.all()  # 商品 \xF0\x9F\x98\x80");
  finding.message = "the query has no limit. It is called for every request";
  finding.function = "app.items.list_items";
  finding.fingerprint = "11111111111111111111111111111111";
  finding.line_hash = "54703d4cd895b18:2";
  return finding;
}

void add_guide(Report& report) {
  report.pitfalls = {
      {"S1a", "Real Stakes › Development Experience vs. Production Reality", "Abstraction layers become a liability",
       "An ORM hides what a query costs."},
      {"S2a", "Core Concepts › Thread-Based vs. Event-Driven vs. Coroutine-Based", "Blocking the event loop",
       "An event loop needs non-blocking code throughout."},
  };
  report.mitigations = {
      {"decoupled-persistence", "Real Stakes › Development Experience vs. Production Reality", "Decoupled persistence",
       "Keep queries where they can be optimised"},
      {"non-blocking-code", "Core Concepts › Thread-Based vs. Event-Driven vs. Coroutine-Based", "Non-blocking code",
       "Wait without holding the thread."},
  };
}

}  // namespace

Report clean_report() {
  Report report;
  report.version = "0.1.0";
  report.root = ".";
  report.as_of = "2026-05-01";
  report.rules = {blocking_rule(), query_rule()};
  add_guide(report);
  report.languages = {{"Go", 2, 340}, {"Python", 118, 20411}};
  report.entry_points = 42;
  report.functions = 1730;
  report.calls = {9000, 120, 30, 4000, 7};
  return report;
}

Report incomplete_report() {
  Report report = clean_report();
  report.notices = {{Notice::Kind::SyntaxErrors, "app/broken.py", 3, 5, "cannot be parsed from here on", true}};
  report.complete = false;
  return report;
}

Report sample_report() {
  Report report = clean_report();
  report.root = "../shop";
  Finding odd = query_finding("app/a b%#ä.py", 7);
  odd.severity = Severity::Note;
  Finding silenced = query_finding("app/items.py", 9);
  silenced.suppressed = true;
  silenced.suppression_reason = "internal report";
  report.findings = {odd, query_finding("app/items.py", 4), silenced, blocking_finding()};
  report.findings[1].location.snippet =
      "\tif (\"" + std::string(200, 'x') + "\") Item.objects.all(); // and more than a terminal is wide";
  report.findings[1].location.column = 211;
  report.findings[1].location.end_column = 229;
  report.findings[3].location.path = "app/rates.py";
  report.notices = {
      {Notice::Kind::Configuration, "app/items.py", 20, 3,
       "suppression of `n-plus-one-explicit` silences nothing and can be removed", false},
      {Notice::Kind::SyntaxErrors, "app/one.py", 1, 1, "cannot be parsed", true},
      {Notice::Kind::SyntaxErrors, "app/three.py", 1, 1, "cannot be parsed", true},
      {Notice::Kind::SyntaxErrors, "app/two.py", 1, 1, "cannot be parsed", true},
      {Notice::Kind::SyntaxErrors, "app/zero.py", 1, 1, "cannot be parsed", true},
      {Notice::Kind::SyntaxErrors, "app/zwölf.py", 1, 1, "cannot be parsed", true},
      {Notice::Kind::Nesting, "app/wide.py", 0, 0, "1 construct is too long", false},
      {Notice::Kind::Nesting, "tests/deep.py", 12, 1, "1 construct is nested too deeply", false},
      {Notice::Kind::TooLarge, "data/huge.py", 0, 0, "is 52 MB large; the limit is 2 MB", true},
  };
  report.skipped = {{"generated", 3}, {"test", 1204}};
  report.ignored_files = 12;
  report.hidden = 4;
  report.complete = false;
  report.times = {{"discover", 0.01}, {"index", 1.25}};
  report.rule_times = {{"client-per-request", 0.01}, {"n-plus-one-explicit", 0.25}};
  report.peak_memory = 73u << 20;
  return report;
}

Report large_report() {
  Report report = clean_report();
  for (std::uint32_t line = 1; line <= 5200; ++line) {
    Finding finding = query_finding("app/items.py", line);
    finding.severity = line % 10 == 0 ? Severity::Note : Severity::Warning;
    report.findings.push_back(std::move(finding));
  }
  Finding& last = report.findings.back();
  last.severity = Severity::Error;
  for (std::uint32_t line = 1; line <= 1500; ++line) {
    last.path.push_back({location("app/deep.py", line, 1, 2, "f()"), "calls `f`", Evidence::Resolved});
    last.related.push_back({location("app/wide.py", line, 1, 2, "g()"), "here"});
  }
  return report;
}

Report named_report(const std::string& name) {
  if (name == "clean") return clean_report();
  if (name == "incomplete") return incomplete_report();
  return name == "many" ? large_report() : sample_report();
}

}  // namespace chokepoint::reports::testing
