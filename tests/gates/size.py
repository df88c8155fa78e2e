"""Files of at most 400 lines, functions of at most 60: what does not fit has two nouns or two jobs."""

import re

from repository import Violation

MAX_FILE = 400
MAX_FUNCTION = 60

TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|R"(?P<delimiter>[^()\s\\]{0,16})\(.*?\)(?P=delimiter)"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""",
    re.DOTALL,
)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", re.MULTILINE)
NUMBER_SEPARATOR = re.compile(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])")
SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b[^()]*$")
NAME = re.compile(r"([~\w:]+|operator\s*[^\s\w(]+|operator\s*\(\s*\))\s*(?:<[^()<>]*>\s*)?\(")


def blank(match):
    """Keeps the lines, drops the content."""
    return re.sub(r"[^\n]", " ", match.group(0))


def code_of(text):
    """The text without comments, literals and directives; positions stay."""
    text = NUMBER_SEPARATOR.sub(" ", text)
    return DIRECTIVE.sub(blank, TOKEN.sub(blank, text))


def opens_function(head):
    """Whether a `{` after this text, at class or namespace level, begins a function's body."""
    head = re.sub(r"\s+", " ", head).strip()
    while "<" in head and (shorter := re.sub(r"<[^<>]*>", "", head)) != head:
        head = shorter
    if ")" not in head or SCOPE.search(re.sub(r"\([^()]*\)", "", head)):
        return False
    return not re.search(r"=\s*$", head)


def functions(text):
    """(name, first line, last line) of every function body outside other functions."""
    code = code_of(text)
    stack = []  # of None for scopes, (name, line) for functions
    inside = 0  # depth below a function
    start = 0   # where the present declaration begins
    for match in re.finditer(r"[{};]", code):
        at, char = match.start(), match.group(0)
        if inside:
            inside += {"{": 1, "}": -1, ";": 0}[char]
            if inside == 0:
                name, line = stack.pop()
                yield name, line, code.count("\n", 0, at) + 1
                start = at + 1
            continue
        if char == "{":
            head = code[start:at]
            if opens_function(head):
                stripped = len(head) - len(head.lstrip())
                named = NAME.search(head)
                stack.append((named.group(1) if named else "?", code.count("\n", 0, start + stripped) + 1))
                inside = 1
            else:
                stack.append(None)
        elif char == "}" and stack:
            stack.pop()
        start = at + 1


def check(repository):
    for path in repository.cpp:
        text = repository.text(path)
        length = text.count("\n")
        if length > MAX_FILE:
            yield Violation("file-length", path, 1, f"{length} lines, at most {MAX_FILE}")
        for name, first, last in functions(text):
            if last - first + 1 > MAX_FUNCTION:
                message = f"`{name}` has {last - first + 1} lines, at most {MAX_FUNCTION}"
                yield Violation("function-length", path, first, message, name)
