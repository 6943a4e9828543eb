"""The Markdown that is printed: medians over the rounds, with the least and greatest value beside them."""

import statistics

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
    ("pull-10m", "Breakwater ES256", "HAProxy", 0.85),
    ("pull-10m", "Breakwater ES256", "nginx", 0.5),
    ("pull-256m", "Breakwater ES256", "HAProxy", 0.85),
    ("pull-256m", "Breakwater ES256", "nginx", 0.5),
    ("push-256m", "Breakwater ES256", "HAProxy", 1.0),
]
# (case, what, MiB at most)
MEMORY_TARGETS = [("idle", 40), ("idle connections", 80), ("streams", 32)]


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
