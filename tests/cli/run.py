#!/usr/bin/env python3
"""Command-line tests: run.py PROGRAM DOCUMENT.md…   Each heading of a document is a test in an empty directory.

    # a path that does not exist

    ```python api/app.py          a fenced block with a path is a file
    import requests
    ```
    ```console                    commands, what they print (both streams) and their exit status unless 0
    $ chokepoint scan nowhere
    chokepoint: `nowhere` does not exist
    [2]
    ```

In what is expected, `…` stands for anything within a line, and a line `…` for any number of lines. CHOKEPOINT_UPDATE=1 rewrites
documents with what the program says now, except where `…` matches.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

TIMEOUT_SECONDS = 120
FENCE = re.compile(r"^(`{3,})\s*(.*)$")


@dataclass
class Block:
    info: str
    first: int  # index of the first line of content
    lines: list


@dataclass
class Case:
    title: str
    blocks: list = field(default_factory=list)


@dataclass
class Step:
    command: str
    expected: list
    status: int


def parse(text):
    lines = text.split("\n")
    cases, i = [], 0
    while i < len(lines):
        fence = FENCE.match(lines[i])
        if fence and cases:
            end = next(j for j in range(i + 1, len(lines)) if lines[j] == fence.group(1))
            cases[-1].blocks.append(Block(fence.group(2), i + 1, lines[i + 1 : end]))
            i = end
        elif lines[i].startswith("#"):
            cases.append(Case(lines[i].lstrip("# ")))
        i += 1
    return cases


def steps_of(block):
    steps = []
    for line in block.lines:
        if line.startswith("$ "):
            steps.append(Step(line[2:], [], 0))
        elif re.fullmatch(r"\[\d+\]", line):
            steps[-1].status = int(line[1:-1])
        else:
            steps[-1].expected.append(line)
    return steps


def matches_line(expected, line):
    return re.fullmatch(".*".join(re.escape(part) for part in expected.split("…")), line) is not None


def matches(expected, lines):
    """Both lists, with `…` lines standing for any number of lines."""
    reachable = {0}  # how many of `lines` the expectation so far may have consumed
    for one in expected:
        if one == "…":
            reachable = set(range(min(reachable), len(lines) + 1)) if reachable else set()
        else:
            reachable = {n + 1 for n in reachable if n < len(lines) and matches_line(one, lines[n])}
    return len(lines) in reachable


def environment(bin_folder, home):
    kept = {"PATH": f"{bin_folder}:{os.environ['PATH']}", "HOME": home, "LC_ALL": "C.UTF-8", "TERM": "xterm"}
    options = {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
    return kept | options


def execute(step, folder, env):
    try:
        done = subprocess.run(["bash", "-c", step.command], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        return [f"(still running after {TIMEOUT_SECONDS} s)"], -1
    text = done.stdout.decode("utf-8", "replace")
    return text.removesuffix("\n").split("\n") if text else [], done.returncode


def run_block(block, folder, env):
    """What is wrong, and the block's lines as they should read."""
    problems, rewritten = [], []
    for step in steps_of(block):
        lines, status = execute(step, folder, env)
        shown = list(lines) + ([f"[{status}]"] if status else [])
        rewritten.append(f"$ {step.command}")
        if matches(step.expected, lines) and status == step.status:
            rewritten += step.expected + ([f"[{status}]"] if status else [])
            continue
        rewritten += shown
        wanted = step.expected + ([f"[{step.status}]"] if step.status else [])
        problems.append("\n".join([f"  $ {step.command}", "  expected:"] + [f"    {line}" for line in wanted]
                                  + ["  got:"] + [f"    {line}" for line in shown[:60]]))
    return problems, rewritten


def write_file(folder, name, lines):
    path = Path(folder) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line + "\n" for line in lines))


def run_case(case, bin_folder):
    """Problems, and (block, new lines) for every console block."""
    problems, rewrites = [], []
    folder = tempfile.mkdtemp(prefix="chokepoint-cli-")
    try:
        work = Path(folder) / "work"
        work.mkdir()
        for block in case.blocks:
            words = block.info.split()
            if words == ["console"]:
                wrong, lines = run_block(block, work, environment(bin_folder, folder))
                problems += wrong
                rewrites.append((block, lines))
            elif len(words) == 2:
                write_file(work, words[1], block.lines)
    finally:
        subprocess.run(["chmod", "-R", "u+rwX", folder], check=False, stderr=subprocess.DEVNULL)
        shutil.rmtree(folder, ignore_errors=True)
    return problems, rewrites


def run_document(path, bin_folder):
    text = path.read_text()
    lines, failed = text.split("\n"), 0
    rewrites = []
    for case in parse(text):
        problems, changed = run_case(case, bin_folder)
        rewrites += changed
        failed += bool(problems)
        for problem in problems:
            print(f"{path.name}: {case.title}\n{problem}")
    if os.environ.get("CHOKEPOINT_UPDATE"):
        for block, new in reversed(rewrites):
            lines[block.first : block.first + len(block.lines)] = new
        path.write_text("\n".join(lines))
    return failed


def main(program, documents):
    bin_folder = tempfile.mkdtemp(prefix="chokepoint-bin-")
    os.symlink(Path(program).resolve(), Path(bin_folder) / "chokepoint")
    try:
        failed = sum(run_document(Path(document), bin_folder) for document in documents)
    finally:
        shutil.rmtree(bin_folder)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
