#include "rulebase/place.hpp"

#include <gtest/gtest.h>

namespace chokepoint::rulebase {
namespace {

TEST(place, every_notation_is_read_and_shown_alike) {
  for (const std::string_view text :
       {"receiver", "receiver.Timeout", "argument:0", "argument:last", "arguments:1", "keyword:timeout", "argument:1.timeout",
        "keyword:data.a.b", "result", "result:0", "result.Body"}) {
    const Result<models::Place> place = parse_place(text);
    ASSERT_TRUE(place) << text;
    EXPECT_EQ(show(*place), text);
  }
  const Result<models::Place> place = parse_place("keyword:data.timeout");
  EXPECT_EQ(place->kind, models::Place::Kind::Keyword);
  EXPECT_EQ(place->keyword, "data");
  EXPECT_EQ(place->path, std::vector<std::string>{"timeout"});
}

TEST(place, everything_else_is_refused) {
  for (const std::string_view text :
       {"", "argument", "argument:", "argument:x", "argument:-1", "argument:99", "arguments:last", "keyword",
        "keyword:", "receiver:0", "result:", "result.", ".x", "argument:0 .x", "Argument:0", "kwarg:x"}) {
    const Result<models::Place> place = parse_place(text);
    ASSERT_FALSE(place) << text;
    EXPECT_EQ(place.error().message.rfind("`" + std::string(text) + "` is not a place; write `receiver`, ", 0), 0u)
        << place.error().message;
  }
}

TEST(braces, expand_in_order) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(*expand_braces("requests.get"), Names{"requests.get"});
  EXPECT_EQ(*expand_braces("r.{get,post}"), (Names{"r.get", "r.post"}));
  EXPECT_EQ(*expand_braces("{a,b}.C#{x,y}"), (Names{"a.C#x", "a.C#y", "b.C#x", "b.C#y"}));
  EXPECT_EQ(*expand_braces("Listen{,TLS}"), (Names{"Listen", "ListenTLS"}));
}

TEST(braces, must_match_and_not_explode) {
  for (const std::string_view text : {"a.{b", "a.b}", "a.{b,{c}}", "{"}) {
    const auto names = expand_braces(text);
    ASSERT_FALSE(names) << text;
    EXPECT_EQ(names.error().message,
              "`" + std::string(text) + "` has braces that do not match; alternatives are written `{a,b}` and do not nest");
  }
  EXPECT_EQ(expand_braces("{a,b,c,d}{a,b,c,d}{a,b,c,d}{a,b,c,d}{a,b,c,d}").error().message,
            "`{a,b,c,d}{a,b,c,d}{a,b,c,d}{a,b,c,d}{a,b,c,d}` expands to more than 1000 names");
}

TEST(names, follow_the_notation_of_models) {
  for (const std::string_view name :
       {"requests.get", "net/http.Client#Do", "@nestjs/common.Get", "os.path.*", "axios", "com.x.Y.<init>"})
    EXPECT_EQ(name_problem(name), "") << name;
  EXPECT_EQ(name_problem("node:fs.readFileSync"), "`node:fs.readFileSync` starts with `node:`, which is dropped from module names");
  EXPECT_EQ(name_problem("a.*.b"), "`a.*.b` has `*` inside; it may only stand at the end");
  EXPECT_EQ(name_problem("a b"), "`a b` is not a qualified name: unexpected ` `");
  EXPECT_EQ(name_problem("f()"), "`f()` is not a qualified name: unexpected `(`");
}

}  // namespace
}  // namespace chokepoint::rulebase
