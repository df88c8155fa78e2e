"""What the gates let through and what they do not."""

import subprocess
import tempfile
import unittest
from pathlib import Path

import documents
import hygiene
import layering
import run
import size
from repository import Repository


def repository_of(files):
    root = Path(tempfile.mkdtemp(prefix="gates-"))
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return Repository(root)


def messages(gate, files):
    return [str(v) for v in sorted(gate(repository_of(files)))]


class Layering(unittest.TestCase):
    def test_backward_include(self):
        found = messages(layering.check, {"analyzer/ir/a.cpp": '#include "base/id.hpp"\n#include "frontends/frontend.hpp"\n'})
        self.assertEqual(found, ["analyzer/ir/a.cpp:2: `ir` must not include `frontends/frontend.hpp` [layering]"])

    def test_tree_sitter_is_for_syntax_only(self):
        line = "#include <tree_sitter/api.h>\n"
        self.assertEqual(len(messages(layering.check, {"analyzer/frontends/go/a.cpp": line})), 1)
        self.assertEqual(messages(layering.check, {"analyzer/syntax/a.cpp": line}), [])

    def test_unknown_folder(self):
        self.assertEqual(len(messages(layering.check, {"analyzer/misc/a.cpp": '#include "base/id.hpp"\n'})), 1)

    def test_circle(self):
        with self.assertRaises(ValueError):
            layering.order({"a": {"b"}, "b": {"a"}})
        self.assertLess(layering.order().index("ir"), layering.order().index("rules"))


class Size(unittest.TestCase):
    def test_functions(self):
        text = """namespace n {
struct S {
  int f() const { return 1; }  // } not a brace
  int g = 0;
};
template <class T>
int S::h(T x)
{
  auto lambda = [&] { return R"x(}})x"; };
  if (x) { return '}'; }
  return 2;
}
constexpr int table[] = {f(1), f(2)};
enum class E { A, B };
}
"""
        self.assertEqual(list(size.functions(text)), [("f", 3, 3), ("S::h", 6, 12)])

    def test_long_function(self):
        body = "  f();\n" * 60
        found = messages(size.check, {"a.cpp": f"void g() {{\n{body}}}\n"})
        self.assertEqual(found, ["a.cpp:1: `g` has 62 lines, at most 60 [function-length]"])

    def test_long_file(self):
        self.assertEqual(messages(size.check, {"a.cpp": "\n" * 400}), [])
        self.assertEqual(len(messages(size.check, {"a.cpp": "\n" * 401})), 1)


class Hygiene(unittest.TestCase):
    def test_words(self):
        self.assertEqual(len(messages(hygiene.check, {"a.md": "see /ho" + "me/anna/x\n"})), 1)
        self.assertEqual(len(messages(hygiene.check, {"a.json": '"https://regi' + 'stry.example.org/x"\n'})), 1)
        self.assertEqual(messages(hygiene.check, {"a.md": "see `src/home/page.ts` and https://example.org/registry\n"}), [])

    def test_header(self):
        self.assertEqual(messages(hygiene.check, {"a.hpp": "// Why.\n#pragma once\n"}), [])
        self.assertEqual(len(messages(hygiene.check, {"a.hpp": "#pragma once\n"})), 1)

    def test_third_party(self):
        self.assertEqual(len(messages(hygiene.check, {"analyzer/vendor/x.js": "1\n"})), 1)


class Documents(unittest.TestCase):
    def test_links(self):
        found = messages(documents.check, {"a.md": "[x](b/c.md) [y](b) [z](gone.md) [w](https://example.org/)\n", "b/c.md": "[up](../a.md)\n"})
        self.assertEqual(found, ["a.md:1: link to `gone.md`, which does not exist [documents]"])

    def test_layers(self):
        text = "## Direction\n\n```text\nbase\nir   base\ndriver everything\n```\n"
        self.assertEqual(documents.layers_of(text), {"base": set(), "ir": {"base"}, "driver": None})
        self.assertIn("layers of `link` differ", "\n".join(messages(documents.check, {"analyzer/README.md": text})))


class Exceptions(unittest.TestCase):
    def test_needs_a_reason(self):
        found, problems = run.read_exceptions("function-length a.cpp g -- one switch over all node kinds\n")
        self.assertEqual((len(found), problems), (1, []))
        self.assertEqual(len(run.read_exceptions("function-length a.cpp g\n")[1]), 1)


if __name__ == "__main__":
    unittest.main()
