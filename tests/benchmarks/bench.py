"""Compares whole scans with reading and parsing alone, as medians of ratios of runs that follow one another.

    python3 tests/benchmarks/bench.py PROGRAM PARSE_ONLY [--repetitions N] [REPOSITORY…]

One line for every repository (without any: for a corpus written by corpus.py). Times of one thread are CPU time, so that other work
of the machine disturbs them little; only the gain by more threads is elapsed time. Columns:

    lines     of the languages that are read, in thousands
    cold      a scan with nothing kept, relative to reading and parsing the same files with one thread
    warm      the next scan with nothing changed, relative to the cold one
    changed   a scan after one source file has changed, relative to the cold one
    twice     a cold scan of two copies in one folder, relative to twice a cold scan of one
    threads   elapsed time of a cold scan with one thread, relative to that with all
    memory    at most, of the cold scan with all threads, in MiB
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import corpus

COMMENTS = {".py": "#"}
PRODUCTION = re.compile(r"^(.+) source production (?:python|javascript|typescript|tsx|go|java) in ")
COLUMNS = ("lines", "cold", "warm", "changed", "twice", "threads", "memory")


class Run:
    """A finished process: CPU and elapsed seconds, MiB at most, what it wrote."""

    def __init__(self, command, expected=(0, 3)):
        started = time.monotonic()
        with tempfile.TemporaryFile() as out:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            self.output = out.read()
        self.elapsed = time.monotonic() - started
        self.cpu = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss / 1024
        if process.returncode not in expected:
            sys.exit(f"bench: {' '.join(map(str, command))} ended with status {process.returncode}")


class Bench:
    def __init__(self, program, parse_only, scratch):
        self.program, self.parse_only, self.scratch = program, parse_only, scratch

    def scan(self, folder, jobs, kept=None):
        cache = ["--cache-dir", kept] if kept else ["--no-cache"]
        return Run([self.program, "scan", folder, "--format", "json", "--fail-on", "never", "--no-config", "--jobs", str(jobs), *cache])

    def parse(self, folder, jobs):
        return json.loads(Run([self.parse_only, str(jobs), folder]).output)["cpu_seconds"]

    def sources(self, folder):
        """Production files with a language, the largest first."""
        listing = Run([self.program, "scan", folder, "--dump", "files", "--no-cache", "--no-config"]).output.decode()
        paths = [folder / found[1] for found in map(PRODUCTION.match, listing.splitlines()) if found]
        return sorted(paths, key=lambda path: path.stat().st_size, reverse=True)

    def measure(self, repository, repetitions):
        one = self.scratch / "one"
        shutil.copytree(repository, one, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        shutil.copytree(one, self.scratch / "both" / "one", symlinks=True)
        shutil.copytree(one, self.scratch / "both" / "two", symlinks=True)
        sources = self.sources(one)
        changed = sources[len(sources) // 2]
        rows = [self.repetition(one, changed) for _ in range(repetitions)]
        result = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
        for folder in self.scratch.iterdir():
            shutil.rmtree(folder)
        return result

    def repetition(self, folder, changed):
        kept = self.scratch / "kept"
        parse, cold = self.parse(folder, 1), self.scan(folder, 1)
        filled = self.scan(folder, 1, kept)
        warm = self.scan(folder, 1, kept)
        assert warm.output == filled.output == cold.output, f"{folder}: a warm scan differs from a cold one"
        with changed.open("a", encoding="utf-8") as file:
            file.write(f"{COMMENTS.get(changed.suffix, '//')} {time.monotonic_ns()}\n")
        after = self.scan(folder, 1, kept)
        all_threads = self.scan(folder, os.cpu_count())
        assert all_threads.output == after.output, f"{folder}: more threads give another result"
        both = self.scan(folder.parent / "both", 1)
        shutil.rmtree(kept)
        report = json.loads(cold.output)
        return {
            "lines": sum(language["lines"] for language in report["scanned"]["languages"]) / 1000,
            "cold": cold.cpu / parse,
            "warm": warm.cpu / cold.cpu,
            "changed": after.cpu / cold.cpu,
            "twice": both.cpu / (2 * cold.cpu),
            "threads": cold.elapsed / all_threads.elapsed,
            "memory": all_threads.memory,
        }

    def start_up(self):
        """Milliseconds of CPU time of a scan of an empty folder."""
        empty = self.scratch / "empty"
        empty.mkdir()
        return statistics.median(self.scan(empty, 1).cpu for _ in range(21)) * 1000


def show(name, row):
    cells = [f"{row[column]:.0f}" if column in ("lines", "memory") else f"{row[column]:.3f}" for column in COLUMNS]
    print(f"{name:24}" + "".join(f"{cell:>9}" for cell in cells), flush=True)


def main():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("parse_only", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("repositories", nargs="*", type=pathlib.Path)
    options = parser.parse_intermixed_args()
    with tempfile.TemporaryDirectory(prefix="chokepoint-bench-") as scratch:
        root = pathlib.Path(scratch)
        bench = Bench(options.program.resolve(), options.parse_only.resolve(), root)
        print(f"start-up {bench.start_up():.1f} ms\n")
        shutil.rmtree(root / "empty")
        print(f"{'repository':24}" + "".join(f"{column:>9}" for column in COLUMNS))
        if options.repositories:
            for repository in options.repositories:
                show(repository.resolve().name, bench.measure(repository, options.repetitions))
        else:
            with tempfile.TemporaryDirectory(prefix="chokepoint-corpus-") as folder:
                corpus.write(pathlib.Path(folder), corpus.LINES)
                show("the tests' projects", bench.measure(pathlib.Path(folder), options.repetitions))


if __name__ == "__main__":
    main()
