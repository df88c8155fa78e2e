#include "cache/result.hpp"

#include "cache/bytes.hpp"
#include "cache/notice.hpp"

namespace chokepoint::cache {
namespace {

using namespace findings;

void write(Writer& out, const Location& location) {
  out.text(location.path);
  out.number(location.line);
  out.number(location.column);
  out.number(location.end_line);
  out.number(location.end_column);
  out.number(location.offset);
  out.text(location.snippet);
}

Location read_location(Reader& in) {
  Location location;
  location.path = in.text();
  location.line = in.number32();
  location.column = in.number32();
  location.end_line = in.number32();
  location.end_column = in.number32();
  location.offset = in.number32();
  location.snippet = in.text();
  return location;
}

void write(Writer& out, const Step& step) {
  write(out, step.location);
  out.text(step.text);
  out.number(static_cast<std::uint64_t>(step.evidence));
}

Step read_step(Reader& in) {
  Step step;
  step.location = read_location(in);
  step.text = in.text();
  step.evidence = static_cast<Evidence>(in.number());
  return step;
}

void write_texts(Writer& out, const std::vector<std::string>& texts) {
  out.list(texts, [&](const std::string& text) { out.text(text); });
}
std::vector<std::string> read_texts(Reader& in) {
  return in.list<std::string>([&] { return in.text(); });
}

void write(Writer& out, const Finding& finding) {
  out.text(finding.rule);
  out.number(static_cast<std::uint64_t>(finding.severity));
  out.number(static_cast<std::uint64_t>(finding.evidence));
  out.plain(finding.confidence);
  write(out, finding.location);
  out.text(finding.message);
  out.text(finding.function);
  out.list(finding.path, [&](const Step& step) { write(out, step); });
  write_texts(out, finding.routes);
  out.number(finding.route_count);
  out.list(finding.related, [&](const Related& related) {
    write(out, related.location);
    out.text(related.text);
  });
  write_texts(out, finding.because);
  out.text(finding.fingerprint);
  out.text(finding.line_hash);
  out.number(finding.suppressed);
  out.text(finding.suppression_reason);
}

Finding read_finding(Reader& in) {
  Finding finding;
  finding.rule = in.text();
  finding.severity = static_cast<Severity>(in.number());
  finding.evidence = static_cast<Evidence>(in.number());
  finding.confidence = in.plain<double>();
  finding.location = read_location(in);
  finding.message = in.text();
  finding.function = in.text();
  finding.path = in.list<Step>([&] { return read_step(in); });
  finding.routes = read_texts(in);
  finding.route_count = in.number32();
  finding.related = in.list<Related>([&] {
    Location location = read_location(in);
    return Related{std::move(location), in.text()};
  });
  finding.because = read_texts(in);
  finding.fingerprint = in.text();
  finding.line_hash = in.text();
  finding.suppressed = in.number() != 0;
  finding.suppression_reason = in.text();
  return finding;
}

}  // namespace

std::string encode_result(const Report& report) {
  Writer out;
  out.list(report.findings, [&](const Finding& finding) { write(out, finding); });
  out.list(report.notices, [&](const source::Notice& notice) { write_notice(out, notice); });
  out.list(report.languages, [&](const LanguageCount& count) {
    out.text(count.language);
    out.number(count.files);
    out.number(count.lines);
  });
  out.list(report.skipped, [&](const RoleCount& count) {
    out.text(count.role);
    out.number(count.files);
  });
  out.number(report.ignored_files);
  out.number(report.entry_points);
  out.number(report.functions);
  out.number(report.hidden);
  out.plain(report.calls);
  out.number(report.complete);
  return std::move(out.bytes);
}

bool decode_result(std::string_view bytes, Report& report) {
  Reader in(bytes);
  report.findings = in.list<Finding>([&] { return read_finding(in); });
  report.notices = in.list<source::Notice>([&] { return read_notice(in); });
  report.languages = in.list<LanguageCount>([&] {
    std::string language = in.text();
    const std::uint64_t files = in.number();
    return LanguageCount{std::move(language), files, in.number()};
  });
  report.skipped = in.list<RoleCount>([&] {
    std::string role = in.text();
    return RoleCount{std::move(role), in.number()};
  });
  report.ignored_files = in.number();
  report.entry_points = in.number();
  report.functions = in.number();
  report.hidden = in.number();
  report.calls = in.plain<CallCounts>();
  report.complete = in.number() != 0;
  return in.good() && in.at_end();
}

}  // namespace chokepoint::cache
