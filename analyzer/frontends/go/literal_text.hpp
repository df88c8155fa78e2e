// The value of a Go literal as text: what it means, not how it is written.
//
//   0x1F, 1_000, 1e3  →  "31", "1000", "1000"        'a', "a\n", `a`  →  "a", "a\n" decoded, "a"
#pragma once
#include <string>
#include <string_view>

namespace chokepoint::frontends::go {

/// An integer or floating-point literal in decimal; what does not fit stays as written, without underscores.
std::string number_text(std::string_view literal);
/// The content of an interpreted string or rune literal, without its quotes.
std::string unescape(std::string_view content);
/// The content of a raw string literal, without its quotes; carriage returns are not part of it.
std::string raw_text(std::string_view content);

}  // namespace chokepoint::frontends::go
