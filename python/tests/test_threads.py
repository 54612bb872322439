"""Many questions at once, and many one after another."""

import concurrent.futures
import subprocess
import sys

import ausfall

from conftest import ONE_HOST

NAME = "scenarios/examples/traditional-cluster.yaml"


def test_questions_may_be_asked_at_once():
    """The same answers as one after another, whatever else is asked meanwhile."""
    room = ausfall.load(NAME)
    one = ausfall.loads(ONE_HOST)

    def ask(seed):
        digest = room.run(replications=4, seed=seed, threads=1 + seed % 3).digest
        solved = one.set("hosts.node.failures.hardware.mttr", f"{1 + seed} h").solve().services["web"].unavailability
        try:
            one.set("hosts.nobody.boot", "1 min")
        except ausfall.ScenarioError as error:
            return digest, solved, len(error.errors)

    expected = [ask(seed) for seed in range(24)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(24))) == expected
    assert len({digest for digest, *_ in expected}) == 24


GROWTH = """
import ausfall, gc, resource

def pages():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()

room = ausfall.load({name!r})
one = ausfall.loads({one!r})

def ask():
    result = room.run(replications=1, threads=2)
    result.to_frame(); result._repr_html_(); result.to_dict()
    one.solve(at="100 h"); one.inject("node", samples=3); one.fmea(samples=1)
    one.set("horizon", "1 y").check(replications=2).to_json()
    for wrong in (lambda: one.set("nobody.boot", "1 min"), lambda: one.run(method="x"), lambda: ausfall.load("nowhere")):
        try:
            wrong()
        except ausfall.Error as error:
            str(error)

for _ in range(20):
    ask()
gc.collect()
before = pages()
for _ in range({times}):
    ask()
gc.collect()
print((pages() - before) / {times})
"""


def test_memory_does_not_grow():
    """What a round leaves behind, in bytes, once everything that is kept for good is there. An answer that was never
    freed would be a hundred thousand."""
    code = GROWTH.format(name=NAME, one=ONE_HOST, times=80)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 8192, f"{done.stdout.strip()} bytes a round"
