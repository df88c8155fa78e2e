// Values ↔ bytes, for the cache only: what one build of the program writes, the same build reads again.
//
//   Writer out;  out.number(7);  out.text("a");     Reader in(out.bytes);  in.number() == 7;  in.text() == "a";  in.good()
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace chokepoint::cache {

class Writer {
 public:
  std::string bytes;

  void number(std::uint64_t value) {  // seven bits a byte: nearly all numbers are small
    for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(0x80 | (value & 0x7F));
    bytes += static_cast<char>(value);
  }
  void text(std::string_view value) {
    number(value.size());
    bytes += value;
  }
  /// As it lies in memory.
  template <class T>
  void plain(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  template <class T>
  void table(const std::vector<T>& rows) {
    static_assert(std::is_trivially_copyable_v<T>);
    number(rows.size());
    bytes.append(reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(T));
  }
  template <class T, class Write>
  void list(const std::vector<T>& values, Write&& write) {
    number(values.size());
    for (const T& value : values) write(value);
  }
};

/// Reads what a Writer wrote. After a wrong byte everything is zero and `good()` is false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  bool good() const { return good_; }
  bool at_end() const { return rest_.empty(); }
  /// What was read cannot be right.
  void reject() { fail(); }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return value;
    }
    good_ = false;
    return 0;
  }
  std::uint32_t number32() { return static_cast<std::uint32_t>(number()); }
  std::string text() { return std::string(take(number())); }
  template <class T>
  T plain() {
    static_assert(std::is_trivially_copyable_v<T>);
    T value{};
    if (const std::string_view found = take(sizeof value); !found.empty()) std::memcpy(&value, found.data(), sizeof value);
    return value;
  }
  template <class T>
  std::vector<T> table() {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::uint64_t count = number();
    const std::string_view found = count <= rest_.size() ? take(count * sizeof(T)) : fail();
    std::vector<T> rows(found.size() / sizeof(T));
    if (!found.empty()) std::memcpy(rows.data(), found.data(), found.size());
    return rows;
  }
  /// `read` returns one value; every value takes a byte at least, so that a wrong count cannot ask for all memory.
  template <class T, class Read>
  std::vector<T> list(Read&& read) {
    const std::uint64_t count = number();
    if (count > rest_.size()) fail();
    std::vector<T> values;
    for (std::uint64_t i = 0; i < count && good_; ++i) values.push_back(read());
    return values;
  }

 private:
  std::string_view fail() {
    good_ = false;
    rest_ = {};
    return {};
  }
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) return fail();
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
  bool good_ = true;
};

}  // namespace chokepoint::cache
