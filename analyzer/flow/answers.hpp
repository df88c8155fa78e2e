// What a class handed to a router answers, with the methods it has from a library: `router.register("tags", TagViewSet)` answers
// GET tags/, POST tags/, GET tags/{pk}/ … and what `@action` adds.
#pragma once
#include <string>
#include <vector>

#include "flow/route.hpp"
#include "models/library_index.hpp"

namespace chokepoint::flow {

struct Answer {
  FunctionIndex function = link::kNone;  // none: the library answers
  std::string verb;                      // "GET"; "" if any
  std::string below;                     // path below that of the registration
};

/// Python: what `klass`, found in the `operand`-th operand of the registration, answers.
std::vector<Answer> answers_of(const Program& program, const models::LibraryIndex& library, const models::Entry& row,
                               const RouteSite& site, const link::Handler& handler);

/// Go: the methods of `klass` that a text of the registration names with their verbs: `web.Router("/users", &Users{}, "GET:List")`.
/// Empty if there is no such text.
std::vector<Answer> named_answers(const Program& program, const models::Entry& row, const RouteSite& site, link::ClassIndex klass);

/// Python: the class or function of a library that is handed to the registration at `handler`: `TemplateView.as_view()`. "" if none.
std::string library_handler(const Program& program, FunctionIndex caller, ir::OpId handler);

/// The HTTP methods that such a class answers; one empty text if that is not known.
std::vector<std::string> library_verbs(const models::LibraryIndex& library, std::string_view ecosystem, const std::string& handler);

/// The HTTP methods that a decorator of a plain function names: `@api_view(["GET"])`. "" if none does.
std::string decorated_verbs(const Program& program, const models::LibraryIndex& library, FunctionIndex function);

}  // namespace chokepoint::flow
