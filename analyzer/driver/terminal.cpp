#include "driver/terminal.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

namespace chokepoint::driver {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

bool use_colour(Colour wish) {
  if (wish != Colour::Auto) return wish == Colour::Always;
  if (!environment("NO_COLOR").empty()) return false;
  const std::string_view force = environment("CLICOLOR_FORCE");
  if (!force.empty() && force != "0") return true;
  return isatty(STDOUT_FILENO) && environment("TERM") != "dumb";
}

unsigned terminal_width() {
  winsize size{};
  if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 100;
  return std::clamp<unsigned>(size.ws_col, 40, 200);
}

bool can_show_progress() { return isatty(STDERR_FILENO) && environment("TERM") != "dumb"; }

}  // namespace chokepoint::driver
