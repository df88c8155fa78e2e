"""Writes a corpus of backends to measure on: the literate projects of the tests, over and over, until there are enough lines.

    python3 tests/benchmarks/corpus.py FOLDER [LINES]

Every copy of a file differs from the others by a comment, so that nothing can be remembered by its content. Same lines asked for,
same bytes written.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
AREAS = ("frontends", "link", "rules")
LINES = 200_000
DEFAULTS = {
    "python": "app.py", "javascript": "app.js", "js": "app.js", "jsx": "app.jsx", "typescript": "app.ts", "ts": "app.ts",
    "tsx": "app.tsx", "go": "app.go", "java": "App.java",
}  # fmt: skip
COMMENTS = {".py": "#", ".js": "//", ".jsx": "//", ".ts": "//", ".tsx": "//", ".go": "//", ".java": "//"}
NAMED = re.compile(r"^`([^`]+)`:$")
BELOW_TESTS = re.compile(r"(^|/)(tests?|__tests__|migrations|examples)/")


def projects():
    """[{path: lines}]: one for every heading of a document; of snippets one for every document, so that some files are long."""
    found = []
    for area in AREAS:
        for document in sorted((ROOT / "tests" / area).rglob("*.md")):
            if document.name == "README.md":
                continue
            parts = sections(document.read_text(encoding="utf-8").split("\n"))
            found += [joined(parts)] if area == "frontends" else parts
    return [files for files in found if files]


def joined(parts):
    whole = {}
    for files in parts:
        for path, lines in files.items():
            whole.setdefault(path, []).extend(lines)
    return whole


def sections(lines):
    found, files, fence, before = [], {}, None, ""
    for line in lines:
        if fence is not None:
            if line.startswith("```"):
                fence = None
            elif fence:
                files[fence].append(line)
        elif line.startswith("```"):
            named, info = NAMED.match(before), line[3:].split()
            fence = named[1] if named else DEFAULTS.get(info[0] if len(info) == 1 else "", "")
            if fence:
                files[fence] = []
        elif line.startswith("#"):
            found.append(files)
            files = {}
        before = line
    return found + [files]


def write(folder, lines):
    """Returns how many lines of source code were written."""
    originals, copy, written = projects(), 0, 0
    while written < lines:
        for number, files in enumerate(originals):
            for path, text in files.items():
                if path.startswith(("/", "..")) or BELOW_TESTS.search(path):
                    continue
                target = folder / f"part{copy}" / f"service{number}" / path
                target.parent.mkdir(parents=True, exist_ok=True)
                comment = COMMENTS.get(target.suffix)
                target.write_text("\n".join(text + ([f"{comment} copy {copy}"] if comment else [])) + "\n", encoding="utf-8")
                written += len(text) + 1 if comment else 0
        copy += 1
    return written


def main(arguments):
    if not arguments:
        sys.exit(__doc__)
    folder = pathlib.Path(arguments[0])
    print(write(folder, int(arguments[1]) if len(arguments) > 1 else LINES))


if __name__ == "__main__":
    main(sys.argv[1:])
