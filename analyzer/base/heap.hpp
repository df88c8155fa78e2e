// What the process-wide heap does with memory that is freed.
#pragma once

namespace chokepoint {

/// From now on the heap keeps what is freed. Tables grow and shrink with every file; to give their pages back to the system and ask
/// for them again costs more than holding them.
void keep_freed_memory();

}  // namespace chokepoint
