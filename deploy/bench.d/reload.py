"""Policies that are rewritten under load, again and again: who notices it, and what a reload costs."""

import contextlib
import dataclasses
import itertools
import json
import math
import os
import pathlib
import re
import signal
import time

import breakwater
from exchange import Line, request
from load import Wrk
from peers import JSON_1K
from processes import Client, Failure, cpu_seconds, free_port, rss_mib

MEASURED, FLIPPED, DOWNLOAD = "/secure/1k", "/flip/1k", "/trickle/lines"
# Connections that ask for the flipped route after each reload; the kernel spreads them over the event loops.
CHECKERS = 8
# A broken file comes before every so many reloads, or ten times if there are fewer reloads.
BREAK_EVERY, LEAST_BREAKS = 100, 10
# Parts of the reloads after which memory is read.
MARKS = (0.1, 0.5, 1)
# Seconds for a reload, and between two looks whether it is done.
PATIENCE, GLANCE = 30, 0.001
# Seconds that are not counted before a stretch without reloads.
SETTLING = 0.5
# Looks without a reload, and reloads without load, to tell what each costs.
IDLE_GLANCES, IDLE_PART, LEAST_ALONE = 500, 0.1, 20

BROKEN = {
    "no YAML": lambda text: text + "  - {\n",
    "an unknown role": lambda text: text.replace("roles: [member]", "roles: [membr]", 1),
    "an id that stands twice": lambda text: text.replace("- id: filler-1\n", "- id: filler-0\n", 1),
    "an unknown key": lambda text: text.replace("    access: ", "    acess: ", 1),
    "an empty file": lambda text: "",
}


@dataclasses.dataclass
class Spent:
    """What the gateway did in some time."""

    cpu: float
    requests: int
    glances: int


@dataclasses.dataclass
class Loaded:
    quiet: list[Spent]
    """Without reloads, before them and after."""
    busy: Spent
    load: dict
    """What wrk says."""
    witnesses: dict
    """What witness.py says."""
    memory: dict
    """MiB by the number of reloads."""
    refusals: int


@dataclasses.dataclass
class Found:
    reloads: int
    loaded: Loaded
    glances: Spent
    """Nothing but looks whether a reload is done."""
    alone: Spent
    reloads_alone: int
    seconds: list[float]
    """Under load, from each signal until the counter shows that the new policies are in force."""
    checks: int
    wrong: list[str]
    """Checks right after a reload: answers that the policies in force would not give, and closed connections."""

    def cpu_alone(self):
        """CPU ms of a reload with nothing beside it."""
        return (self.alone.cpu - self._looking(self.alone)) * 1e3 / self.reloads_alone

    def cpu_loaded(self):
        """CPU ms of a reload, taken or refused: what was spent beyond what so many requests cost without reloads."""
        quiet, busy = self.loaded.quiet, self.loaded.busy
        request = sum(one.cpu for one in quiet) / sum(one.requests for one in quiet)
        rest = busy.cpu - request * busy.requests - self._looking(busy)
        return rest * 1e3 / (self.reloads + self.loaded.refusals)

    def _looking(self, spent):
        return self.glances.cpu / self.glances.glances * spent.glances


def variant(number):
    """The file of all routes. The flipped one is for anybody in every second variant, for members in the others."""
    role = "anonymous" if number % 2 == 0 else "member"
    return breakwater.routes_file([
        *breakwater.bench_routes(breakwater.ROUTES - 2),
        breakwater.relay("flip", "GET", "/flip/{rest...}", "rest: any", "origin", role, target="/relay/{rest...}"),
        breakwater.relay("trickle", "GET", "/trickle/{rest...}", "rest: any", "trickle", "member"),
    ])


def flipped_status(number):
    """What the flipped route answers to somebody without a token."""
    return 200 if number % 2 == 0 else 401


class Observer:
    """Reads the pages of the admin listener, and counts how often."""

    RELOADS = re.compile(r'^breakwater_policy_reloads_total\{result="(\w+)"\} (\d+)$', re.M)
    REQUESTS = re.compile(r"^breakwater_requests_total\{[^\n]*\} (\d+)$", re.M)

    def __init__(self, subject):
        self.subject = subject
        self.line = Line(subject.admin)
        self.glances = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.line.channel.close()

    def reloads(self):
        """How many policies were taken and refused."""
        return {result: int(count) for result, count in self.RELOADS.findall(self._page("/metrics"))}

    def check_readiness(self, expected):
        page = self._page("/readyz")
        if json.loads(page)["status"] != expected:
            raise Failure(f"/readyz does not say {expected!r} but {page[:500]}")

    @contextlib.contextmanager
    def spending(self):
        """Gives what is filled in when the `with` block ends: what was spent meanwhile."""
        spent = Spent(0, 0, 0)
        requests, glances, cpu = self._requests(), self.glances, cpu_seconds(self.subject.pid)
        yield spent
        spent.cpu = cpu_seconds(self.subject.pid) - cpu
        spent.glances = self.glances - glances
        spent.requests = self._requests() - requests

    def _requests(self):
        return sum(map(int, self.REQUESTS.findall(self._page("/metrics"))))

    def _page(self, path):
        self.glances += 1
        answer = self.line.ask(request("GET", path))
        if answer.status != 200:
            raise Failure(f"{path} is answered with {answer.status}: {answer.body[:500].decode(errors='replace')}")
        return answer.body.decode()


class Rewriter:
    """Replaces the file of all routes, sends the signal, waits for what comes of it, and tries it."""

    def __init__(self, subject, folder, observer):
        self.subject, self.observer = subject, observer
        self.file = folder / "routes/bench.yaml"
        self.counts = observer.reloads()
        self.number = 0
        self.seconds, self.wrong, self.checks = [], [], 0
        self.lines = [Line(subject.port) for _ in range(CHECKERS)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for line in self.lines:
            line.channel.close()

    def take_next(self):
        """The next variant, which is then the one by which all are judged."""
        start = self._put(variant(self.number + 1), "taken")
        self.seconds.append(time.monotonic() - start)
        self.number += 1
        self._check("after reload")

    def refuse(self, reason):
        """A file that is refused: the former one stays, readiness says so, and traffic goes on."""
        text = variant(self.number + 1)
        broken = BROKEN[reason](text)
        if broken == text:
            raise Failure(f"the file that should be broken ({reason}) is not")
        self._put(broken, "refused")
        self.observer.check_readiness("degraded")
        self._check(f"with {reason} after reload")

    def _put(self, text, result):
        # Whole or not at all, as an editor does it; hidden files are passed over.
        new = self.file.with_name(f".{self.file.name}.new")
        new.write_text(text)
        os.replace(new, self.file)
        self.counts[result] += 1
        start = time.monotonic()
        os.kill(self.subject.pid, signal.SIGHUP)
        while (counts := self.observer.reloads()) != self.counts:
            if time.monotonic() - start > PATIENCE:
                raise Failure(f"a reload is not {result}: {counts}, not {self.counts}")
            time.sleep(GLANCE)
        return start

    def _check(self, when):
        """Asks for both routes on every connection, all at once."""
        expected = {
            FLIPPED: (request("GET", FLIPPED), flipped_status(self.number)),
            MEASURED: (request("GET", MEASURED, self.subject.token), 200)}
        for path, (data, status) in expected.items():
            for line in self.lines:
                # A closed connection is found when the answer is read.
                with contextlib.suppress(OSError):
                    line.send(data)
            for index, line in enumerate(self.lines):
                self.checks += 1
                try:
                    while (answer := line.receive()) is None:
                        pass
                    seen = answer.status
                except (Failure, OSError) as error:
                    seen = error
                    line.channel.close()
                    self.lines[index] = Line(self.subject.port)
                if seen != status:
                    self.wrong.append(f"{when} {self.number}: {path} is answered with {seen}, not {status}")


def measure(bench, binary, options, say):
    """With the default number of event loops: what is new has to come to each."""
    name = "breakwater-reload"
    origin = free_port()
    script = pathlib.Path(__file__).resolve().parent / "trickle.py"
    bench.processes.start("trickle", ["python3", "-B", script, origin], origin)
    say("starting breakwater")
    subject = breakwater.start(
        bench, binary, "ES256", loops=None, name=name,
        # Files are read when the signal says so, and at no other time; and no connection is closed for its age.
        settings={"BREAKWATER_POLICY_WATCH": "false", "BREAKWATER_DEADLINE_KEEP_ALIVE": "3600s"},
        policies={**breakwater.surroundings(bench, {"trickle": origin}), "routes/bench.yaml": variant(0)})
    with contextlib.ExitStack() as stack:
        observer = stack.enter_context(Observer(subject))
        rewriter = stack.enter_context(Rewriter(subject, breakwater.policy_folder(bench, name), observer))
        observer.check_readiness("ready")
        loaded = _under_load(Wrk(bench.directory), origin, rewriter, options, say)
        seconds = list(rewriter.seconds)
        say("without load")
        with observer.spending() as glances:
            for _ in range(IDLE_GLANCES):
                observer.reloads()
        alone_reloads = max(LEAST_ALONE, math.ceil(options.reloads * IDLE_PART))
        with observer.spending() as alone:
            for _ in range(alone_reloads):
                rewriter.take_next()
    bench.processes.stop_one(subject.pid)
    return [Found(
        options.reloads, loaded, glances, alone, alone_reloads, seconds, rewriter.checks, rewriter.wrong)]


def _under_load(wrk, origin, rewriter, options, say):
    subject, observer = rewriter.subject, rewriter.observer
    marks = {math.ceil(options.reloads * part) for part in MARKS}
    break_every = max(1, min(BREAK_EVERY, options.reloads // LEAST_BREAKS))
    reasons = itertools.cycle(BROKEN)
    url = f"http://127.0.0.1:{subject.port}{MEASURED}"
    with contextlib.ExitStack() as stack:
        witnesses = stack.enter_context(
            Client("witness.py", [subject.port, MEASURED, DOWNLOAD, origin], subject.token))
        finish = stack.enter_context(wrk.until_finished(url, subject.token, len(JSON_1K)))
        quiet = [_quiet(observer, options.duration)]
        memory, refusals = {0: rss_mib(subject.pid)}, 0
        with observer.spending() as busy:
            for number in range(1, options.reloads + 1):
                if number % break_every == 0:
                    rewriter.refuse(next(reasons))
                    refusals += 1
                rewriter.take_next()
                if number % break_every == 0:
                    observer.check_readiness("ready")
                if number in marks:
                    memory[number] = rss_mib(subject.pid)
                    say(f"  {number} reloads: {memory[number]:.1f} MiB")
        quiet.append(_quiet(observer, options.duration))
        load = finish()
        seen = witnesses.finish()
    return Loaded(quiet, busy, load, seen, memory, refusals)


def _quiet(observer, seconds):
    """What the gateway spends under the same load without reloads."""
    time.sleep(SETTLING)
    with observer.spending() as spent:
        time.sleep(seconds)
    return spent
