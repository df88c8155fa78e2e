// What the program may assume of the terminal it writes to.
#pragma once
#include "driver/settings.hpp"

namespace chokepoint::driver {

/// `--color` decides, then NO_COLOR, then CLICOLOR_FORCE, then whether standard output is a terminal.
bool use_colour(Colour wish);
/// Columns of the terminal behind standard output, 100 if there is none.
unsigned terminal_width();
/// Progress is for people who wait: only if standard error is a terminal.
bool can_show_progress();

}  // namespace chokepoint::driver
