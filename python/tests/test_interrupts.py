"""A study that takes long: Ctrl-C, other threads meanwhile, progress."""

import signal
import subprocess
import sys
import threading
import time

import ausfall
import pytest

from conftest import ONE_HOST

LONG = 2**30
NAME = "scenarios/examples/traditional-cluster.yaml"


def in_a_process(code):
    """What it prints; a Python of its own, since Ctrl-C is for the main thread of a process."""
    prelude = (
        "import ausfall, signal, threading, time, os\n"
        "def ctrl_c(seconds):\n"
        "    threading.Timer(seconds, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
        f"room = ausfall.load({NAME!r})\n"
    )
    done = subprocess.run([sys.executable, "-c", prelude + code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_ctrl_c_ends_a_run_soon_and_keeps_what_was_finished():
    lines = in_a_process(
        "ctrl_c(3)\n"
        "began = time.monotonic()\n"
        "try:\n"
        f"    room.run(replications={LONG}, method='plain')\n"
        "except KeyboardInterrupt as stop:\n"
        "    print(type(stop).__name__, round(time.monotonic() - began))\n"
        "    print(stop.result.replications, stop.result.interrupted)\n"
        "    print(stop.result.warnings[-1])\n"
        "    print(stop.result.services['mail'].availability.mean > 0.9)\n"
        "print(room.run(replications=4).replications)\n"
    )
    name, seconds = lines[0].split()
    assert name == "Interrupted" and int(seconds) < 10
    replications, interrupted = lines[1].split()
    assert 0 < int(replications) < LONG and interrupted == "True"
    assert "interrupted" in lines[2]
    assert lines[3:] == ["True", "4"], "and the next question is answered"


@pytest.mark.parametrize(
    "question",
    [
        f"room.inject('node1:hardware', samples={LONG})",
        "room.fmea(2, samples=2000000)",
        f"room.sensitivity(replications={LONG})",
        f"room.set('expect', {{'services.mail.availability': {{'at-least': 0.99977}}}}).check(replications={LONG})",
        f"ausfall.compare({{'a': room, 'b': room.set('hosts.node*.boot', '5 min')}}, replications={LONG})",
        "ausfall.from_dict({'ausfall': 1, 'crews': {'one': {'size': 1}}, 'services': {'farm': {'needs': {'at-least': 1, 'of': "
        "'n*'}}}, 'hosts': {f'n{i}': {'failures': {'hw': {'mttf': f'{100 + i} h', 'mttr': '1 h', 'crew': 'one'}}} "
        "for i in range(12)}}).solve()",
    ],
)
def test_ctrl_c_ends_every_study(question):
    lines = in_a_process(
        "ctrl_c(1.5)\n"
        "began = time.monotonic()\n"
        "try:\n"
        f"    {question}\n"
        "except ausfall.Interrupted as stop:\n"
        "    print('stopped', stop.result is None or stop.result.interrupted or 'solve', round(time.monotonic() - began))\n"
    )
    assert len(lines) == 1 and lines[0].startswith("stopped"), lines
    assert int(lines[0].split()[-1]) < 20


def test_what_another_handler_raises_ends_the_study():
    lines = in_a_process(
        "class Alarm(Exception): pass\n"
        "def ring(*_): raise Alarm('it rang')\n"
        "signal.signal(signal.SIGALRM, ring)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.5)\n"
        "try:\n"
        f"    room.run(replications={LONG})\n"
        "except Alarm as alarm:\n"
        "    print(alarm)\n"
    )
    assert lines == ["it rang"]


def test_other_threads_run_meanwhile():
    """The lock of the interpreter is free: another thread counts while this one waits for an answer."""
    counted = 0
    over = threading.Event()

    def count():
        nonlocal counted
        while not over.is_set():
            counted += 1
            time.sleep(0.001)

    room = ausfall.load(NAME)
    thread = threading.Thread(target=count)
    thread.start()
    began = time.monotonic()
    room.run(replications=600, threads=1)
    waited = time.monotonic() - began
    over.set()
    thread.join()
    assert counted > 20 * waited, f"{counted} times in {waited:.1f} s"


def test_progress_is_told_and_may_stop():
    told = []

    class Enough(Exception):
        pass

    def progress(done, at_most):
        told.append((done, at_most))
        if done > 0:
            raise Enough

    with pytest.raises(Enough):
        ausfall.load(NAME).run(replications=2**20, progress=progress)
    assert told[-1][0] > 0 and told[-1][1] == 2**20


def test_a_study_in_another_thread_is_stopped_by_its_progress():
    stop = threading.Event()
    found = []

    def progress(*_):
        if stop.is_set():
            raise RuntimeError("enough")

    def ask():
        try:
            ausfall.loads(ONE_HOST).run(replications=LONG, method="plain", progress=progress)
        except RuntimeError as error:
            found.append(str(error))

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.3)
    stop.set()
    thread.join(30)
    assert not thread.is_alive() and found == ["enough"]


def test_the_handler_of_the_interpreter_is_left_alone():
    before = signal.getsignal(signal.SIGINT)
    ausfall.loads(ONE_HOST).run(replications=2)
    assert signal.getsignal(signal.SIGINT) is before
