#!/usr/bin/env python3
"""readme_test.py PROGRAM ROOT: the commands, options and settings that README.md names are those the program has."""

import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM, ROOT = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
README = (ROOT / "README.md").read_text()
COMMAND_LINE_ONLY = {"config", "no-config", "dump", "no-cache", "cache-dir"}


def output(*arguments):
    done = subprocess.run(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    return done.returncode, done.stdout.decode()


def commands():
    _, _, rest = output(PROGRAM, "--help")[1].partition("Commands:\n")
    return set(re.findall(r"^  ([a-z]+) ", rest.partition("\n\n")[0], re.MULTILINE))


def options(command):
    return set(re.findall(r"^  .{4}--([a-z-]+)", output(PROGRAM, command, "--help")[1], re.MULTILINE))


def settings():
    """The block of README.md that shows chokepoint.yml."""
    return re.search(r"```yaml\n(exclude:.*?)```", README, re.DOTALL).group(1)


class Readme(unittest.TestCase):
    def test_commands(self):
        self.assertEqual(set(re.findall(r"^\| `chokepoint ([a-z]+)", README, re.MULTILINE)), commands())

    def test_options(self):
        known = set().union(*(options(command) for command in commands())) | {"help", "version"}
        of_the_program = re.sub(r"`\./dev [^`]*`", "", README)  # the script explains its own
        named = set(re.findall(r"(?<![\w-])--([a-z][a-z-]*)", of_the_program))
        self.assertGreater(len(named), 5)
        self.assertEqual(named - known, set())

    def test_settings_are_complete(self):
        keys = set(re.findall(r"^([a-z-]+):", settings(), re.MULTILINE))
        self.assertEqual(options("scan") - COMMAND_LINE_ONLY - keys, set())

    def test_settings_are_accepted(self):
        with tempfile.TemporaryDirectory(prefix="readme-") as folder:
            (Path(folder) / "tools" / "chokepoint" / "catalog").mkdir(parents=True)
            (Path(folder) / "chokepoint.yml").write_text(settings())
            self.assertEqual(output(PROGRAM, "scan", folder)[0], 0, output(PROGRAM, "scan", folder)[1])

    def test_dev_commands(self):
        known = set(re.findall(r"^  ([a-z]+) ", output(ROOT / "dev", "help")[1], re.MULTILINE))
        self.assertEqual(set(re.findall(r"\./dev ([a-z]+)", README)) - known, set())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
