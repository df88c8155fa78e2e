// Many values under the hash of what they were made of, in two files: a large one that is seldom written, and a small one with what
// was added since. Every value has a checksum of its own; one that is damaged counts as absent.
//
//   Pack pack(store, "3f2a");                  // maps both files
//   pack.find(hash)                            // the bytes, also from several threads; or none
//   pack.save(used, added, encode)             // what was used and what is new; all else is forgotten
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cache/store.hpp"
#include "source/reads.hpp"

namespace chokepoint::cache {

using source::ContentHash;

class Pack {
 public:
  Pack(const Store& store, std::string name);

  std::optional<std::string_view> find(const ContentHash& key) const;
  /// After the last `find` for now: gives back the memory of the mapped files.
  void rest() const {
    large_.rest();
    recent_.rest();
  }
  /// Keeps the values of `used` that are here already, and adds `added`, whose values `value_of` gives one at a time. Writes
  /// nothing if nothing changes.
  using ValueOf = std::function<std::string(std::size_t added)>;
  void save(const std::vector<ContentHash>& used, const std::vector<ContentHash>& added, const ValueOf& value_of) const;

 private:
  struct Place {
    std::string_view bytes;
    std::uint64_t checksum = 0;
    bool is_recent = false;  // of the small file
  };
  struct Hasher {
    std::size_t operator()(const ContentHash& key) const { return static_cast<std::size_t>(key.low); }
  };

  void index(std::string_view file, bool is_recent);
  bool write(const std::string& suffix, const std::vector<ContentHash>& kept, const std::vector<ContentHash>& added,
             const ValueOf& value_of) const;

  const Store& store_;
  std::string name_;
  Mapped large_, recent_;
  std::unordered_map<ContentHash, Place, Hasher> places_;
  std::size_t bytes_ = 0;  // of all values
};

}  // namespace chokepoint::cache
