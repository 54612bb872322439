"""What README.md shows is what happens: each block of Python is run, and prints the block that follows it."""

import contextlib
import io
import os
import re

import pytest

from conftest import TOP

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
README = TOP / "python" / "README.md"


def outputs(text):
    """Each block of Python with its output and where that stands, all run one after another in one place."""
    blocks = list(BLOCK.finditer(text))
    names = {}
    for block, follower in zip(blocks, blocks[1:]):
        if block[1] == "python" and follower[1] == "":
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(block[2], str(README), "exec"), names)
            yield block, follower, printed.getvalue()


def test_the_readme_shows_what_happens():
    text = README.read_text()
    assert len(re.findall(r"^```python$", text, re.MULTILINE)) == 3
    found = [(follower, printed) for _, follower, printed in outputs(text)]
    assert len(found) == 3, "each block is followed by its output"
    if os.environ.get("AUSFALL_REWRITE_GOLDENS"):
        for follower, printed in reversed(found):
            text = text[: follower.start(2)] + printed + text[follower.end(2) :]
        README.write_text(text)
        return
    for follower, printed in found:
        assert follower[2] == printed


def test_paths_of_the_readme_are_there():
    for link in re.findall(r"\]\((\.\./[^)#]+)", README.read_text()):
        assert (README.parent / link).exists(), link
    for file in re.findall(r"`([\w/]+\.(?:py|cpp|hpp))`", README.read_text()):
        assert any((TOP / "python" / folder / file).exists() for folder in ("", "ausfall", "src")), file


@pytest.mark.parametrize("name", ["run", "compare", "solve", "inject", "fmea", "sensitivity", "check"])
def test_arguments_of_the_readme_are_there(name):
    import inspect

    import ausfall

    row = re.search(rf"^\| `{name}\(([^)]*)\)`", README.read_text(), re.MULTILINE)
    known = inspect.signature(getattr(ausfall.Scenario, name)).parameters
    for argument in row[1].split(", "):
        assert argument == "..." or argument in known
