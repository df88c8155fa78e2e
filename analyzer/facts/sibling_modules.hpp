// What a module has from the modules of the same build that it depends on.
//
//   mall-admin depends on com.macro:mall-security, which depends on spring-boot-starter-web     → mall-admin: servlet
#pragma once
#include "facts/project_facts.hpp"

namespace chokepoint::facts {

/// Adds the web stacks of modules to those that depend on them, through further modules, too.
void share_web_stacks(RepositoryFacts& facts);

}  // namespace chokepoint::facts
