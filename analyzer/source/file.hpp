// What discovery knows of a repository: its files with language and role, and the projects of a monorepo.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/language.hpp"

namespace chokepoint::source {

struct FileTag;
using FileId = Id<FileTag>;
struct ProjectTag;
using ProjectId = Id<ProjectTag>;

/// Production code runs in the deployed service. Script: command-line tools, build and maintenance scripts, management commands.
/// Client: front-end code for the browser. Generated, Vendored and Minified files are counted and not analysed, except that
/// Generated and Vendored sources are still indexed for name resolution when small enough.
enum class Role : std::uint8_t { Production, Test, Script, Migration, Generated, Vendored, Minified, Example, Client };
std::string_view show(Role role);
/// OFFLINE in the catalogue's sense: never reports.
constexpr bool is_offline(Role role) { return role != Role::Production; }

/// Source: has a front end. Manifest: package.json, go.mod, Dockerfile, YAML, … read by the facts pass. Other: counted only.
/// A source that cannot be read as text (too large, binary, unreadable) is Other too, with a notice.
enum class FileKind : std::uint8_t { Source, Manifest, Other };
std::string_view show(FileKind kind);

/// What the file system says of a file. While it stays the same the content does, too, unless it was changed within a tick of the
/// clock.
struct Stamp {
  std::uint64_t inode = 0;
  std::int64_t modified = 0, changed = 0;  // nanoseconds since 1970
  friend bool operator==(const Stamp&, const Stamp&) = default;
};

/// What a directory holds that is not left out. It holds the same as long as its stamp and the ignore files stay the same.
struct Listing {
  std::string path;  // relative to the repository's top, or to the root of the scan if there is none
  Stamp stamp;
  std::uint64_t rules = 0;  // digest of the ignore files in force in it
  std::uint64_t ignored = 0;
  bool has_git = false, has_own = false;  // a .gitignore, a .chokepointignore
  std::string files, directories;         // names, a NUL after each
  friend bool operator==(const Listing&, const Listing&) = default;
};

struct File {
  std::string path;      // relative to the scan root, '/'-separated, no leading "./"; valid UTF-8 whatever the disk says
  std::string absolute;  // to open it: the bytes as the file system has them
  std::uint64_t size = 0;
  Stamp stamp;
  Language language = Language::None;
  FileKind kind = FileKind::Other;
  Role role = Role::Production;
  std::string role_reason;  // "directory `tests`", "comment `Code generated`", for --dump files
  ProjectId project;
};

/// A directory with a manifest of its own (package.json, pyproject.toml, go.mod, pom.xml, …); project 1 is the root.
struct Project {
  std::string path;                    // "" for the root
  std::vector<std::string> manifests;  // paths of the files that make it a project and of its lock files, sorted
};

/// Something that was left out or not understood, shown in every report.
struct Notice {
  enum class Kind : std::uint8_t {
    Unreadable,
    Binary,
    Encoding,
    TooLarge,
    SyntaxErrors,
    Truncated,
    Symlink,
    Budget,
    Configuration,
    Nesting
  };
  Kind kind{};
  std::string path;
  std::uint32_t line = 0;  // 0 = the whole file
  std::uint32_t column = 0;
  std::string message;  // one sentence, without the path
  /// True where results may be missing because of it (it then counts towards exit status 3).
  bool incomplete = true;
};
std::string_view show(Notice::Kind kind);

class Reads;

/// What reading a file for its role gave; the same content on the same ground gives the same again.
struct Judgement {
  std::uint64_t ground = 0;  // hash of all that it rests on besides the content; 0: nothing was read
  Language language = Language::None;
  FileKind kind = FileKind::Other;
  Role role = Role::Production;
  std::string reason;
  std::optional<Notice> notice;
  bool is_open = false;    // only who imports it tells whether it runs in a browser
  bool is_shared = false;  // a client file by its directory, unless the server imports it
  std::vector<std::string> imports;
};

struct Tree {
  std::string root;                   // absolute path of the scan root
  std::vector<File> files;            // sorted by path
  std::vector<Project> projects;      // sorted by path
  std::vector<Notice> notices;        // sorted by path
  bool whole = false;                 // the root is a repository's: a file that is not there is in no folder above either
  std::uint64_t ignored_files = 0;    // by ignore files and --exclude, directories counted once
  std::vector<Judgement> judgements;  // in the order of files
  std::shared_ptr<Reads> reads;       // what was read of each file, in the order of files
  std::vector<Listing> listings;      // of all directories, sorted by path
  std::vector<std::string> texts;     // of files that were judged by it and are code of the service, until the index takes them
};
/// For `--dump files`: one line per file (role, language, kind, project, path, reason), then projects, then notices.
std::string dump(const Tree& tree);

}  // namespace chokepoint::source
