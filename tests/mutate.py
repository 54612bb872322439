#!/usr/bin/env python3
"""Makes small careless changes to the sources, one at a time, and tells which of them no test notices.

Called by `./dev mutate [FILE...] [--number N] [--seed S]`. It works on a copy of the checkout in
build/mutate, builds what a change affects, and runs the tests until one fails: those of the change's own
floor first. A change that does not compile, or that tests/equivalent.txt names as making no difference,
does not count.
"""

import argparse
import random
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FLOORS = ["sim", "models", "scenarios", "studies", "app"]
# Suites by floor; analytic and properties take longest, and come last.
SUITES = ["golden", "analytic", "properties", "layering_test", "measures_test"]
TIMEOUT = 1800  # seconds for all tests of a change: it may also have made the program loop


@dataclass(frozen=True)
class Change:
    file: str
    line: int  # from 1
    kind: str
    before: str
    after: str

    def text(self) -> str:
        return f"{self.file}:{self.line}: {self.kind}\n    - {self.before.strip()}\n    + {self.after.strip()}"

    def key(self) -> str:
        return f"{self.file}: {self.before.strip()} => {self.after.strip()}"


def masked(text: str) -> str:
    """The text with comments and literals blanked, so that nothing in them is changed."""
    pattern = r'//[^\n]*|/\*.*?\*/|R"\((?:.|\n)*?\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\''
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found.group()), text, flags=re.S)


def end_of_operand(code: str, start: int) -> int:
    """Where the operand that begins there ends, on its line."""
    depth = 0
    for i in range(start, len(code)):
        letter = code[i]
        if letter in "([{":
            depth += 1
        elif letter in ")]}":
            if depth == 0:
                return i
            depth -= 1
        elif depth == 0 and (letter in ";,?" or code[i : i + 4] in (" && ", " || ")):
            return i
    return len(code) if depth == 0 else -1


def replacements(code: str):
    """(kind, from, to, text) for a line of code whose literals are blanked."""
    swaps = {" < ": " <= ", " <= ": " < ", " > ": " >= ", " >= ": " > ", " == ": " != ", " != ": " == "}
    for found in re.finditer(r" (<|<=|>|>=|==|!=) ", code):
        yield "comparison", found.start(), found.end(), swaps[found.group()]
    for found in re.finditer(r" [+-] 1\b(?![.'])", code):
        yield "off by one", found.start(), found.end(), ""
    for found in re.finditer(r" (\+|-|\*|/) (?=[\w(])", code):
        other = {" + ": " - ", " - ": " + ", " * ": " / ", " / ": " * "}[found.group()]
        yield "arithmetic", found.start(), found.end(), other
    for found in re.finditer(r" (&&|\|\|) ", code):
        end = end_of_operand(code, found.end())
        if end > 0:
            yield "dropped condition", found.start(), end, ""
    for found in re.finditer(r"\bif \(", code):
        end = end_of_operand(code, found.end())
        if 0 < end < len(code) and code[end] == ")":
            yield "negated condition", found.end(), end, f"!({code[found.end():end]})"
    for found in re.finditer(r"\w\(([\w.\->\[\]]+), ([\w.\->\[\]]+)\)", code):
        one, two = found.group(1), found.group(2)
        if one != two:
            yield "swapped arguments", found.start(1), found.end(2), f"{two}, {one}"
    for found in re.finditer(r"(?<![\w.'])(\d[\d']*(?:\.\d+)?)(?![\w.'])", code):
        number = found.group().replace("'", "")
        other = f"{float(number) * 1.5:g}" if "." in number else str(int(number) * 2 or 1)
        yield "another constant", found.start(), found.end(), other
    for found in re.finditer(r"\b(true|false)\b", code):
        yield "flag", found.start(), found.end(), "false" if found.group() == "true" else "true"
    for found in re.finditer(r"^\s*(break|continue);", code):
        yield "dropped jump", found.start(1), found.end(), ";"


def changes_of(file: str, text: str) -> list[Change]:
    changes = []
    lines = text.split("\n")
    if file.endswith(".yaml"):
        for number, line in enumerate(lines, 1):
            code = line.split("#")[0]
            for found in re.finditer(r"(?<=[:\[ ])(\d+)(?=[ ,}\]]|$)", code):
                if re.search(r"source|assumption|description", code[: found.start()]):
                    continue
                after = f"{line[:found.start()]}{int(found.group()) + 1}{line[found.end():]}"
                changes.append(Change(file, number, "another value", line, after))
        return changes
    for number, (line, code) in enumerate(zip(lines, masked(text).split("\n")), 1):
        if re.match(r"\s*(#|template|using|static_assert|assert\(|namespace|struct|class|enum)", code):
            continue
        for kind, start, end, other in replacements(code):
            changes.append(Change(file, number, kind, line, line[:start] + other + line[end:]))
    return changes


class Laboratory:
    """A copy of the checkout, built once, in which changes are tried."""

    def __init__(self, root: Path):
        self.root = root
        self.place = root / "build" / "mutate"
        self.tree = self.place / "tree"
        self.build = self.place / "build"

    def prepare(self, files: list[str]) -> None:
        for file in files:
            target = self.tree / file
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists() or target.read_bytes() != (self.root / file).read_bytes():
                shutil.copy2(self.root / file, target)
        if not (self.build / "build.ninja").exists():
            self.run(
                ["cmake", "-S", self.tree, "-B", self.build, "-G", "Ninja", "-DCMAKE_CXX_COMPILER=g++"]
                + ["-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1", "-DAUSFALL_WERROR=OFF", "-DAUSFALL_BENCH=OFF"]
            )
        if not self.compiles():
            sys.exit("mutate: the checkout does not build")

    def run(self, command) -> None:
        subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)

    def compiles(self) -> bool:
        done = subprocess.run(["ninja", "-C", self.build], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return done.returncode == 0

    def notices(self, file: str) -> bool:
        floor = file.split("/")[0]
        above = FLOORS[FLOORS.index(floor) :] if floor in FLOORS else FLOORS
        for suite in [f"{each}_tests" for each in above] + SUITES:
            command = ["ctest", "--test-dir", self.build, "-R", f"^{suite}", "-j", "2", "--stop-on-failure"]
            try:
                done = subprocess.run(
                    [str(word) for word in command], timeout=TIMEOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            except subprocess.TimeoutExpired:
                return True
            if done.returncode != 0:
                return True
        return False

    def outcome(self, change: Change) -> str:
        path = self.tree / change.file
        text = path.read_text()
        lines = text.split("\n")
        lines[change.line - 1] = change.after
        path.write_text("\n".join(lines))
        try:
            if not self.compiles():
                return "does not compile"
            return "noticed" if self.notices(change.file) else "SURVIVED"
        finally:
            path.write_text(text)


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev mutate", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", nargs="*", help="change these; all floors, each alike, unless given")
    parser.add_argument("--number", type=int, default=20, help="so many changes that compile (20)")
    parser.add_argument("--seed", type=int, default=1, help="which of the many there are (1)")
    parser.add_argument("--list", action="store_true", help="only show them")
    options = parser.parse_args()

    root = Path(__file__).resolve().parent.parent
    tracked = subprocess.run(["git", "-C", root, "ls-files"], check=True, capture_output=True, text=True).stdout.split("\n")[:-1]
    tracked = [file for file in tracked if (root / file).is_file()]
    chosen = options.file or [
        file for file in tracked if file.split("/")[0] in FLOORS and re.search(r"\.(cpp|hpp)$|profiles/.*\.yaml$", file)
    ]
    for file in chosen:
        if file not in tracked:
            sys.exit(f"mutate: {file} is no file of the checkout")
    named = root / "tests" / "equivalent.txt"
    equivalent = set(named.read_text().split("\n")) if named.exists() else set()

    random.seed(options.seed)
    by_floor: dict[str, list[Change]] = {}
    for file in chosen:
        for change in changes_of(file, (root / file).read_text()):
            if change.key() not in equivalent:
                by_floor.setdefault(change.file.split("/")[0], []).append(change)
    for changes in by_floor.values():
        random.shuffle(changes)

    laboratory = Laboratory(root)
    if not options.list:
        laboratory.prepare(tracked)
    counts = {"noticed": 0, "SURVIVED": 0, "does not compile": 0}
    floors = list(by_floor)
    while floors and counts["noticed"] + counts["SURVIVED"] < options.number:
        floor = floors.pop(0)
        change = by_floor[floor].pop()
        if by_floor[floor]:
            floors.append(floor)
        outcome = "noticed" if options.list else laboratory.outcome(change)
        counts[outcome] += 1
        if options.list or outcome != "does not compile":
            print(f"{'' if options.list else outcome + '  '}{change.text()}", flush=True)
    if not options.list:
        total = counts["noticed"] + counts["SURVIVED"]
        print(f"{counts['noticed']} of {total} noticed; {counts['does not compile']} more did not compile")
        laboratory.compiles()  # as it was


if __name__ == "__main__":
    main()
