#include "harness/project.hpp"

#include <cstdlib>
#include <fstream>
#include <map>
#include <stdexcept>

namespace chokepoint::tests {
namespace {

namespace fs = std::filesystem;

const std::map<std::string_view, std::string_view> kDefaultNames = {
    {"go", "app.go"},     {"java", "App.java"}, {"javascript", "app.js"},
    {"python", "app.py"}, {"tsx", "app.tsx"},   {"typescript", "app.ts"},
};

// "`app/main.py`:" → "app/main.py"
std::string path_in(const std::string& line) {
  if (line.size() < 4 || line.front() != '`' || !line.ends_with("`:")) return {};
  return line.substr(1, line.size() - 3);
}

}  // namespace

Project::Project(const std::vector<ProjectFile>& files) {
  std::string pattern = (fs::temp_directory_path() / "chokepoint-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("cannot make a temporary directory");
  root_ = pattern;
  fs::create_directory(root_ / ".git");  // a whole repository
  for (const ProjectFile& file : files) {
    const fs::path path = root_ / file.path;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << file.text;
  }
}

Project::~Project() {
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

Result<driver::Scan> Project::scan(const driver::Settings& settings) const {
  driver::Progress silent(false);
  driver::Settings used = settings;
  if (used.jobs == 0) used.jobs = 1;
  used.use_cache = false;
  return driver::analyse({root_.string()}, used, driver::Purpose::Passes, silent);
}

std::vector<ProjectFile> files_of(const Document& document, const Section& section) {
  std::vector<ProjectFile> files;
  for (const Block& block : section.blocks) {
    std::string path;
    for (std::size_t above = block.line - 1; above-- > 0 && path.empty();) {
      if (!document.lines[above].empty()) {
        path = path_in(document.lines[above]);
        break;
      }
    }
    if (path.empty()) {
      const auto name = kDefaultNames.find(block.language());
      if (name == kDefaultNames.end()) continue;
      path = name->second;
    }
    files.push_back({path, block.text, block.line});
  }
  return files;
}

}  // namespace chokepoint::tests
