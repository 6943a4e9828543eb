"""Logins: whether the time of a refusal tells its reason, and what a storm of logins costs everybody else."""

import collections
import contextlib
import dataclasses
import json
import math
import random
import selectors
import statistics
import time

import breakwater
from exchange import Line, request
from processes import Client, Failure, cpu_seconds

# What is measured is the password check, so that nothing may be refused before it.
UNTHROTTLED = {
    "BREAKWATER_THROTTLE_FAILURES": "1000",
    "BREAKWATER_THROTTLE_ADDRESS": "1000000",
    "BREAKWATER_THROTTLE_TOTAL": "1000000",
}
# Beyond that the tries for one name would come near the bound on failures, which cannot be set higher.
MOST_TRIES = 900

LOGINS = 200
RELAYS, REFRESHES = "relay 1 KiB", "refresh"
# What goes on beside the storm: (name, method, path, requests a second). Relays are what a gateway is for. A refresh
# asks for a signature and so for a place among the passwords: the other thing that a storm could hold up.
STREAMS = [(RELAYS, "GET", "/secure/1k", 200), (REFRESHES, "PUT", "/v1/authorization", 20)]
# Seconds before each stretch that are not counted.
SETTLING = 0.5

# Refused logins, all of one length: (name of the row, user).
UNKNOWN, WRONG, LOCKED = "unknown user", "wrong password", "locked account"
USERS = {UNKNOWN: "bench-nemo", WRONG: "bench-open", LOCKED: "bench-lock"}
RIGHT, FALSE = "Bench-Pass-1", "Bench-Pass-2"
WARM_UP = 5


# Refusals


def refusals(subject, tries):
    """Seconds of each refusal by its reason, one of each in turn, after checking that nothing else tells them apart."""
    breakwater.add_account(subject, USERS[WRONG], RIGHT, phone="1000001", status=1)
    breakwater.add_account(subject, USERS[LOCKED], RIGHT, phone="1000002", status=3)
    order = random.Random(1)
    seconds = {reason: [] for reason in USERS}
    answers = {}
    with Line(subject.port) as line:
        for number in range(WARM_UP + tries):
            # Shuffled anew each time: none always comes behind the same other one.
            for reason in order.sample(list(USERS), len(USERS)):
                data = request("POST", "/v1/authorization", content={"user": USERS[reason], "password": FALSE})
                start = time.perf_counter()
                answer = line.ask(data)
                spent = time.perf_counter() - start
                answers.setdefault(reason, visible(answer))
                if visible(answer) != answers[reason]:
                    raise Failure(f"{reason}: one answer differs from another: {visible(answer)}, {answers[reason]}")
                if number >= WARM_UP:
                    seconds[reason].append(spent)
    check_alike(answers)
    return seconds


def visible(answer):
    """What a client sees of an answer, but for what differs from request to request anyway."""
    fields = {name: value for name, value in answer.fields.items() if name not in ("date", "x-request-id")}
    try:
        body = json.loads(answer.body)
    except ValueError:
        raise Failure(f"a refusal that is no JSON: {answer.status} {answer.body[:200]!r}") from None
    body.pop("requestId", None)
    return answer.status, fields, body


def check_alike(answers):
    if answers[UNKNOWN][0] != 401:
        raise Failure(f"a wrong login is answered with {answers[UNKNOWN]}, not 401")
    for reason, answer in answers.items():
        if answer != answers[UNKNOWN]:
            raise Failure(f"the answer tells {reason} from {UNKNOWN}: {answer}, {answers[UNKNOWN]}")


def apart(seconds, one, other):
    """By how many percent the medians differ."""
    middle, base = (statistics.median(seconds[reason]) for reason in (one, other))
    return (middle / base - 1) * 100


# A storm


@dataclasses.dataclass
class Stretch:
    """Some seconds of the steady clients, with or without the storm."""

    seconds: float
    cpu: float
    """CPU seconds of the gateway."""
    latency: dict
    """By stream: p50, p99 and greatest in ms, counted from when a request was due."""
    late: float
    """p99 in ms of how late the steady client itself was with a relay: of its latency, not the gateway's part."""
    refused: dict
    """By stream: answers other than 200."""


@dataclasses.dataclass
class Storm:
    good: int
    busy: int
    """503 with Retry-After."""
    other: int
    first: float
    """Seconds to the first 200."""
    last: float


@dataclasses.dataclass
class Round:
    quiet: Stretch
    stormy: Stretch
    storm: Storm

    def longer(self, stream):
        """How much the storm adds to p99, in ms."""
        return self.stormy.latency[stream][1] - self.quiet.latency[stream][1]

    def cpu_per_login(self):
        """CPU ms of a good login: what the storm takes beyond what the steady clients take in that time."""
        usual = self.quiet.cpu / self.quiet.seconds * self.stormy.seconds
        return (self.stormy.cpu - usual) * 1e3 / max(1, self.storm.good)


def storm_round(subject, quiet_seconds):
    """The same clients without the storm and with it."""
    with contextlib.ExitStack() as stack:
        streams = {
            name: stack.enter_context(Client("stream.py", [subject.port, method, path, rate], subject.token))
            for name, method, path, rate in STREAMS}
        without = window(subject, lambda: time.sleep(quiet_seconds))
        with_it = window(subject, lambda: storm(subject.port, LOGINS))
        time.sleep(SETTLING)
        seen = {name: stream.finish() for name, stream in streams.items()}
    check_relays(subject, seen[RELAYS])
    return Round(stretch(seen, without), stretch(seen, with_it), with_it.result)


@dataclasses.dataclass
class Window:
    start: float
    end: float
    cpu: float
    result: object


def window(subject, work):
    """Does the work, and says when that was and what the gateway spent meanwhile."""
    time.sleep(SETTLING)
    start, before = time.monotonic(), cpu_seconds(subject.pid)
    result = work()
    return Window(start, time.monotonic(), cpu_seconds(subject.pid) - before, result)


def storm(port, count):
    """So many connections and on each a login, all at once."""
    data = request("POST", "/v1/authorization", content={
        "user": breakwater.ADMINISTRATOR, "password": breakwater.PASSWORD})
    start = time.monotonic()
    answers = []
    with contextlib.ExitStack() as stack, selectors.DefaultSelector() as selector:
        for line in [stack.enter_context(Line(port)) for _ in range(count)]:
            line.send(data)
            selector.register(line, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(120)
            if not ready:
                raise Failure(f"{len(selector.get_map())} of {count} logins are not answered")
            for key, _ in ready:
                if answer := key.fileobj.receive():
                    answers.append((time.monotonic() - start, kind(answer)))
                    selector.unregister(key.fileobj)
    counts = collections.Counter(which for _, which in answers)
    first = min((after for after, which in answers if which == "good"), default=math.nan)
    return Storm(counts["good"], counts["busy"], counts["other"], first, answers[-1][0])


def kind(answer):
    if answer.status == 200 and json.loads(answer.body).get("token"):
        return "good"
    return "busy" if answer.status == 503 and answer.fields.get("retry-after") else "other"


def check_relays(subject, seen):
    wrong = [(status, length) for *_, status, length in seen if (status, length) != (200, 1_024)]
    if wrong:
        status, length = wrong[0]
        raise Failure(f"{subject.name} answers {len(wrong)} relays wrongly, one with {status} and {length} bytes")


def stretch(seen, when):
    """Those requests that were due in the window: a storm's harm may show after its end."""
    inside = {
        name: [entry for entry in entries if when.start <= entry[0] < when.end] for name, entries in seen.items()}
    for name, entries in inside.items():
        if not entries:
            raise Failure(f"no {name} was due within {when.end - when.start:.2f} s: too short to say anything")
    latency = {}
    for name, entries in inside.items():
        waits = [(answered - due) * 1e3 for due, _, answered, _, _ in entries]
        latency[name] = (percentile(waits, 0.5), percentile(waits, 0.99), max(waits))
    return Stretch(
        seconds=when.end - when.start, cpu=when.cpu, latency=latency,
        late=percentile([(sent - due) * 1e3 for due, sent, *_ in inside[RELAYS]], 0.99),
        refused={name: sum(entry[3] != 200 for entry in entries) for name, entries in inside.items()})


def percentile(values, part):
    """The least value that so many are not above (nearest rank)."""
    return sorted(values)[math.ceil(part * len(values)) - 1]


# Both


@dataclasses.dataclass
class Found:
    name: str
    seconds: dict
    rounds: list


def measure(bench, binary, options, say):
    """With one event loop, as everywhere in this benchmark, and with as many as there are by default."""
    found = []
    for loops, name in ((1, "1 event loop"), (None, "default event loops")):
        say(f"{name}: starting breakwater")
        subject = breakwater.start(bench, binary, "ES256", loops=loops, settings=UNTHROTTLED)
        say(f"{name}: {options.tries} refusals of each kind")
        seconds = refusals(subject, options.tries)
        rounds = []
        for number in range(options.rounds):
            rounds.append(storm_round(subject, options.duration))
            quiet, stormy = (part.latency[RELAYS][1] for part in (rounds[-1].quiet, rounds[-1].stormy))
            say(f"  round {number + 1}: p99 of relays {quiet:.1f} ms, in the storm {stormy:.1f} ms")
        bench.processes.stop_one(subject.pid)
        found.append(Found(name, seconds, rounds))
    return found
