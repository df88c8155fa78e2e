// What lives as long as the process: variables of modules, static fields, fields of objects that are made once when it starts, and
// variables that handlers share because the function around them runs once.
//
//   const carts = new Map();                                      // of a module
//   function routes(app) { const seen = {}; app.get("/", …); }    // of a function that only start-up calls
//   @Service class Carts { private final Map<…> carts = …; }      // of a class with one instance
#pragma once
#include <cstdint>
#include <vector>

#include "rules/check.hpp"

namespace chokepoint::rules {

class Lifespans {
 public:
  explicit Lifespans(const CheckInput& input);

  /// Whether a function runs only while the process starts: module code, `main`, and what only they call.
  bool runs_at_start(link::FunctionIndex f) { return runs_at_start(f, 0); }
  /// Whether what a function writes is what there is at first: at start, or where an object is made.
  bool sets_up(link::FunctionIndex f);
  /// Whether all objects of a class are made while the process starts.
  bool made_once(link::ClassIndex c) { return made_once(c, 0); }
  /// Whether what a slot holds is there for as long as the process.
  bool outlives_requests(link::SlotIndex slot);
  /// The function whose parameter a slot is, and which; kNone for other slots.
  struct Parameter {
    link::FunctionIndex function = link::kNone;
    std::uint32_t position = 0;
  };
  Parameter parameter(link::SlotIndex slot) const;

 private:
  enum class Kind : std::uint8_t { None, Parameter, Variable, Field, Static, Object };
  enum class Answer : std::uint8_t { Unknown, Asked, Yes, No };
  struct Owner {
    Kind kind = Kind::None;
    std::uint32_t index = link::kNone;  // of the function or class
  };

  void own_parameters();
  void own_fields();
  void own_variables();
  void own_objects();
  bool is_static(link::ClassIndex klass, link::Name field, link::SlotIndex slot) const;
  bool runs_at_start(link::FunctionIndex f, int depth);
  bool made_once(link::ClassIndex c, int depth);
  bool is_tried_out(link::ClassIndex c, const flow::Contexts::Caller& caller) const;
  bool called_at_start(link::FunctionIndex f, int depth);
  bool built_at_start(link::ClassIndex c, bool& any, int depth);
  bool carries_data(link::ClassIndex c) const;
  std::string_view declared_life(const ir::FileIr& ir, const link::ProgramFile& file, Range decorators) const;

  const CheckInput& input_;
  const link::Program& program_;
  std::vector<Owner> owners_;  // per slot
  std::vector<Answer> functions_;
  std::vector<Answer> classes_;
  std::vector<bool> has_entries_;  // per file
};

}  // namespace chokepoint::rules
