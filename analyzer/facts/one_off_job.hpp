// Whether a command builds, deploys or migrates and then ends, so that its image serves nothing.
//
//   is_one_off_job("sh -c './deploy.sh ; sleep 2m'") == true
//   is_one_off_job("npm run migrate && npm start") == false
#pragma once
#include <string_view>

namespace chokepoint::facts {

bool is_one_off_job(std::string_view command);

}  // namespace chokepoint::facts
