// Small SARIF objects every part of the log is made of.
#pragma once
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "findings/finding.hpp"

namespace chokepoint::reports::sarif {

using Json = nlohmann::ordered_json;

/// `uriBaseId` of all paths: the root of the repository.
inline constexpr std::string_view root_id = "%SRCROOT%";

// Kept by GitHub; more is dropped or refused there.
inline constexpr std::size_t most_results = 5000;
inline constexpr std::size_t most_steps = 1000;
inline constexpr std::size_t most_related = 100;
inline constexpr std::size_t most_tags = 10;
inline constexpr std::size_t longest_description = 1024;

/// A plain sentence: unprintable characters replaced, braces doubled (they are placeholders in a message), a period at the end.
std::string sentence(std::string_view text);
/// As `sentence`, without the period and with the brackets escaped that would end a link: the text of `[text](1)`.
std::string link_text(std::string_view text);
/// As `sentence`, for text that stands outside links.
std::string message_text(std::string_view text);

Json message(std::string text);
/// A place without a file cannot be written: GitHub refuses the whole log for one such result.
inline bool has_file(const findings::Location& location) { return !location.path.empty(); }
Json artifact_location(const findings::Report& report, const std::string& path);
/// One line only, because a pull request shows an alert only if every line of its region is in the diff.
Json physical_location(const findings::Report& report, const findings::Location& location);
std::string_view level_of(findings::Severity severity);

}  // namespace chokepoint::reports::sarif
