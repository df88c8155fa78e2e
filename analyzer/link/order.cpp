// The order in which functions are evaluated.
#include <algorithm>

#include "link/linker.hpp"

namespace chokepoint::link {

// Files after those they import, so that most values are known when they are read; the files of a Go package together. Depth first;
// cycles are cut where they close.
std::vector<FunctionIndex> Linker::evaluation_order() const {
  const auto unit_of = [&](FileIndex file) {
    const std::vector<FileIndex>* package = program_.files[file].language == Language::Go ? modules_->go_package_of(file) : nullptr;
    return package ? package->front() : file;
  };
  std::vector<std::vector<FileIndex>> files(program_.files.size()), imported(program_.files.size());  // by unit
  for (FileIndex file = 0; file < program_.files.size(); ++file) files[unit_of(file)].push_back(file);
  for (std::size_t i = 0; i < import_targets_.size(); ++i) {
    const FileIndex target = file_of_target(import_targets_[i]);
    if (target != kNone) imported[unit_of(file_of_import_[i])].push_back(unit_of(target));
  }
  std::vector<FunctionIndex> order;
  order.reserve(program_.file_of_function.size());
  const auto finish = [&](FileIndex unit) {
    const auto count = [&](FileIndex file) { return program_.files[file].ir->functions.size(); };
    for (const FileIndex file : files[unit]) {
      if (count(file) > 0) order.push_back(program_.files[file].first_function);
    }
    for (const FileIndex file : files[unit]) {
      const FunctionIndex first = program_.files[file].first_function;
      for (std::size_t f = 1; f < count(file); ++f) order.push_back(first + static_cast<FunctionIndex>(f));
    }
  };
  std::vector<bool> seen(program_.files.size(), false);
  std::vector<std::pair<FileIndex, std::size_t>> open;  // a unit, and how many of its imports were followed
  const auto enter = [&](FileIndex unit) {
    if (!seen[unit]) open.emplace_back(unit, 0);
    seen[unit] = true;
  };
  for (FileIndex first = 0; first < program_.files.size(); ++first) {
    enter(unit_of(first));
    while (!open.empty()) {
      auto& [unit, followed] = open.back();
      if (followed < imported[unit].size()) {
        enter(imported[unit][followed++]);
      } else {
        finish(unit);
        open.pop_back();
      }
    }
  }
  return order;
}

FileIndex Linker::file_of_target(const Target& target) const {
  switch (target.value.kind) {
    case ValueKind::Module: return target.value.id;
    case ValueKind::Function: return program_.file_of_function[target.value.id];
    case ValueKind::Class: return program_.file_of_class[target.value.id];
    default: break;
  }
  if (target.slot == kNone) return kNone;
  const auto after = std::upper_bound(program_.result_slot.begin(), program_.result_slot.end(), target.slot);
  return program_.file_of_function[static_cast<std::size_t>(after - program_.result_slot.begin()) - 1];
}

}  // namespace chokepoint::link
