#!/usr/bin/env python3
"""Gates that read the repository: run.py ROOT. Prints what is wrong as file:line: message; exit status 1 then."""

import sys
from dataclasses import dataclass
from pathlib import Path

import documents
import hygiene
import layering
import size
from repository import Repository

GATES = [layering.check, size.check, hygiene.check, documents.check]
EXCEPTIONS = "tests/gates/exceptions.txt"


@dataclass
class Exception_:
    gate: str
    path: str
    item: str
    line: int
    used: bool = False

    def covers(self, violation):
        return (self.gate, self.path) == (violation.gate, violation.path) and self.item in ("*", violation.item)


def read_exceptions(text):
    """The exceptions, and what is wrong with the list itself."""
    found, problems = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        entry, _, reason = line.partition(" -- ")
        words = entry.split()
        if len(words) != 3 or len(reason.split()) < 3:
            problems.append(f"{EXCEPTIONS}:{number}: expected `gate path item -- reason`")
            continue
        found.append(Exception_(*words, number))
    order = [(e.gate, e.path, e.item) for e in found]
    if order != sorted(order):
        problems.append(f"{EXCEPTIONS}:1: the exceptions are not sorted")
    return found, problems


def main(root):
    layering.order()
    repository = Repository(Path(root))
    exceptions, problems = read_exceptions((repository.root / EXCEPTIONS).read_text())
    violations = sorted(v for gate in GATES for v in gate(repository))
    for violation in violations:
        covering = [e for e in exceptions if e.covers(violation)]
        for exception in covering:
            exception.used = True
        if not covering:
            problems.append(str(violation))
    problems += [f"{EXCEPTIONS}:{e.line}: no longer needed: {e.gate} {e.path} {e.item}" for e in exceptions if not e.used]
    for problem in problems:
        print(problem)
    print(f"gates: {len(repository.files)} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
