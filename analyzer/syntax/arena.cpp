#include "syntax/arena.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>

#include <tree_sitter/api.h>

#include "base/result.hpp"

namespace chokepoint::syntax {
namespace {

constexpr std::size_t kHeader = 16;  // holds the size of a block, and keeps blocks aligned
constexpr std::size_t kChunk = 1u << 20;
constexpr std::size_t kKept = 8u << 20;  // of memory, from one file to the next

thread_local Arena* current = nullptr;

std::size_t& size_of(void* block) { return *reinterpret_cast<std::size_t*>(static_cast<std::byte*>(block) - kHeader); }

void* runtime_malloc(std::size_t size) { return current ? current->allocate(size) : std::malloc(size); }
void* runtime_calloc(std::size_t count, std::size_t size) {
  if (!current) return std::calloc(count, size);
  void* block = current->allocate(count * size);
  std::memset(block, 0, count * size);
  return block;
}
void* runtime_realloc(void* block, std::size_t size) { return current ? current->resize(block, size) : std::realloc(block, size); }
void runtime_free(void* block) {
  if (current) current->release(block);
  else std::free(block);
}

}  // namespace

std::size_t Arena::size_of_class(std::size_t size) {
  if (size <= kSmall) return std::max<std::size_t>(kStep, (size + kStep - 1) / kStep * kStep);
  return std::bit_ceil(size);
}

std::size_t Arena::class_of(std::size_t size) {
  return size <= kSmall ? size / kStep : kSmallClasses + static_cast<std::size_t>(std::bit_width(size));
}

void* Arena::allocate(std::size_t size) {
  requested_ += size;
  const std::size_t whole = size_of_class(size);
  void*& first = free_[class_of(whole)];
  if (first) {
    void* block = first;
    std::memcpy(&first, block, sizeof first);
    return block;
  }
  return cut(whole);
}

void* Arena::cut(std::size_t size) {
  if (static_cast<std::size_t>(end_ - at_) < size + kHeader) next_chunk(size + kHeader);
  void* block = at_ + kHeader;
  size_of(block) = size;
  at_ += size + kHeader;
  return block;
}

void Arena::next_chunk(std::size_t least) {
  if (used_ == chunks_.size() || chunks_[used_].size < least) {
    const std::size_t size = std::max(kChunk, least);
    Chunk chunk{std::unique_ptr<std::byte[]>(new std::byte[size]), size};
    chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(used_), std::move(chunk));
  }
  at_ = chunks_[used_].bytes.get();
  end_ = at_ + chunks_[used_].size;
  ++used_;
}

void* Arena::resize(void* block, std::size_t size) {
  if (!block) return allocate(size);
  const std::size_t held = size_of(block);
  if (size <= held) return block;
  const std::size_t whole = size_of_class(size);
  std::byte* begin = static_cast<std::byte*>(block);
  if (begin + held == at_ && static_cast<std::size_t>(end_ - begin) >= whole) {  // the last one grows where it is
    requested_ += size;
    size_of(block) = whole;
    at_ = begin + whole;
    return block;
  }
  void* larger = allocate(size);
  std::memcpy(larger, block, held);
  release(block);
  return larger;
}

void Arena::release(void* block) {
  if (!block) return;
  void*& first = free_[class_of(size_of(block))];
  std::memcpy(block, &first, sizeof first);
  first = block;
}

void Arena::reset() {
  std::size_t kept = 0, count = 0;
  while (count < chunks_.size() && kept + chunks_[count].size <= kKept) kept += chunks_[count++].size;
  chunks_.resize(count);
  free_.fill(nullptr);
  at_ = end_ = nullptr;
  used_ = 0;
  requested_ = 0;
}

Arena::Use::Use(Arena& arena) : arena_(arena) {
  [[maybe_unused]] static const bool once = (ts_set_allocator(runtime_malloc, runtime_calloc, runtime_realloc, runtime_free), true);
  CHECK(current == nullptr);
  current = &arena_;
}

Arena::Use::~Use() {
  current = nullptr;
  arena_.reset();
}

}  // namespace chokepoint::syntax
