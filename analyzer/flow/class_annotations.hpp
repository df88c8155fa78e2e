// Annotations of a class, which say who makes and calls it: `@RestController @RequestMapping("/users") class Users`.
#pragma once
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "link/program.hpp"
#include "models/library_index.hpp"

namespace chokepoint::flow {

struct ClassAnnotation {
  std::string_view name;
  link::FunctionIndex holder = link::kNone;  // the function its operation stands in
  ir::OpId op;
  // Of an annotation of an annotation, `@RequestMapping @interface RestApi`: where that one stands at the class, `@RestApi("/users")`.
  link::FunctionIndex user = link::kNone;
  ir::OpId use;
};

class ClassAnnotations {
 public:
  ClassAnnotations(const link::Program& program, const models::LibraryIndex& library);

  /// Of the class and of those in the repository that are derived from it; those of an annotation that the repository declares
  /// count as its own.
  std::vector<ClassAnnotation> of(link::ClassIndex klass) const;

  /// Whether the class carries an annotation of one of these names or one that models derive from it, `@Service`, or a method that carries one makes it: `@Bean`.
  bool carries(link::ClassIndex klass, const std::vector<std::string>& names) const;

 private:
  void note_made(link::FunctionIndex maker);

  bool is_one_of(std::string_view ecosystem, std::string_view name, const std::vector<std::string>& wanted) const;

  const link::Program& program_;
  const models::LibraryIndex& library_;
  std::set<std::pair<link::ClassIndex, link::Name>> made_by_;  // objects of the class by a method of that annotation
};

}  // namespace chokepoint::flow
