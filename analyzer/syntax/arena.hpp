// The memory of one parse: taken from large chunks and given back all at once, which costs a third of what malloc and free do.
//
//   Arena arena;                      // one per thread
//   {
//     const Arena::Use use(arena);    // until its end the tree-sitter runtime of this thread allocates here
//     …                               // nothing that was allocated may outlive it
//   }
//
// Blocks that the runtime frees or outgrows meanwhile are kept in lists by size and used again.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace chokepoint::syntax {

class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* allocate(std::size_t size);
  void* resize(void* block, std::size_t size);
  void release(void* block);
  /// Bytes asked for since the arena was last empty, whether they were freed or not: the steps of a parse.
  std::uint64_t requested() const { return requested_; }

  class Use;

 private:
  struct Chunk {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size;
  };
  static constexpr std::size_t kStep = 16;
  static constexpr std::size_t kSmall = 1024;  // larger blocks have a power of two as their size
  static constexpr std::size_t kSmallClasses = kSmall / kStep + 1;
  static constexpr std::size_t kClasses = kSmallClasses + 64;

  static std::size_t class_of(std::size_t size);
  static std::size_t size_of_class(std::size_t size);
  void* cut(std::size_t size);
  void next_chunk(std::size_t least);
  void reset();

  std::byte* at_ = nullptr;
  std::byte* end_ = nullptr;
  std::array<void*, kClasses> free_{};
  std::vector<Chunk> chunks_;
  std::size_t used_ = 0;  // chunks in use
  std::uint64_t requested_ = 0;
};

class Arena::Use {
 public:
  explicit Use(Arena& arena);
  ~Use();
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  Arena& arena_;
};

}  // namespace chokepoint::syntax
