#include "reports/path.hpp"

#include <gtest/gtest.h>

namespace chokepoint::reports {
namespace {

findings::Report scanned_as(std::string root) {
  findings::Report report;
  report.root = std::move(root);
  return report;
}

TEST(Path, IsClickableFromWhereTheUserStands) {
  EXPECT_EQ(path_from_user(scanned_as("."), "app/a.py"), "app/a.py");
  EXPECT_EQ(path_from_user(scanned_as("./"), "app/a.py"), "app/a.py");
  EXPECT_EQ(path_from_user(scanned_as("../shop/"), "app/a.py"), "../shop/app/a.py");
  EXPECT_EQ(path_from_user(scanned_as("/srv/shop"), "app/a.py"), "/srv/shop/app/a.py");
  EXPECT_EQ(path_from_user(scanned_as("/"), "app/a.py"), "/app/a.py");
  EXPECT_EQ(path_from_user(scanned_as("app/a.py"), "a.py"), "app/a.py");
}

TEST(Path, InTheRepositoryKeepsAScannedPart) {
  EXPECT_EQ(path_in_repository(scanned_as("."), "a.py"), "a.py");
  EXPECT_EQ(path_in_repository(scanned_as("./services/shop/"), "a.py"), "services/shop/a.py");
  EXPECT_EQ(path_in_repository(scanned_as("services/../web"), "a.py"), "web/a.py");
  EXPECT_EQ(path_in_repository(scanned_as("../shop"), "a.py"), "a.py");
  EXPECT_EQ(path_in_repository(scanned_as("/srv/shop"), "a.py"), "a.py");
}

TEST(Path, IsPercentEncoded) {
  EXPECT_EQ(percent_encoded("app/a-b_c.~1.py"), "app/a-b_c.~1.py");
  EXPECT_EQ(percent_encoded("a b/ä%#?:[x].py"), "a%20b/%C3%A4%25%23%3F%3A%5Bx%5D.py");
}

}  // namespace
}  // namespace chokepoint::reports
