"""Checks JSON reports against reports/json/schema.json: `validate_json.py SCHEMA COMMAND...`, each COMMAND prints one report.

Keys the schema does not describe are refused here, so that nothing is printed that is not documented.
"""

import json
import shlex
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    sys.exit("python3-jsonschema is not installed: use ./dev, or apt-get install python3-jsonschema")


def closed(schema):
    """The same schema without room for unknown keys."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    if schema.get("type") == "object" and isinstance(schema.get("properties"), dict):
        result["additionalProperties"] = False
    return result


def main() -> int:
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(closed(schema))
    failed = False
    for command in sys.argv[2:]:
        report = json.loads(subprocess.run(shlex.split(command), stdout=subprocess.PIPE, check=True).stdout)
        errors = sorted(validator.iter_errors(report), key=lambda error: list(map(str, error.absolute_path)))
        print(f"{command}: {len(errors)} errors")
        for error in errors:
            print(f"  {'/'.join(map(str, error.absolute_path))}: {error.message}")
        failed = failed or bool(errors)
    return 1 if failed or len(sys.argv) < 3 else 0


sys.exit(main())
