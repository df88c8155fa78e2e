// One requirement of a Python project as PEP 508 writes it: `uvicorn[standard]>=0.23,<1 ; python_version > "3.8"`.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "facts/project_facts.hpp"

namespace chokepoint::facts {

/// "Flask_Login" → "flask-login"
std::string pypi_name(std::string_view name);

/// None when the text is no requirement. Only ecosystem, name and range are filled in, and `locked` for `==1.2`.
std::optional<Dependency> parse_requirement(std::string_view text);

}  // namespace chokepoint::facts
