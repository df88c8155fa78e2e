// What the name of a file alone tells: its language, and whether the facts pass reads it.
#pragma once
#include <string_view>

#include "base/language.hpp"

namespace chokepoint::source {

/// "src/app.ts" → "app.ts"
std::string_view name_of(std::string_view path);
/// "src/app.ts" → "src", "app.ts" → ""
std::string_view directory_of(std::string_view path);

Language language_of_name(std::string_view name);
/// The language of an interpreter line, "#!/usr/bin/env node" → JavaScript.
Language language_of_shebang(std::string_view text);

bool is_manifest_path(std::string_view path);
/// Whether it is source, a manifest, or perhaps a script without an extension. Others are read only if one of these names them.
bool may_be_read(std::string_view path);
/// Whether the file makes its directory a project: package.json, go.mod, pom.xml, …
bool makes_project(std::string_view name);
bool is_lock_file(std::string_view name);

}  // namespace chokepoint::source
