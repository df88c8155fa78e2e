#include "base/heap.hpp"
#include "driver/run.hpp"

int main(int argc, char** argv) {
  chokepoint::keep_freed_memory();
  return chokepoint::driver::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
}
