// A literate test document: Markdown in which every heading is a test and every fenced block is a file or an expectation.
//
//   # calls keep their keyword arguments          ← Section::title
//   ```python                                     ← Block::info "python"
//   get(url, timeout=2)                           ← Block::text
//   ```
//
// Blocks before the first heading belong to a section without a title.
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace chokepoint::tests {

struct Block {
  std::string info;          // what follows the opening fence: "python", "ir function main"
  std::string text;          // the content, every line ended
  std::size_t line = 0;      // of the opening fence, from 1
  std::size_t end_line = 0;  // of the closing fence
  /// The first word of the info string.
  std::string_view language() const { return std::string_view(info).substr(0, info.find(' ')); }
  /// The other words of the info string.
  std::string_view arguments() const;
};

struct Section {
  std::string title;
  std::size_t line = 0;
  std::vector<Block> blocks;
};

struct Document {
  std::filesystem::path path;
  std::vector<std::string> lines;
  std::vector<Section> sections;
};

Document parse_document(const std::filesystem::path& path, std::string_view text);
Document read_document(const std::filesystem::path& path);
/// The document's text with the content of some blocks exchanged; `replacements` are in order of their lines.
struct Replacement {
  const Block* block;
  std::string text;
};
std::string rewrite(const Document& document, const std::vector<Replacement>& replacements);
void write_file(const std::filesystem::path& path, std::string_view text);
/// All files under `folder` that end in `extension`, sorted.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder, std::string_view extension);
/// True when golden blocks are to be rewritten (CHOKEPOINT_UPDATE=1).
bool updating();

}  // namespace chokepoint::tests
