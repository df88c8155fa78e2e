"""What a gate reads: the tracked and new files of the repository, and how it reports what is wrong."""

import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True, order=True)
class Violation:
    gate: str
    path: str
    line: int
    message: str
    item: str = ""  # a function, an include, a word: what an exception may name

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message} [{self.gate}]"


@dataclass
class Repository:
    root: Path
    _texts: dict = field(default_factory=dict)

    @cached_property
    def files(self):
        """Paths relative to the root, '/'-separated, sorted."""
        command = ["git", "-C", str(self.root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, check=True, capture_output=True).stdout.decode()
        return sorted({name for name in listed.split("\0") if name and (self.root / name).is_file()})

    def text(self, path):
        if path not in self._texts:
            self._texts[path] = (self.root / path).read_bytes().decode("utf-8", "replace")
        return self._texts[path]

    def lines(self, path):
        return self.text(path).split("\n")

    @property
    def cpp(self):
        return [f for f in self.files if f.endswith((".cpp", ".hpp"))]
