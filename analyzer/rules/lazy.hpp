// What is made by the first who asks for it, on whichever thread that is; others wait.
#pragma once
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

namespace chokepoint::rules {

template <class T>
class Lazy {
 public:
  explicit Lazy(std::function<T()> make) : make_(std::move(make)) {}

  const T& operator*() const {
    std::call_once(once_, [&] { value_.emplace(make_()); });
    return *value_;
  }

 private:
  std::function<T()> make_;
  mutable std::once_flag once_;
  mutable std::optional<T> value_;
};

}  // namespace chokepoint::rules
