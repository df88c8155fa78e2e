"""The direction of data: a pass sees only the passes before it, so that no rule becomes language-specific by accident."""

import re

from repository import Violation

# folder of analyzer/ (or reports): what it may include. A folder that is not listed here fails: decide where it stands.
ALLOWED = {
    "base": set(),
    "source": {"base"},
    "syntax": {"base", "source"},
    "ir": {"base"},
    "frontends": {"base", "source", "ir", "syntax"},
    "facts": {"base", "source", "ir"},
    "models": {"base"},
    "link": {"base", "source", "ir", "models", "facts"},
    "flow": {"base", "source", "ir", "models", "link", "facts"},
    "findings": {"base", "source"},
    "rules": {"base", "source", "ir", "models", "link", "flow", "facts", "findings"},
    "rulebase": {"base", "models", "rules", "findings"},
    "cache": {"base", "source", "ir", "findings"},
    "reports": {"base", "source", "findings"},
    "driver": None,  # everything: it only puts the passes in order
}

INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]')
GENERATED = re.compile(r"^(python|javascript|go|java)_kinds\.hpp$")


def folder_of(path):
    parts = path.split("/")
    if parts[0] == "analyzer" and len(parts) > 2:
        return parts[1]
    if parts[0] == "reports":
        return "reports"
    return None


def check_include(path, number, included):
    folder = folder_of(path)
    inside = folder == "syntax" or path.startswith(("grammars/", "tests/unit/syntax/", "tests/benchmarks/parse_only.cpp"))
    if included == "tree_sitter/api.h" and not inside:
        yield Violation("layering", path, number, "only analyzer/syntax includes the tree-sitter API", included)
    if folder is None:
        return
    if folder not in ALLOWED:
        yield Violation("layering", path, number, f"folder `{folder}` has no place in the layers; see ALLOWED", included)
        return
    if GENERATED.match(included) and folder not in ("frontends", "syntax"):
        yield Violation("layering", path, number, f"`{folder}` includes the node kinds of a grammar", included)
    target = included.split("/")[0]
    allowed = ALLOWED[folder]
    if "/" in included and target in ALLOWED and target != folder and allowed is not None and target not in allowed:
        yield Violation("layering", path, number, f"`{folder}` must not include `{included}`", included)


def check(repository):
    for path in repository.cpp:
        for number, line in enumerate(repository.lines(path), 1):
            match = INCLUDE.match(line)
            if match:
                yield from check_include(path, number, match.group(1))


def order(allowed=None):
    """The folders, each after all it may include; fails on a circle."""
    allowed = ALLOWED if allowed is None else allowed
    done, waiting = [], dict(allowed)
    while waiting:
        ready = sorted(f for f, needs in waiting.items() if needs is not None and needs <= set(done))
        ready = ready or [f for f, needs in waiting.items() if needs is None]
        if not ready:
            raise ValueError(f"the layers are circular: {sorted(waiting)}")
        for folder in ready:
            done.append(folder)
            del waiting[folder]
    return done
