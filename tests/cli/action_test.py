#!/usr/bin/env python3
"""action_test.py PROGRAM ROOT: runs the script of action.yml the way a runner does, with the built program behind `dev`."""

import json
import os
import re
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

PROGRAM, ROOT = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
ACTION = (ROOT / "action.yml").read_text()
BLOCKING = """import requests
from fastapi import FastAPI

app = FastAPI()

@app.get("/rate")
async def rate():
    return requests.get("https://rates.example/eur", timeout=2).json()
"""


def script():
    return textwrap.dedent(re.search(r"      run: \|\n((?:        .*\n|\n)+)", ACTION).group(1))


def environment():
    """The variables of the step, each with the default of its input."""
    defaults = dict(re.findall(r"^  ([a-z-]+):\n    description: .*\n    default: (.*)$", ACTION, re.MULTILINE))
    named = re.findall(r"^        ([A-Z_]+): \$\{\{ inputs\.([a-z-]+) \}\}$", ACTION, re.MULTILINE)
    assert {name for _, name in named} == set(defaults), "an input is not used, or has no default"
    return {variable: defaults[name].strip('"') for variable, name in named}


class Action(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="action-"))
        (self.folder / "action").mkdir()
        dev = self.folder / "action" / "dev"
        dev.write_text(f'#!/bin/sh\nexec "{PROGRAM}" "$@"\n')
        dev.chmod(0o755)
        (self.folder / "repository" / "my api").mkdir(parents=True)
        (self.folder / "repository" / "my api" / "app.py").write_text(BLOCKING)

    def run_action(self, **inputs):
        env = os.environ | {"XDG_CACHE_HOME": str(self.folder / "cache")} | environment() | inputs | {"GITHUB_ACTION_PATH": str(self.folder / "action")}
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script()]
        done = subprocess.run(command, cwd=self.folder / "repository", env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        return done.returncode

    def log(self, name="chokepoint.sarif"):
        return json.loads((self.folder / "repository" / name).read_text())["runs"][0]["results"]

    def test_defaults(self):
        self.assertEqual(self.run_action(), 1)
        self.assertEqual(self.log()[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "my%20api/app.py")

    def test_inputs(self):
        status = self.run_action(SCANNED="my api", SARIF="out.sarif", FAIL_ON="never", OPTIONS="--skip event-loop-blocking-io --quiet")
        self.assertEqual((status, self.log("out.sarif")), (0, []))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
