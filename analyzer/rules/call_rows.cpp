#include "rules/call_rows.hpp"

namespace chokepoint::rules {
namespace {

std::size_t place_of(Language language) {
  switch (language) {
    case Language::Python: return 0;
    case Language::Go: return 1;
    case Language::Java: return 2;
    case Language::Cpp: return 3;
    default: return 4;
  }
}

}  // namespace

CallRows::CallRows(const link::Program& program, const models::LibraryIndex& library) : program_(program), library_(library) {
  for (const link::CallSite& call : program.calls) look_up(program.file_of(call.caller).language, call.external);
  for (const link::ProgramFile& file : program.files) {
    const std::size_t count = file.ir ? file.ir->decorators.size() : 0;
    for (std::size_t i = 0; i < count; ++i) look_up(file.language, program.decorators[file.first_decorator + i]);
  }
}

void CallRows::look_up(Language language, link::Name name) {
  if (!name) return;
  ByName& rows = rows_[place_of(language)];
  rows.resize(program_.names.size());
  auto& known = rows[name.index()];
  if (!known) known = library_.call(models::ecosystem_of(language), program_.names[name]);
}

const models::LibraryCall* CallRows::of(Language language, link::Name name) const {
  const ByName& rows = rows_[place_of(language)];
  if (name.index() < rows.size() && rows[name.index()]) return *rows[name.index()];
  return library_.call(models::ecosystem_of(language), program_.names[name]);
}

}  // namespace chokepoint::rules
