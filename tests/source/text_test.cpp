#include "source/text.hpp"

#include <gtest/gtest.h>

#include "source/discover.hpp"
#include "temporary_tree.hpp"

namespace chokepoint::source {
namespace {

using namespace std::string_literals;

Result<std::string> read(const std::string& bytes, std::uint64_t limit = 1000) {
  const TemporaryTree tree({{"file", bytes}});
  return read_text(tree.path("file"), limit);
}

TEST(ReadText, Encodings) {
  EXPECT_EQ(read("x = 'é'\n").value(), "x = 'é'\n");
  EXPECT_EQ(read("\xEF\xBB\xBFx").value(), "x");
  EXPECT_EQ(read("\xFF\xFE"
                 "a\0\xE9\0\x3D\xD8\x00\xDE"s)
                .value(),
            "aé😀");
  EXPECT_EQ(read("\xFE\xFF\0a\0\xE9"s).value(), "aé");
  EXPECT_EQ(read("caf\xE9").value(), "café");
  EXPECT_EQ(read("").value(), "");
}

TEST(ReadText, BrokenUtf16StaysValid) {
  EXPECT_EQ(read("\xFF\xFE\x3D\xD8"
                 "a\0b"s)
                .value(),
            "\uFFFDa\uFFFD");
}

TEST(ReadText, Errors) {
  EXPECT_EQ(read("a\0b"s).error().message, "contains NUL bytes, looks binary");
  EXPECT_EQ(read("\xFF\xFE"
                 "a\0\0\0"s)
                .error()
                .message,
            "contains NUL bytes, looks binary");
  EXPECT_EQ(read("123456", 5).error().message, "is 6 bytes large, the limit is 5");
  EXPECT_EQ(read_text("/does/not/exist", 5).error().message, "cannot be read: No such file or directory");
  EXPECT_EQ(read_text("/dev/null", 5).error().message, "is not a regular file");
}

TEST(Text, Utf8) {
  EXPECT_TRUE(is_utf8("plain text longer than a word, é 😀"));
  EXPECT_FALSE(is_utf8("\xC0\x80"));          // overlong
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(is_utf8("eight bytes \xE2\x82"));
  EXPECT_EQ(repair_utf8("a\xFF"
                        "b\xE2\x82"),
            "a\uFFFDb\uFFFD\uFFFD");
}

}  // namespace
}  // namespace chokepoint::source
