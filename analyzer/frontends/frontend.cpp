#include "frontends/frontend.hpp"

namespace chokepoint::frontends {

// Each front end folder defines `const Frontend& <folder>_frontend();`.
#define FRONTEND(language, folder) const Frontend& folder##_frontend();
#include "frontends/frontends.def"
#undef FRONTEND

const Frontend* frontend_for(Language language) {
  switch (language) {
#define FRONTEND(name, folder) \
  case Language::name: return &folder##_frontend();
#include "frontends/frontends.def"
#undef FRONTEND
    default: return nullptr;
  }
}

}  // namespace chokepoint::frontends
