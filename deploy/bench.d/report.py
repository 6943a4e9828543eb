"""The Markdown that is printed: medians over the rounds, with the least and greatest value beside them."""

import statistics

import login

# (case, Breakwater, peer, ratio at most): what the project holds itself to.
TARGETS = [
    ("auth-1k", "Breakwater ES256", "HAProxy HS256 jwt_verify", 0.9),
    ("auth-1k", "Breakwater ES256", "HAProxy RS256 jwt_verify", 0.45),
    ("auth-1k", "Breakwater ES256", "Envoy jwt_authn + RBAC", 0.3),
    ("auth-1k", "Breakwater ES256", "nginx", 1.25),
    ("auth-1k", "Breakwater RS256", "HAProxy HS256 jwt_verify", 0.9),
    ("auth-1k", "Breakwater RS256", "HAProxy RS256 jwt_verify", 0.45),
    ("auth-1k", "Breakwater RS256", "Envoy jwt_authn + RBAC", 0.3),
    ("auth-1k", "Breakwater RS256", "nginx", 1.25),
    ("auth-1k-1000", "Breakwater ES256, 1,000 tokens", "Breakwater ES256, 1 token", 1.15),
    ("pull-10m", "Breakwater ES256", "HAProxy", 0.85),
    ("pull-10m", "Breakwater ES256", "nginx", 0.5),
    ("pull-256m", "Breakwater ES256", "HAProxy", 0.85),
    ("pull-256m", "Breakwater ES256", "nginx", 0.5),
    ("push-256m", "Breakwater ES256", "HAProxy", 1.0),
]
# (case, what, MiB at most)
MEMORY_TARGETS = [("idle", 40), ("idle connections", 80), ("streams", 32)]
# Percent between the medians of two refusals, less than; ms that a storm of logins adds to p99, at most.
APART_TARGET, STORM_TARGET = 5, 50
# A request among many routes ÷ one among the fewest, at most.
ROUTES_TARGET = 1.10
# Of a policy with so many routes: (figure of its compilation, unit, less than).
COMPILED_ROUTES, COMPILATION_TARGETS = 10_000, [("seconds", "s", 2), ("peak", "MiB", 200)]


def spread(values, digits):
    middle = statistics.median(values)
    if len(values) == 1:
        return f"{middle:.{digits}f}"
    return f"{middle:.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def ratios(samples, one, other):
    """Round by round, so that a slow minute of the machine counts against both."""
    return [mine.cost / theirs.cost for mine, theirs in zip(samples[one], samples[other]) if theirs.cost]


def table(case, samples):
    """One case; `samples` by subject name, in the order they ran."""
    own = [name for name in samples if name.startswith("Breakwater")]
    has_latency = case.rate == "requests/s"
    head = ["proxy", case.unit, case.rate] + (["p50 µs", "p99 µs"] if has_latency else []) + ["RSS MiB"]
    head += [f"{name} ÷ it" for name in own]
    rows = [head, ["---"] + ["--:"] * (len(head) - 1)]
    for name, runs in samples.items():
        digits = 1 if has_latency else 3
        row = [name, spread([run.cost for run in runs], digits)]
        row.append(f"{statistics.median(run.rate for run in runs):.{0 if has_latency else 2}f}")
        if has_latency:
            row += [f"{statistics.median(run.p50 for run in runs):.0f}"]
            row += [f"{statistics.median(run.p99 for run in runs):.0f}"]
        row.append(f"{max(run.rss for run in runs):.0f}")
        row += ["" if name == mine else spread(ratios(samples, mine, name), 2) for mine in own]
        rows.append(row)
    return f"## {case.title} (`{case.name}`)\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def memory_table(memory):
    """`memory`: by subject name, what `cases.streams` and `cases.idle_connections` gave."""
    rows = ["| proxy | idle RSS MiB | + idle connections | + MiB | + pulls and pushes of 64 MiB | + MiB |",
            "| --- | --: | --: | --: | --: | --: |"]
    for name, found in memory.items():
        idle, stream = found["idle connections"], found["streams"]
        rows.append(
            f"| {name} | {found['idle']:.1f} | {idle['count']} | {idle['growth']:.1f} | "
            f"{stream['clients']} + {stream['clients']} | {stream['growth']:.1f} |")
    return "## Memory (`memory`)\n\n" + "\n".join(rows) + "\n"


def verdicts(results, memory):
    """Each target that was measured, with what came out. Said, not asserted: a busy machine is no defect."""
    rows = ["| what | target | measured | |", "| --- | --: | --: | --- |"]
    for case, mine, peer, most in TARGETS:
        samples = results.get(case, {})
        if mine in samples and peer in samples:
            values = ratios(samples, mine, peer)
            met = "met" if statistics.median(values) <= most else "**missed**"
            rows.append(f"| `{case}`: {mine} ÷ {peer} | ≤ {most} | {spread(values, 2)} | {met} |")
    for name, found in memory.items():
        if name.startswith("Breakwater"):
            for what, most in MEMORY_TARGETS:
                value = found[what] if what == "idle" else found[what]["growth"]
                met = "met" if value <= most else "**missed**"
                rows.append(f"| memory: {what}, MiB | ≤ {most} | {value:.1f} | {met} |")
    return "## Targets\n\n" + "\n".join(rows) + "\n" if len(rows) > 2 else ""


def refusal_table(found):
    """`found`: by `login.measure`, one for each number of event loops."""
    rows = ["| event loops | refused for | tries | median ms | quartiles ms | against unknown user |",
            "| --- | --- | --: | --: | --: | --: |"]
    for one in found:
        for reason, seconds in one.seconds.items():
            low, middle, high = (part * 1e3 for part in statistics.quantiles(seconds, n=4, method="inclusive"))
            against = "" if reason == login.UNKNOWN else f"{login.apart(one.seconds, reason, login.UNKNOWN):+.2f} %"
            rows.append(
                f"| {one.name} | {reason} | {len(seconds)} | {middle:.2f} | {low:.2f}–{high:.2f} | {against} |")
    return "## Refused logins\n\nStatus, fields and body are equal, date and request id aside.\n\n" + "\n".join(
        rows) + "\n"


def storm_table(found):
    """What the steady clients saw without the storm and with it."""
    rows = ["| event loops | request | | p50 ms | p99 ms | max ms | not 200 | + p99 ms | client late, p99 ms |",
            "| --- | --- | --- | --: | --: | --: | --: | --: | --: |"]
    for one in found:
        for stream, *_ in login.STREAMS:
            for name, stretches in (("without", [it.quiet for it in one.rounds]),
                                    ("with", [it.stormy for it in one.rounds])):
                p50, p99, most = zip(*(stretch.latency[stream] for stretch in stretches))
                longer = spread([it.longer(stream) for it in one.rounds], 1) if name == "with" else ""
                late = spread([stretch.late for stretch in stretches], 1) if stream == login.RELAYS else ""
                rows.append(
                    f"| {one.name} | {stream} | {name} | {spread(p50, 1)} | {spread(p99, 1)} | {max(most):.1f} | "
                    f"{sum(stretch.refused[stream] for stretch in stretches)} | {longer} | {late} |")
    steady = ", ".join(f"{rate} of {name} a second" for name, _, _, rate in login.STREAMS)
    return (f"## {login.LOGINS} logins at once\n\nBeside them {steady}; latency from the moment that a request was due."
            "\n\n" + "\n".join(rows) + "\n")


def logins_table(found):
    """What came of the logins themselves."""
    rows = ["| event loops | 200 | 503 | other | first 200 s | last answer s | cores busy without | with "
            "| CPU ms/login |",
            "| --- | --: | --: | --: | --: | --: | --: | --: | --: |"]
    for one in found:
        storms = [it.storm for it in one.rounds]
        counts = (spread([getattr(storm, name) for storm in storms], 0) for name in ("good", "busy", "other"))
        cells = [one.name, *counts, spread([storm.first for storm in storms], 2),
                 spread([storm.last for storm in storms], 2),
                 spread([it.quiet.cpu / it.quiet.seconds for it in one.rounds], 2),
                 spread([it.stormy.cpu / it.stormy.seconds for it in one.rounds], 2),
                 spread([it.cpu_per_login() for it in one.rounds], 1)]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def login_verdicts(found):
    rows = ["| what | target | measured | |", "| --- | --: | --: | --- |"]
    for one in found:
        percent = login.apart(one.seconds, login.WRONG, login.UNKNOWN)
        met = "met" if abs(percent) < APART_TARGET else "**missed**"
        rows.append(f"| {one.name}: {login.WRONG} against {login.UNKNOWN}, % of the median | < {APART_TARGET} | "
                    f"{percent:+.2f} | {met} |")
        for stream, *_ in login.STREAMS:
            values = [it.longer(stream) for it in one.rounds]
            # A quick refusal is no short wait.
            refused = sum(it.stormy.refused[stream] for it in one.rounds)
            met = "met" if statistics.median(values) <= STORM_TARGET and not refused else "**missed**"
            note = f", {refused} refused" if refused else ""
            rows.append(f"| {one.name}: {stream}, + p99 in a storm of logins, ms | ≤ {STORM_TARGET} | "
                        f"{spread(values, 1)}{note} | {met} |")
    return "## Targets\n\n" + "\n".join(rows) + "\n"


def routes_table(found):
    """`found`: by `policy.measure`, one for each number of routes, the fewest first."""
    rows = [f"| routes | CPU µs/request | ÷ {found[0].routes:,} routes | requests/s | p50 µs | p99 µs | RSS MiB |",
            "| --: | --: | --: | --: | --: | --: | --: |"]
    for one in found:
        rate, p50, p99 = (statistics.median(getattr(run, name) for run in one.runs) for name in ("rate", "p50", "p99"))
        against = "" if one is found[0] else spread(_against(one, found[0]), 2)
        rows.append(f"| {one.routes:,} | {spread([run.cost for run in one.runs], 1)} | {against} | {rate:.0f} | "
                    f"{p50:.0f} | {p99:.0f} | {max(run.rss for run in one.runs):.0f} |")
    return "## A request among so many routes\n\n" + "\n".join(rows) + "\n"


def compilation_table(found):
    rows = ["| routes | files | MiB of YAML | s | CPU s | peak MiB |", "| --: | --: | --: | --: | --: | --: |"]
    for one in found:
        times = (spread([getattr(run, name) for run in one.compilations], 3) for name in ("seconds", "cpu"))
        peak = spread([run.peak for run in one.compilations], 1)
        rows.append(f"| {one.routes:,} | {one.files} | {one.size:.2f} | {' | '.join(times)} | {peak} |")
    return ("## Compiling them\n\n`breakwater policy check`, from the start of the process to its end.\n\n"
            + "\n".join(rows) + "\n")


def policy_verdicts(found):
    rows = ["| what | target | measured | |", "| --- | --: | --: | --- |"]
    for one in found[1:]:
        values = _against(one, found[0])
        met = "met" if statistics.median(values) <= ROUTES_TARGET else "**missed**"
        rows.append(f"| a request among {one.routes:,} routes ÷ among {found[0].routes:,} | ≤ {ROUTES_TARGET:.2f} | "
                    f"{spread(values, 2)} | {met} |")
    for one in found:
        for name, unit, less in COMPILATION_TARGETS if one.routes == COMPILED_ROUTES else []:
            values = [getattr(run, name) for run in one.compilations]
            met = "met" if statistics.median(values) < less else "**missed**"
            rows.append(f"| compiling {one.routes:,} routes, {unit} | < {less} | {spread(values, 2)} | {met} |")
    return "## Targets\n\n" + "\n".join(rows) + "\n" if len(rows) > 2 else ""


def _against(one, other):
    """Round by round, as `ratios`."""
    return [mine.cost / theirs.cost for mine, theirs in zip(one.runs, other.runs) if theirs.cost]


def reload_table(found):
    """`found`: by `reload.measure`."""
    rows = ["| | |", "| --- | --: |"]
    for one in found:
        loaded, load = one.loaded, one.loaded.load
        asked, stream = loaded.witnesses["requests"], loaded.witnesses["stream"]
        memory = ", ".join(f"{mib:.1f} after {reloads:,}" for reloads, mib in loaded.memory.items())
        rows += [f"| {name} | {value} |" for name, value in (
            ("reloads under load: taken, refused", f"{one.reloads:,}, {loaded.refusals}"),
            ("… from the signal until all event loops have it, ms", spread([it * 1e3 for it in one.seconds], 1)),
            ("… CPU ms each, beyond the requests", f"{one.cpu_loaded():.1f}"),
            (f"… CPU ms each, {one.reloads_alone:,} without load", f"{one.cpu_alone():.1f}"),
            ("RSS MiB by reloads", memory),
            ("requests by wrk: all, failed", f"{load['requests']:,}, {load['errors']}"),
            ("… longest wait, ms", f"{load['max'] / 1e3:.1f}"),
            ("requests one by one on one connection: good, failed", f"{asked['good']:,}, {asked['failed']}"),
            ("… longest wait, ms", f"{asked['longest']:.1f}"),
            ("one download: lines, broken", f"{stream['good']:,}, {stream['failed']}"),
            ("… longest wait for a line, ms", f"{stream['longest']:.1f}"),
            ("answers right after a reload or refusal: all, wrong", f"{one.checks:,}, {len(one.wrong)}"),
        )]
    return "## Policies rewritten under load\n\n" + "\n".join(rows) + "\n"


def reload_verdicts(found):
    rows = ["| what | target | measured | |", "| --- | --: | --: | --- |"]
    reasons = []
    for one in found:
        loaded = one.loaded
        asked, stream = loaded.witnesses["requests"], loaded.witnesses["stream"]
        for name, count in (
                ("failed requests", loaded.load["errors"] + asked["failed"]), ("broken streams", stream["failed"]),
                ("answers by other policies than those in force", len(one.wrong))):
            rows.append(f"| {name} | 0 | {count} | {'**missed**' if count else 'met'} |")
        reasons += asked["reasons"] + stream["reasons"] + one.wrong[:10]
    # What went wrong is worth more than how often.
    wrong = "".join(f"\n- {reason}" for reason in reasons)
    return "## Targets\n\n" + "\n".join(rows) + "\n" + (f"{wrong}\n" if wrong else "")
