// Named files of one build of the program in the user's cache directory. Whatever goes wrong here costs time, never a result: what
// cannot be read or has changed since it was written counts as absent, what cannot be written is not.
//
//   const Store store(default_directory(), build_id());
//   store.write("3f2a.report", bytes);  store.read("3f2a.report") == bytes
//
// Files appear whole by a rename, so that several processes may use the same directory. Files of other builds are never read; the
// oldest files go when all together are larger than the limit.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chokepoint::cache {

/// Two builds that could write different bytes have different ids; "" when the program has none, and nothing can be cached.
std::string build_id();
/// `$XDG_CACHE_HOME/chokepoint` or `~/.cache/chokepoint`; "" when there is neither.
std::string default_directory();

/// 32 hex digits of the hash of content.
std::string hash_name(std::string_view bytes);

/// A file mapped into memory, as long as this lives.
class Mapped {
 public:
  Mapped() = default;
  Mapped(void* begin, std::size_t size) : begin_(begin), size_(size) {}
  Mapped(Mapped&& other) noexcept;
  Mapped& operator=(Mapped&& other) noexcept;
  ~Mapped();
  explicit operator bool() const { return begin_ != nullptr; }
  /// Without the header.
  std::string_view bytes() const;
  /// Gives the memory back until the bytes are read again.
  void rest() const;

 private:
  void* begin_ = nullptr;
  std::size_t size_ = 0;
};

class Store {
 public:
  /// `directory` "" or `build` "": a store that holds nothing.
  Store(std::string directory, std::string build);

  explicit operator bool() const { return !directory_.empty(); }
  /// The content of a whole file, checked.
  std::optional<std::string> read(const std::string& name) const;
  /// The same without the check, for files that check their parts.
  Mapped map(const std::string& name) const;
  bool write(const std::string& name, std::string_view bytes) const;
  class File;
  void remove(const std::string& name) const;
  /// Deletes the files that were not used for the longest time until no more than `limit` bytes are left.
  void trim(std::uint64_t limit) const;

 private:
  std::string path_of(const std::string& name) const;

  std::string directory_;
  std::string build_;
};

/// A file that is written piece by piece and appears with `commit`. Only its size is checked when it is mapped.
class Store::File {
 public:
  File(const Store& store, const std::string& name);
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();
  void append(std::string_view bytes);
  bool commit();

 private:
  void flush();

  std::string path_, temporary_, buffer_;
  int fd_ = -1;
  bool good_ = false;
  std::uint64_t size_ = 0;
};

}  // namespace chokepoint::cache
