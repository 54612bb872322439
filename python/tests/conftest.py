"""What the tests share: the program, which the module has to agree with, and its examples."""

import json
import os
import pathlib
import re
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("AUSFALL_PROGRAM", str(TOP / "build" / "release" / "ausfall"))
EXAMPLES = sorted((TOP / "scenarios" / "examples").glob("*.yaml"))

ONE_HOST = """\
ausfall: 1
name: one host
horizon: 20 y
replications: 50
hosts: {node: {failures: {hardware: {mttf: 1000 h, mttr: 10 h}}}}
apps: {web: {on: node}}
services: {web: {needs: web, slo: 99 %}}
"""


def called(*arguments, text=None):
    """The program's exit code, standard output and standard error."""
    words = [PROGRAM, *map(str, arguments), "--no-progress"]
    done = subprocess.run(words, input=text, capture_output=True, text=True, timeout=300, cwd=TOP)
    return done.returncode, done.stdout, done.stderr


def printed(*arguments, text=None):
    """The JSON that the program prints."""
    code, output, errors = called(*arguments, "--format", "json", text=text)
    assert code in (0, 1, 3), errors
    return json.loads(output)


def without_calls(text):
    """Without what is called: the program names its options, the module its functions."""
    return re.sub(r'--[a-z-]+ [^ ;]+|\w+="[^"]*"', "`...`", re.sub(r"`[^`]*`", "`...`", text))


def timeless(value):
    """Without what depends on the clock, and what each calls by its own names."""
    if isinstance(value, dict):
        return {
            key: [without_calls(each) for each in its] if key == "warnings" else timeless(its)
            for key, its in value.items()
            if key != "wall_seconds"
        }
    if isinstance(value, list):
        return [timeless(each) for each in value]
    return value


def assert_same(result, expected):
    assert timeless(result.to_dict()) == timeless(expected)


@pytest.fixture(autouse=True)
def at_the_top(monkeypatch):
    """Names of files are those of the documents."""
    monkeypatch.chdir(TOP)
