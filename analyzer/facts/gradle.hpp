// What a build.gradle or build.gradle.kts says, without running it: its lines, freed of comments, with variables put in.
//
//   def jedis = '5.1.0'                                  variables: jedis = 5.1.0
//   implementation "redis.clients:jedis:$jedis"          entry: implementation, redis.clients:jedis:5.1.0
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chokepoint::facts {

using GradleVariables = std::map<std::string, std::string, std::less<>>;

struct GradleEntry {
  std::string configuration;  // implementation, testImplementation, api …; "plugin" for a plugin, "java" for a Java version
  std::string
      notation;  // "group:artifact:version"; an alias of a version catalog as "libs.a.b"; id and version of a plugin "id:version"
  bool platform = false;  // a BOM
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct GradleScript {
  std::vector<GradleEntry> entries;
  GradleVariables variables;
};

/// `outer`: what gradle.properties and the scripts around this one set.
GradleScript read_gradle_script(std::string_view text, const GradleVariables& outer);

}  // namespace chokepoint::facts
