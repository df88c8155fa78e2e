// Builds findings: places in files, the path from the entry point, routes, message placeholders, severity and confidence.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rules/check.hpp"
#include "source/line_index.hpp"

namespace chokepoint::rules {

/// Values for the placeholders of a rule's message: {sink}, {option} …
using Placeholders = std::map<std::string, std::string>;

/// What a shape found, before it is put into words.
struct Hit {
  const flow::EffectSite* site = nullptr;      // the effect, if there is one
  link::FunctionIndex function = link::kNone;  // where the finding stands
  ir::OpId op;
  flow::ContextSet contexts = 0;                               // in which `function` was reached; 0: no path is shown
  std::vector<std::pair<link::FunctionIndex, ir::OpId>> hops;  // calls from `op` down to the effect, `op` first
  std::vector<std::pair<ir::OpId, std::string>> related;       // further places in `function`
  std::vector<std::string> traits;
  Placeholders placeholders;
  std::vector<std::string> because;
  facts::Place place;         // where a finding outside of code stands; `function` is none then
  source::ProjectId project;  // of such a finding
  Evidence evidence = Evidence::Resolved;
  double certainty = 1.0;
};

class Reporter {
 public:
  explicit Reporter(const CheckInput& input) : input_(input) {}

  findings::Finding report(const Rule& rule, const Hit& hit);
  findings::Location location(link::FunctionIndex function, ir::OpId op);

 private:
  struct Text {
    std::string content;
    std::unique_ptr<source::LineIndex> lines;
  };
  const Text& text(link::FileIndex file);
  findings::Location location(link::FileIndex file, Span span);
  void add_path(findings::Finding& finding, const Hit& hit);
  void add_routes(findings::Finding& finding, const Hit& hit);
  findings::Severity severity(const Rule& rule, const Hit& hit) const;
  bool holds(const Hit& hit, const std::string& fact) const;
  void add_place(findings::Finding& finding, const Hit& hit, Placeholders& values);
  std::string function_text(link::FunctionIndex function) const;

  const CheckInput& input_;
  std::map<link::FileIndex, Text> texts_;
};

}  // namespace chokepoint::rules
