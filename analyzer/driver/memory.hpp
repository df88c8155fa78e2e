// What earlier scans of the same folder left in the cache: nothing needs to be done twice for what has not changed.
//
//   Memory memory(paths, settings);
//   memory.directories()                      // what need not be listed again
//   memory.compare(tree);                     // of a tree that was listed
//   memory.recall(key, report)                // the whole result, if nothing has changed
//   memory.earlier(), memory.units()          // else what is known of the files that have not
//   memory.begin_to_keep(…), memory.keep(…)   // for the next time
#pragma once
#include <cstdint>
#include <future>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cache/pack.hpp"
#include "cache/snapshot.hpp"
#include "cache/store.hpp"
#include "driver/index.hpp"
#include "driver/settings.hpp"
#include "findings/finding.hpp"
#include "rulebase/rulebase.hpp"
#include "source/discover.hpp"

namespace chokepoint::driver {

/// The hash of all settings and rules on which a result depends besides the files.
std::string result_key(const Settings& settings, const std::string& as_of, const rulebase::RuleBase& rules);

class Memory {
 public:
  Memory(const std::vector<std::string>& paths, const Settings& settings);

  std::span<const source::Listing> directories() const { return snapshot_.directories; }
  void compare(const source::Tree& tree, unsigned jobs);
  /// Fills in what was found the last time; false when there is nothing or it no longer holds.
  bool recall(const source::Tree& tree, const std::string& key, findings::Report& report);
  source::Earlier earlier() const;
  /// Opens what is known of files, null when nothing is cached.
  void open_units();
  const cache::Pack* units() const { return pack_.get(); }
  /// What files were lowered to, beside what comes next if there are several jobs: linking takes one. Nobody may change the index.
  void begin_to_keep(const Index& index, unsigned jobs);
  /// The rest; `report` is kept under `key` unless that is "".
  void keep(const source::Tree& tree, const std::string& key, const findings::Report& report);

 private:
  void keep_units(const Index& index) const;

  cache::Store store_;
  std::string name_;
  std::int64_t begun_ = 0;  // nanoseconds since 1970
  cache::Snapshot snapshot_;
  cache::Comparison comparison_;
  std::vector<source::Notice> listing_;
  std::unique_ptr<cache::Pack> pack_;
  std::future<void> keeping_;  // of units; waited for before all else goes
};

}  // namespace chokepoint::driver
