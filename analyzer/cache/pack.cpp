#include "cache/pack.hpp"

#include <xxhash.h>

#include "cache/bytes.hpp"

namespace chokepoint::cache {
namespace {

struct Tail {
  std::uint64_t size = 0;
  std::uint64_t checksum = 0;
};

struct Row {
  ContentHash key;
  std::uint64_t size = 0;
  std::uint64_t checksum = 0;
};

std::uint64_t checksum_of(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace

Pack::Pack(const Store& store, std::string name)
    : store_(store), name_(std::move(name)), large_(store.map(name_ + ".units")), recent_(store.map(name_ + ".recent")) {
  index(large_.bytes(), false);
  index(recent_.bytes(), true);
}

// A file is the values one after the other, then a table of rows, and the checksum of the table with its size.
void Pack::index(std::string_view file, bool is_recent) {
  if (file.size() < sizeof(Tail)) return;
  const auto tail = Reader(file.substr(file.size() - sizeof(Tail))).plain<Tail>();
  if (tail.size > file.size() - sizeof tail) return;
  const std::string_view table = file.substr(file.size() - sizeof tail - tail.size, tail.size);
  if (checksum_of(table) != tail.checksum) return;
  const std::vector<Row> rows = Reader(table).table<Row>();
  std::size_t at = 0;
  for (const Row& row : rows) {
    places_[row.key] = {file.substr(at, row.size), row.checksum, is_recent};
    at += row.size;
    bytes_ += row.size;
  }
}

std::optional<std::string_view> Pack::find(const ContentHash& key) const {
  const auto found = places_.find(key);
  if (found == places_.end() || checksum_of(found->second.bytes) != found->second.checksum) return std::nullopt;
  return found->second.bytes;
}

bool Pack::write(const std::string& suffix, const std::vector<ContentHash>& kept, const std::vector<ContentHash>& added,
                 const ValueOf& value_of) const {
  std::vector<Row> rows;
  Store::File file(store_, name_ + suffix);
  const auto append = [&](const ContentHash& key, std::string_view bytes) {
    rows.push_back({key, bytes.size(), checksum_of(bytes)});
    file.append(bytes);
  };
  for (const ContentHash& key : kept) append(key, places_.at(key).bytes);
  for (std::size_t i = 0; i < added.size(); ++i) append(added[i], value_of(i));
  Writer table, tail;
  table.table(rows);
  tail.plain(Tail{table.bytes.size(), checksum_of(table.bytes)});
  file.append(table.bytes);
  file.append(tail.bytes);
  return file.commit();
}

void Pack::save(const std::vector<ContentHash>& used, const std::vector<ContentHash>& added, const ValueOf& value_of) const {
  std::vector<ContentHash> all, recent;
  std::size_t kept_bytes = 0, recent_bytes = 0;
  for (const ContentHash& key : used) {
    const auto found = places_.find(key);
    if (found == places_.end()) continue;
    all.push_back(key);
    (found->second.is_recent ? recent_bytes : kept_bytes) += found->second.bytes.size();
    if (found->second.is_recent) recent.push_back(key);
  }
  const bool mostly_unused = bytes_ > 2 * (kept_bytes + recent_bytes);
  if (added.empty() && !mostly_unused) return;
  const bool few = (recent.size() + added.size()) * 8 < all.size() && recent_bytes * 8 < kept_bytes;
  if (few && !mostly_unused) write(".recent", recent, added, value_of);
  else if (write(".units", all, added, value_of)) store_.remove(name_ + ".recent");
}

}  // namespace chokepoint::cache
