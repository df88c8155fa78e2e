// What the name of a directory says about the files below it.
//
//   kinds_of_directory("seeds") & kScripts
#pragma once
#include <cstdint>
#include <string_view>

namespace chokepoint::source {

enum DirectoryKind : std::uint16_t {
  kVendored = 1,
  kGenerated = 2,
  kTests = 4,
  kScripts = 8,
  kTopScripts = 16,  // words that also name domains or packages of a service: scripts only at the top of a project
  kExamples = 32,
  kTopExamples = 64,
  kPages = 128,         // holds files for the browser
  kDomainParent = 256,  // holds one directory or file per domain or URL of a service
  kJavaDomain = 512,    // begins a reversed domain, whose parts are no directories of the layout
};

/// The kinds that the whole name tells, a bit each; 0 for nearly all names.
std::uint16_t kinds_of_directory(std::string_view name);

}  // namespace chokepoint::source
