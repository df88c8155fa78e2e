// A module that sets names or exports an object: Django settings, gunicorn.conf.py, next.config.js. Its assignments are followed in
// order, from the IR.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "facts/value.hpp"
#include "ir/file_ir.hpp"

namespace chokepoint::facts {

/// `DATABASES["default"]["CONN_MAX_AGE"] = 5` is the change of DATABASES.default.CONN_MAX_AGE.
struct Change {
  std::string key;
  ValuePtr value;
  bool conditional = false;  // in a branch of which nobody knows whether it is taken
};

struct SettingsModule {
  std::map<std::string, ValuePtr, std::less<>> names;  // what the names are worth at its end, imported ones too
  std::vector<Change> changes;                         // what this module itself sets, in order; what is set anew is left out
  std::vector<std::string> imports;                    // paths of the modules that it takes names from
  ValuePtr exported;  // JavaScript: `module.exports = …`, `export default …`; null if there is none
};

struct Imported {
  std::string path;
  const SettingsModule* module = nullptr;  // null: not in the repository
};

/// Branches that only DEBUG or TESTING opens are left out: production is asked about.
SettingsModule evaluate_module(const ir::FileIr& ir, const std::string& path, std::string_view text,
                               const std::function<Imported(const ir::Import&)>& import);

}  // namespace chokepoint::facts
