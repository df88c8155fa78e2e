"""Compares the CPU time of a cold scan with that of other analyzers over the same source files.

    ./dev bench --rivals [--repetitions N] REPOSITORY…

ast-grep searches for 50 patterns in each language of the repository; ESLint runs its recommended rules where all files are of
JavaScript or TypeScript. Both see only a copy of the files that a scan analyses, while the scan reads the whole repository and runs
all rules. One line for every repository, medians of ratios of runs that follow one another: 2.0 means that the other one took twice
the CPU time.
"""

import argparse
import itertools
import pathlib
import shutil
import statistics
import tempfile

from bench import PRODUCTION, Run

HERE = pathlib.Path(__file__).parent / "rivals"
LANGUAGES = {".py": "Python", ".go": "Go", ".java": "Java", ".ts": "TypeScript", ".tsx": "Tsx", ".js": "JavaScript", ".jsx": "JavaScript",
             ".mjs": "JavaScript", ".cjs": "JavaScript", ".mts": "TypeScript", ".cts": "TypeScript"}
OF_NODE = ("JavaScript", "TypeScript", "Tsx")
RECEIVERS = ("client", "db", "fs", "http", "session", "store", "conn", "cache", "logger", "queue")
METHODS = ("read", "write", "query", "connect", "close")


def patterns(languages):
    """50 rules for each language, one YAML document each."""
    for language, receiver, method in itertools.product(sorted(languages), RECEIVERS, METHODS):
        yield (f"id: {language.lower()}-{receiver}-{method}\nlanguage: {language}\nseverity: hint\nmessage: call\n"
               f"rule:\n  pattern: {receiver}.{method}($$$)\n")


class Rivals:
    def __init__(self, program, scratch):
        self.program, self.scratch = program, scratch
        self.ast_grep = next((HERE / "node_modules" / "@ast-grep").glob("cli-*/ast-grep"))

    def copy_sources(self, repository):
        """The files a scan analyses, in their folders. Returns where they are and their languages."""
        listing = Run([self.program, "scan", repository, "--dump", "files", "--no-cache", "--no-config"]).output.decode()
        paths = [found[1] for found in map(PRODUCTION.match, listing.splitlines()) if found]
        copy = self.scratch / "copy"
        for path in paths:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(repository / path, copy / path)
        return copy, {LANGUAGES[pathlib.Path(path).suffix] for path in paths if pathlib.Path(path).suffix in LANGUAGES}

    def compare(self, repository, repetitions):
        copy, languages = self.copy_sources(repository)
        (copy / "sgconfig.yml").write_text("ruleDirs: []\n")
        rules = "---\n".join(patterns(languages))
        commands = {"ast-grep": [self.ast_grep, "scan", "--inline-rules", rules, "--threads", "1", "--no-ignore", "hidden", "--json=stream", copy]}
        if languages <= set(OF_NODE):
            shutil.copyfile(HERE / "eslint.config.mjs", copy / "eslint.config.mjs")
            (copy / "node_modules").symlink_to(HERE / "node_modules")
            commands["ESLint"] = ["node", HERE / "node_modules" / "eslint" / "bin" / "eslint.js", "--format", "json", "--no-warn-ignored", copy]
        ratios = {name: [] for name in commands}
        for _ in range(repetitions):
            scan = Run([self.program, "scan", repository, "--format", "json", "--fail-on", "never", "--no-config", "--no-cache", "--jobs", "1"])
            for name, command in commands.items():
                ratios[name].append(Run(command, expected=(0, 1)).cpu / scan.cpu)
        shutil.rmtree(copy)
        return {name: statistics.median(values) for name, values in ratios.items()}


def main():
    parser = argparse.ArgumentParser(prog="./dev bench --rivals", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("repositories", nargs="+", type=pathlib.Path)
    options = parser.parse_intermixed_args()
    print(f"{'repository':24}{'ast-grep':>10}{'ESLint':>10}")
    with tempfile.TemporaryDirectory(prefix="chokepoint-rivals-") as scratch:
        rivals = Rivals(options.program.resolve(), pathlib.Path(scratch))
        for repository in options.repositories:
            row = rivals.compare(repository.resolve(), options.repetitions)
            cells = "".join(f"{row[name]:>10.1f}" if name in row else f"{'-':>10}" for name in ("ast-grep", "ESLint"))
            print(f"{repository.resolve().name:24}{cells}", flush=True)


if __name__ == "__main__":
    main()
