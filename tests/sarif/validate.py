"""Checks SARIF logs with the rules `Sarif;Ghas` of Microsoft's SARIF Multitool: no error and no warning is accepted.

    validate.py [--root FOLDER] COMMAND...      each COMMAND prints one log, e.g. "build/chokepoint scan --format sarif src"

With --root the line hashes are computed once more from the files in FOLDER.

The tool ends with status 0 even when it finds errors, so its own log is read. Reachability of addresses (SARIF2006, a note) is
switched off: a test does not depend on the network.
"""

import argparse
import json
import os
import pathlib
import shlex
import stat
import subprocess
import sys
import tempfile
import urllib.parse

here = pathlib.Path(__file__).resolve().parent
tool = here.parent / "node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"


def validate(log: pathlib.Path, verdict: pathlib.Path) -> list[str]:
    """The complaints about one log, one line each."""
    command = [tool, "validate", log, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--output", verdict,
               "--log", "ForceOverwrite", "--config", here / "multitool.json", "--max-file-size-in-kb", "1000000"]
    # The tool needs no locale data, which a bare machine does not have.
    environment = dict(os.environ, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1")
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0 or not verdict.exists():
        return [f"the multitool failed with status {done.returncode}: {done.stdout}{done.stderr}"]
    run = json.loads(verdict.read_text(encoding="utf-8-sig"))["runs"][0]
    complaints = []
    for result in run.get("results", []):
        region = result["locations"][0]["physicalLocation"].get("region", {})
        message = result["message"].get("text") or " ".join([result["message"].get("id", ""), *result["message"].get("arguments", [])])
        complaints.append(f"line {region.get('startLine', '?')}: {result.get('level', 'warning')} {result.get('ruleId')}: {message}")
    for invocation in run.get("invocations", []):
        for notification in invocation.get("toolExecutionNotifications", []) + invocation.get("toolConfigurationNotifications", []):
            if notification.get("level") == "error":
                complaints.append(f"the multitool says: {notification['message'].get('text')}")
    if not any("1 files scanned" in line for line in done.stdout.splitlines()):
        complaints.append(f"the multitool did not read the log: {done.stdout}")
    return complaints


def line_hashes(path: pathlib.Path) -> list[str]:
    """What GitHub's uploader computes, written a second time: polynomials over 100 UTF-16 units from the start of each line."""
    encoded = path.read_bytes().decode("utf-8", "replace").encode("utf-16-le")
    units, starts, at_start, after_return = [], [], True, False
    for unit in [*memoryview(encoded).cast("H"), 0xFFFF]:
        if unit in (0x20, 0x09) or (after_return and unit == 0x0A):
            after_return = False
            continue
        after_return = unit == 0x0D
        if at_start:
            starts.append(len(units))
        at_start = unit in (0x0A, 0x0D)
        units.append(0x0A if unit == 0x0D else unit)
    units += [0] * 100
    seen, hashes = {}, []
    for start in starts:
        value = 0
        for unit in units[start:start + 100]:
            value = (value * 37 + unit) % 2**64
        seen[value] = seen.get(value, 0) + 1
        hashes.append(f"{value:x}:{seen[value]}")
    return hashes


def check_hashes(log: pathlib.Path, root: pathlib.Path) -> list[str]:
    complaints = []
    results = json.loads(log.read_text(encoding="utf-8"))["runs"][0]["results"]
    for result in results:
        place = result["locations"][0]["physicalLocation"]
        path = root / urllib.parse.unquote(place["artifactLocation"]["uri"])
        line = place["region"]["startLine"]
        expected, found = line_hashes(path)[line - 1], result["partialFingerprints"].get("primaryLocationLineHash")
        if found != expected:
            complaints.append(f"{path}:{line}: the line hash is {found}, GitHub computes {expected}")
    return complaints if results else ["no results: nothing was checked"]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=pathlib.Path)
    parser.add_argument("commands", nargs="+")
    arguments = parser.parse_args()
    if not tool.exists():
        print(f"{tool} is not installed: run `npm ci --ignore-scripts` in {here.parent}, or use ./dev", file=sys.stderr)
        return 1
    if not os.access(tool, os.X_OK):
        tool.chmod(tool.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for index, command in enumerate(arguments.commands):
            log = pathlib.Path(folder) / f"{index}.sarif"
            with log.open("wb") as output:
                status = subprocess.run(shlex.split(command), stdout=output).returncode
            if status not in (0, 1, 3):  # findings and an incomplete scan are no failure of the report
                print(f"{command}: failed with status {status}")
                failed = True
                continue
            complaints = validate(log, pathlib.Path(folder) / f"{index}.verdict.sarif")
            if arguments.root:
                complaints += check_hashes(log, arguments.root)
            print(f"{command}: {len(complaints)} complaints")
            for complaint in complaints:
                print(f"  {complaint}")
            failed = failed or bool(complaints)
    return 1 if failed else 0


sys.exit(main())
