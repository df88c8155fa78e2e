"""What documents say about the repository itself: relative links lead somewhere, and the list of layers is the one in force."""

import posixpath
import re
from pathlib import PurePosixPath

import layering
from repository import Violation

LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
LAYERS = "analyzer/README.md"


def check_links(repository, path):
    known = set(repository.files)
    folders = {str(folder) for f in known for folder in PurePosixPath(f).parents}
    fenced = False
    for number, line in enumerate(repository.lines(path), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        if fenced:
            continue
        for target in LINK.findall(line):
            if "://" in target:
                continue
            full = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            if full not in known and full not in folders:
                yield Violation("documents", path, number, f"link to `{target}`, which does not exist", target)


def layers_of(text):
    """`folder  what it may include` in the first text block after the heading `Direction`."""
    _, _, rest = text.partition("## Direction")
    block = re.search(r"```text\n(.*?)```", rest, re.DOTALL)
    lines = [line.split() for line in block.group(1).splitlines()] if block else []
    return {words[0]: None if words[1:] == ["everything"] else set(words[1:]) for words in lines if words}


def check_layers(repository):
    if LAYERS not in repository.files:
        return
    listed = layers_of(repository.text(LAYERS))
    for folder in sorted(listed.keys() | layering.ALLOWED.keys()):
        if folder not in listed or folder not in layering.ALLOWED or listed[folder] != layering.ALLOWED[folder]:
            yield Violation("documents", LAYERS, 1, f"the layers of `{folder}` differ from tests/gates/layering.py", folder)


def check(repository):
    for path in repository.files:
        if path.endswith(".md") and not path.startswith("tests/"):
            yield from check_links(repository, path)
    yield from check_layers(repository)
