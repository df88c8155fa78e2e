#include "driver/summary.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <tuple>

#include <fmt/format.h>
#include <sys/resource.h>

namespace chokepoint::driver {
namespace {

bool is_code(const ir::Function& function) {
  return function.kind != ir::FunctionKind::Module && function.kind != ir::FunctionKind::ClassBody;
}

void count_analysed(const source::Tree& tree, const Index& index, findings::Report& report) {
  std::map<std::string_view, findings::LanguageCount> languages;
  for (const SourceUnit& unit : index.units) {
    const source::File& file = tree.files[unit.file.index()];
    if (is_offline(file.role)) continue;
    findings::LanguageCount& count = languages[show(file.language)];
    ++count.files;
    count.lines += unit.lines;
    report.functions += static_cast<std::uint64_t>(std::count_if(unit.ir.functions.begin(), unit.ir.functions.end(), is_code));
  }
  for (auto& [name, count] : languages) {
    count.language = name;
    report.languages.push_back(count);
  }
}

void count_skipped(const source::Tree& tree, findings::Report& report) {
  std::map<std::string_view, std::uint64_t> roles;
  for (const source::File& file : tree.files) {
    if (file.kind == source::FileKind::Source && is_offline(file.role)) ++roles[show(file.role)];
  }
  for (const auto& [role, files] : roles) report.skipped.push_back({std::string(role), files});
}

}  // namespace

void summarise(const source::Tree& tree, const Index& index, findings::Report& report) {
  count_analysed(tree, index, report);
  count_skipped(tree, report);
  report.ignored_files = tree.ignored_files;
  report.notices.insert(report.notices.end(), tree.notices.begin(), tree.notices.end());
  report.notices.insert(report.notices.end(), index.notices.begin(), index.notices.end());
  std::stable_sort(report.notices.begin(), report.notices.end(), [](const source::Notice& a, const source::Notice& b) {
    return std::tie(a.path, a.line, a.column) < std::tie(b.path, b.line, b.column);
  });
}

std::uint64_t peak_memory() {
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::string today() {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

}  // namespace chokepoint::driver
