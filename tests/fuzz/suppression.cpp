// Suppression comments, wherever they stand in whatever text.
#include <cstdlib>
#include <string_view>

#include "findings/suppression.hpp"
#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const chokepoint::findings::Suppression& suppression : chokepoint::findings::scan_suppressions("fuzz", text)) {
    if (suppression.line == 0 || suppression.target < suppression.line) std::abort();
    if (suppression.rules.empty() && suppression.problem.empty()) std::abort();
  }
  return 0;
}
