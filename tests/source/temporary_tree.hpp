// A directory of files that exists as long as the object does.
//
//   TemporaryTree tree({{"src/app.py", "x = 1\n"}});  tree.path("src")
#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>

namespace chokepoint::source {

class TemporaryTree {
 public:
  struct Content {
    std::string path;
    std::string text;
  };
  TemporaryTree() {
    std::string pattern = (std::filesystem::temp_directory_path() / "chokepoint-XXXXXX").string();
    root_ = std::filesystem::canonical(mkdtemp(pattern.data())).string();
  }
  TemporaryTree(std::initializer_list<Content> files) : TemporaryTree() {
    for (const Content& file : files) write(file.path, file.text);
  }
  TemporaryTree(const TemporaryTree&) = delete;
  TemporaryTree& operator=(const TemporaryTree&) = delete;
  ~TemporaryTree() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  const std::string& root() const { return root_; }
  std::string path(const std::string& relative) const { return root_ + "/" + relative; }
  void write(const std::string& relative, const std::string& text) const {
    const std::filesystem::path target = path(relative);
    std::filesystem::create_directories(target.parent_path());
    std::ofstream(target, std::ios::binary) << text;
  }

 private:
  std::string root_;
};

}  // namespace chokepoint::source
