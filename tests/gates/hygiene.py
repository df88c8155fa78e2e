"""What must not get into the repository, whatever the folder."""

import re

from repository import Violation

MAX_BYTES = 512 * 1024
FOREIGN_FOLDERS = {"node_modules", "third_party", "thirdparty", "vendor", "external"}
TEXT = (".cpp", ".hpp", ".def", ".py", ".md", ".yml", ".yaml", ".json", ".txt", ".cmake", ".sh", ".in", ".js", ".ts", ".java", ".go")

# Spelled so that this file does not match itself.
WORDS = [
    ("path of a machine", re.compile(r"(?<![\w.*])/(?:ro" + r"ot|wo" + r"rk|home/[a-z])[/\w]")),
    ("host of a package registry", re.compile(r"https?://(?:[\w-]+\.)*(?:regi" + r"stry|artif" + r"actory|nex" + r"us|npmmir" + r"ror)[\w-]*\.")),
    ("merge conflict", re.compile(r"^(?:<{7}|>{7}) ")),
    ("licence of others", re.compile(r"(?i)^\W*(?:spdx-lic" + r"ense|copyri" + r"ght (?:\(c\)|©|\d{4}))")),
]


def is_text(path):
    return path.endswith(TEXT) or "." not in path.split("/")[-1]


def check_words(repository, path):
    for number, line in enumerate(repository.lines(path), 1):
        for what, pattern in WORDS:
            match = pattern.search(line)
            if match:
                yield Violation("words", path, number, f"{what}: `{match.group(0)}`", match.group(0))


def check_cpp(repository, path):
    lines = repository.lines(path)
    if path.endswith(".hpp"):
        if "#pragma once" not in lines:
            yield Violation("header", path, 1, "a header begins with a comment and `#pragma once`")
        elif not lines[0].startswith("//"):
            yield Violation("header", path, 1, "the first comment of a header says what it is for")
    for number, line in enumerate(lines, 1):
        if "dynamic_cast<" in line:
            yield Violation("idiom", path, number, "no `dynamic_cast`: say what a type can do in its interface", "dynamic_cast")
        if "\t" in line or "\r" in line:
            yield Violation("whitespace", path, number, "tab or carriage return")


def check(repository):
    for path in repository.files:
        parts = path.split("/")
        if FOREIGN_FOLDERS & set(parts[:-1]) and not path.startswith("tests/"):
            yield Violation("third-party", path, 1, "source of others is not committed")
        if (repository.root / path).stat().st_size > MAX_BYTES:
            yield Violation("third-party", path, 1, f"larger than {MAX_BYTES} bytes")
        if is_text(path):
            yield from check_words(repository, path)
    for path in repository.cpp:
        yield from check_cpp(repository, path)
