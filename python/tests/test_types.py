"""What a reader of types and of documentation finds."""

import ast
import inspect
import os
import pathlib
import subprocess
import sys

import ausfall
import pytest
from ausfall import _core

PACKAGE = pathlib.Path(ausfall.__file__).parent


def test_the_stub_has_what_the_compiled_half_has():
    stub = ast.parse((PACKAGE / "_core.pyi").read_text())
    named = {node.name for node in stub.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    assert named == {name for name in dir(_core) if not name.startswith("_")} - {"version"}
    for node in stub.body:
        if isinstance(node, ast.ClassDef):
            members = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
            assert members == {name for name in vars(getattr(_core, node.name)) if not name.startswith("_")}
    assert (PACKAGE / "py.typed").exists()


def test_everything_public_is_documented_and_annotated():
    for name in ausfall.__all__:
        thing = getattr(ausfall, name)
        if name.startswith("__"):
            continue
        assert thing.__doc__, name
        functions = [thing] if inspect.isfunction(thing) else [
            each for key, each in vars(thing).items() if not key.startswith("_") and inspect.isfunction(each)]  # fmt: skip
        for function in functions:
            assert "return" in function.__annotations__, f"{name}: {function.__name__}"
    for question in ("run", "compare", "solve", "inject", "fmea", "sensitivity", "check", "set", "variant"):
        assert getattr(ausfall.Scenario, question).__doc__, question


def mypy(*arguments):
    words = [sys.executable, "-m", "mypy", "--strict", "--ignore-missing-imports", "--cache-dir", os.devnull, *arguments]
    environment = {**os.environ, "MYPYPATH": str(PACKAGE.parent)}
    return subprocess.run(words, capture_output=True, text=True, timeout=300, env=environment)


def test_types_are_right(tmp_path):
    pytest.importorskip("mypy")
    user = tmp_path / "user.py"
    user.write_text(
        "import ausfall\n"
        "room = ausfall.load('room.yaml').set('horizon', '5 y')\n"
        "low: float | None = room.run(replications=4, precision='5 %').services['mail'].availability.low\n"
        "exact: float | None = room.solve(at='1 h').services['mail'].unavailability\n"
        "room.run(replications='many')\n"
        "room.walk()\n"
    )
    done = mypy(str(PACKAGE), str(user))
    wrong = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert len(wrong) == 2, done.stdout + done.stderr
    assert "user.py:5" in wrong[0] and 'has incompatible type "str"' in wrong[0]
    assert "user.py:6" in wrong[1] and '"walk"' in wrong[1]
