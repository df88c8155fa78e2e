// What all fuzz targets share. A target defines LLVMFuzzerTestOneInput; it is linked with libFuzzer, or with replay.cpp for the
// short deterministic run that is part of the tests.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace chokepoint::tests {

/// Front ends are promised UTF-8 without NUL bytes: other bytes become blanks and question marks.
inline std::string as_source(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead == 0) text[i] = ' ';
    if (lead < 0x80) continue;
    const std::size_t rest = lead >= 0xC2 && lead < 0xE0 ? 1 : lead >= 0xE1 && lead < 0xED ? 2 : 0;  // a safe subset
    bool good = rest != 0 && i + rest < text.size();
    for (std::size_t k = 1; good && k <= rest; ++k) good = (static_cast<unsigned char>(text[i + k]) & 0xC0) == 0x80;
    if (good) i += rest;
    else text[i] = '?';
  }
  return text;
}

}  // namespace chokepoint::tests
