// A small repository written to a temporary directory and scanned, for tests of whole passes.
//
//   Project project({{"app.py", "import requests\n"}});
//   const driver::Scan& scan = project.scan();
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "driver/pipeline.hpp"
#include "harness/document.hpp"

namespace chokepoint::tests {

struct ProjectFile {
  std::string path;
  std::string text;
  std::size_t line = 0;  // of the document, before the first line of `text`
};

class Project {
 public:
  explicit Project(const std::vector<ProjectFile>& files);
  ~Project();
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  Result<driver::Scan> scan(const driver::Settings& settings = {}) const;

 private:
  std::filesystem::path root_;
};

/// The files of a section: each fenced block is named by the line above it, a path in backticks and a colon (`app/main.py`:), or
/// else by its language (`app.py`).
std::vector<ProjectFile> files_of(const Document& document, const Section& section);

}  // namespace chokepoint::tests
