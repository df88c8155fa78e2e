#include "driver/memory.hpp"

#include <chrono>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cache/bytes.hpp"
#include "cache/result.hpp"
#include "rulebase/binary.hpp"

namespace chokepoint::driver {
namespace {

// Of all that is cached, whatever was scanned: about forty million lines.
constexpr std::uint64_t kMaxCached = std::uint64_t{1} << 30;

std::string name_of_scan(const std::vector<std::string>& paths, const Settings& settings) {
  std::string what = fmt::format("{}\n", fmt::join(settings.excludes, "\n"));
  for (const std::string& path : paths) {
    std::error_code error;
    what += "\n" + std::filesystem::canonical(path, error).string();
  }
  return cache::hash_name(what);
}

std::string result_file(const std::string& name, const std::string& key) { return name + "." + key.substr(0, 16) + ".result"; }

std::string directory_of_cache(const Settings& settings) {
  if (!settings.use_cache) return {};
  return settings.cache_directory.empty() ? cache::default_directory() : settings.cache_directory;
}

}  // namespace

std::string result_key(const Settings& settings, const std::string& as_of, const rulebase::RuleBase& rules) {
  std::string all = fmt::format("{} {} {}\n{}\n\n{}\n", as_of, settings.all, static_cast<int>(settings.severity),
                                fmt::join(settings.only, "\n"), fmt::join(settings.skip, "\n"));
  for (const facts::Declared::Value& value : settings.declared.values)
    all += fmt::format("{}={} {}:{}:{}\n", value.key, value.value, value.place.file, value.place.line, value.place.column);
  if (!settings.rule_folders.empty()) all += rulebase::write_binary(rules);
  return cache::hash_name(all);
}

Memory::Memory(const std::vector<std::string>& paths, const Settings& settings)
    : store_(directory_of_cache(settings), cache::build_id()) {
  if (!store_) return;
  begun_ = std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
  name_ = name_of_scan(paths, settings);
  if (const auto bytes = store_.read(name_ + ".tree")) {
    if (auto snapshot = cache::decode_snapshot(*bytes)) snapshot_ = std::move(*snapshot);
  }
}

void Memory::compare(const source::Tree& tree, unsigned jobs) {
  if (!store_) return;
  listing_ = tree.notices;
  comparison_ = cache::compare(tree, snapshot_, jobs);
  for (std::size_t i = 0; i < comparison_.same.size(); ++i) {
    if (const cache::Seen* seen = comparison_.same[i]) tree.reads->add(i, seen->read);
  }
}

bool Memory::recall(const source::Tree& tree, const std::string& key, findings::Report& report) {
  if (!comparison_.all) return false;
  const auto bytes = store_.read(result_file(name_, key));
  if (!bytes) return false;
  cache::Reader in(*bytes);
  if (in.plain<source::ContentHash>() != cache::identity_of(snapshot_)) return false;
  findings::Report found = report;
  if (!cache::decode_result(in.text(), found)) return false;
  report = std::move(found);
  if (cache::restamp(snapshot_, tree, begun_)) store_.write(name_ + ".tree", cache::encode(snapshot_));
  return true;
}

source::Earlier Memory::earlier() const {
  source::Earlier earlier;
  for (const cache::Seen* seen : comparison_.same) earlier.push_back(seen ? &seen->judgement : nullptr);
  return earlier;
}

void Memory::open_units() {
  if (store_) pack_ = std::make_unique<cache::Pack>(store_, name_);
}

void Memory::keep_units(const Index& index) const {
  std::vector<source::ContentHash> used, added;
  std::vector<const SourceUnit*> made;
  for (const SourceUnit& unit : index.units) {
    (unit.is_new ? added : used).push_back(unit.key);
    if (unit.is_new) made.push_back(&unit);
  }
  pack_->save(used, added, [&](std::size_t i) { return cache::encode(*made[i]); });
  if (!added.empty()) store_.trim(kMaxCached);
}

void Memory::begin_to_keep(const Index& index, unsigned jobs) {
  if (!store_) return;
  pack_->rest();  // what was found in it has been read
  keeping_ = std::async(jobs > 1 ? std::launch::async : std::launch::deferred, [this, &index] { keep_units(index); });
}

void Memory::keep(const source::Tree& tree, const std::string& key, const findings::Report& report) {
  if (!store_) return;
  keeping_.get();
  const std::optional<cache::Snapshot> snapshot = cache::take_snapshot(tree, listing_, begun_);
  if (!snapshot) return;
  store_.write(name_ + ".tree", cache::encode(*snapshot));
  if (!key.empty()) {
    cache::Writer out;
    out.plain(cache::identity_of(*snapshot));
    out.text(cache::encode_result(report));
    store_.write(result_file(name_, key), out.bytes);
  }
}

}  // namespace chokepoint::driver
