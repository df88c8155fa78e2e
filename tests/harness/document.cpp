#include "harness/document.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace chokepoint::tests {
namespace {

constexpr std::string_view kFence = "```";

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::string_view Block::arguments() const {
  const auto space = info.find(' ');
  return space == std::string::npos ? std::string_view{} : trim(std::string_view(info).substr(space));
}

Document parse_document(const std::filesystem::path& path, std::string_view text) {
  Document document{path, split_lines(text), {}};
  bool inside = false;
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    const std::string_view line = document.lines[i];
    if (inside && line == kFence) {
      document.sections.back().blocks.back().end_line = i + 1;
      inside = false;
    } else if (inside) {
      document.sections.back().blocks.back().text.append(line).append("\n");
    } else if (line.starts_with(kFence)) {
      if (document.sections.empty()) document.sections.emplace_back();
      document.sections.back().blocks.push_back(
          {std::string(trim(line.substr(kFence.size()))), {}, i + 1, document.lines.size() + 1});
      inside = true;
    } else if (line.starts_with('#')) {
      document.sections.push_back(
          {std::string(trim(
               line.substr(line.find_first_not_of('#') == std::string_view::npos ? line.size() : line.find_first_not_of('#')))),
           i + 1,
           {}});
    }
  }
  return document;
}

Document read_document(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return parse_document(path, std::string{std::istreambuf_iterator<char>(in), {}});
}

std::string rewrite(const Document& document, const std::vector<Replacement>& replacements) {
  std::string text;
  auto next = replacements.begin();
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    text.append(document.lines[i]).append("\n");
    if (next == replacements.end() || next->block->line != i + 1) continue;
    text += next->text;
    i = next->block->end_line - 2;  // the closing fence follows
    ++next;
  }
  return text;
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
}

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder, std::string_view extension) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool updating() {
  const char* value = std::getenv("CHOKEPOINT_UPDATE");
  return value && std::string_view(value) == "1";
}

}  // namespace chokepoint::tests
