"""A list of 100 images in the words of /v1, made of Harbor's: what it costs the gateway, and nginx with njs."""

import base64
import dataclasses
import datetime
import json
import os
import statistics

import breakwater
import peers
from cases import Sample, SmallAnswers
from exchange import Line, request
from load import Wrk
from peers import Subject
from processes import Failure, free_port, rss_mib
from report import spread

PROJECT, ROWS = "lib", 100
LIST = f"/v1/repository/image?projectName={PROJECT}&pageSize={ROWS}"
# What the list is made of, asked for as it is.
SOURCE = f"/api/v2.0/projects/{PROJECT}/repositories"
RELAYED = f"{SOURCE}?page=1&page_size={ROWS}&sort=-repository_id"
REGISTRY = "registry.example.org"
USER, PASSWORD = "gateway", "Bench-Harbor-1"
PASSWORD_VARIABLE = "BENCH_HARBOR_PASSWORD"

TRANSLATION, RELAY = "Breakwater, translation", "Breakwater, relay"
NJS_TRANSLATION, NGINX_RELAY = "nginx with njs, translation", "nginx, relay"
# CPU µs of a translation, at most.
TARGET = 300

ROUTE = f"""  - id: image-list
    match: {{ methods: [GET], path: "/v1/repository/image" }}
    to: {{ translate: image-list, upstream: harbor }}
    access: {{ allow: [ {{ roles: [system-admin] }} ] }}
"""

# The members of the gateway's answer, from the same two calls.
SCRIPT = """
function seconds(time) {
    // Harbor's "never".
    return time.startsWith('0001-') ? 0 : Math.floor(Date.parse(time) / 1000);
}

async function list(r) {
    const name = r.args.projectName;
    if (!/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(name)) {
        r.return(422);
        return;
    }
    const project = await r.subrequest(`/harbor/projects/${name}`);
    if (project.status != 200) {
        r.return(project.status);
        return;
    }
    const isPublic = JSON.parse(project.responseText).metadata.public === 'true';
    const page = await r.subrequest(
        `/harbor/projects/${name}/repositories`, `page=1&page_size=${r.args.pageSize}&sort=-repository_id`);
    if (page.status != 200) {
        r.return(page.status);
        return;
    }
    const data = JSON.parse(page.responseText).map(repository => ({
        createTime: seconds(repository.creation_time),
        imageAddress: `REGISTRY/${repository.name}`,
        imageName: repository.name,
        projectName: repository.name.substring(0, repository.name.indexOf('/')),
        public: isPublic,
        updateTime: seconds(repository.update_time),
    }));
    r.headersOut['Content-Type'] = 'application/json';
    r.return(200, JSON.stringify({
        code: 200, data: data, message: 'success', total: Number(page.headersOut['X-Total-Count'])}));
}

export default { list };
""".replace("REGISTRY", REGISTRY)


@dataclasses.dataclass
class Found:
    name: str
    source: int
    """Bytes of Harbor's list."""
    answer: int
    """Bytes of the body."""
    idle: float
    """MiB before the first request."""
    runs: list[Sample]


def repositories():
    """A page as Harbor 2 has it, the youngest first: no description where it is empty."""
    start = datetime.datetime(2025, 3, 1, 6, 30, tzinfo=datetime.timezone.utc)
    rows = []
    for number in reversed(range(ROWS)):
        created = start + number * datetime.timedelta(hours=61, minutes=7, seconds=13, milliseconds=389)
        updated = created + datetime.timedelta(days=3 + number % 40, seconds=number * 997, milliseconds=211)
        row = {
            "artifact_count": 1 + number % 29, "creation_time": _moment(created), "id": 1_200 + number,
            "name": f"{PROJECT}/{('app', 'team/web')[number % 4 == 3]}-{number:02}", "project_id": 12,
            "pull_count": number * 97, "update_time": _moment(updated)}
        if number % 10 == 0:
            row["description"] = f"Service {number} of the platform; see its manual."
        rows.append(row)
    return rows


def _moment(time):
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1_000:03}Z"


def project():
    time = "2025-02-27T11:04:51.620Z"
    never = "0001-01-01T00:00:00.000Z"
    return {
        "creation_time": time, "current_user_role_id": 1, "current_user_role_ids": [1],
        "cve_allowlist": {"creation_time": never, "id": 12, "items": [], "project_id": 12, "update_time": never},
        "metadata": {"public": "true"}, "name": PROJECT, "owner_id": 1, "owner_name": "admin", "project_id": 12,
        "repo_count": ROWS, "update_time": time}


def user():
    return {
        "admin_role_in_auth": False, "creation_time": "2025-02-27T10:00:00.000Z", "email": "gateway@example.org",
        "realname": USER, "sysadmin_flag": True, "update_time": "2025-02-27T10:00:00.000Z", "user_id": 3,
        "username": USER}


def listing(rows):
    """What a client of /v1 is to get of them, worked out here once more."""
    def seconds(time):
        return int(datetime.datetime.fromisoformat(time).timestamp())

    data = [
        {"projectName": PROJECT, "public": True, "imageName": row["name"], "imageAddress": f"{REGISTRY}/{row['name']}",
         "createTime": seconds(row["creation_time"]), "updateTime": seconds(row["update_time"])}
        for row in rows]
    return {"code": 200, "data": data, "message": "success", "total": ROWS}


def written(document):
    """As Harbor writes it: members in alphabetical order."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def authorization():
    return "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


def start_harbor(bench):
    """The origin, of fixed documents, for who has the right password; gives its port."""
    documents = {
        "/api/v2.0/users/current": user(), f"/api/v2.0/projects/{PROJECT}": project(), SOURCE: repositories()}
    locations = f"""default_type application/json; etag off;
            if ($http_authorization != "{authorization()}") {{ return 401; }}"""
    for number, (path, document) in enumerate(documents.items()):
        file = bench.write(f"harbor-documents/{number}.json", written(document))
        count = f"add_header X-Total-Count {ROWS};" if path == SOURCE else ""
        locations += f"""
            location = {path} {{ alias {file}; {count} }}"""
    port = free_port()
    bench.nginx("harbor", port, locations)
    return port


def start_gateway(bench, binary, harbor, title):
    policies = breakwater.surroundings(bench)
    policies["upstreams.yaml"] += f"""  harbor:
    url: "http://127.0.0.1:{harbor}"
    credentials: {{ kind: basic, user: {USER}, password: "env:{PASSWORD_VARIABLE}" }}
"""
    policies["routes/bench.yaml"] = breakwater.routes_file([
        *breakwater.bench_routes(breakwater.ROUTES - 2), ROUTE,
        breakwater.relay(
            "repositories", "GET", "/api/v2.0/projects/{project}/repositories", "project: oci-project", "harbor",
            "system-admin")])
    subject = breakwater.start(
        bench, binary, "ES256", name=f"breakwater-{title.rpartition(' ')[2]}", policies=policies,
        settings={PASSWORD_VARIABLE: PASSWORD, "BREAKWATER_REGISTRY_ADDRESS": REGISTRY})
    return dataclasses.replace(subject, name=title)


def start_nginx(bench, harbor, title, module=None):
    """`module`: njs, for who translates."""
    name = f"nginx-{title.rpartition(' ')[2]}"
    upstreams = f"""
        upstream harbor {{ server 127.0.0.1:{harbor}; keepalive 128; keepalive_requests 1000000000; }}"""
    locations = f"""
        proxy_http_version 1.1; proxy_set_header Connection ""; proxy_max_temp_file_size 0;
        proxy_set_header Authorization "{authorization()}";
        location = {SOURCE} {{ proxy_pass http://harbor; }}"""
    if module:
        upstreams += f" js_import images from {bench.write(f'{name}/images.js', SCRIPT)};"
        locations += """
        subrequest_output_buffer_size 64k;
        location = /v1/repository/image { js_content images.list; }
        location /harbor/ {
            internal; proxy_set_header Connection ""; proxy_set_header X-Is-Resource-Name true;
            proxy_set_header Authorization "%s"; proxy_pass http://harbor/api/v2.0/;
        }""" % authorization()
    port = free_port()
    process = bench.nginx(name, port, locations, upstreams, [module] if module else [])
    return Subject(title, port, process.pid)


def measure(bench, binary, options, say):
    """Each in a process of its own, all in turn, round after round; after their answers have been compared."""
    wrk = Wrk(bench.directory)
    harbor = start_harbor(bench)
    module = peers.njs_module()
    if module is None:
        say("njs is left out: nginx has no JavaScript module here")
    say("starting breakwater and nginx")
    subjects = [start_gateway(bench, binary, harbor, title) for title in (TRANSLATION, RELAY)]
    subjects += [start_nginx(bench, harbor, NJS_TRANSLATION, module)] if module else []
    subjects += [start_nginx(bench, harbor, NGINX_RELAY)]
    return compare(subjects, wrk, options, say)


def compare(subjects, wrk, options, say):
    source = repositories()
    idle = {subject.name: rss_mib(subject.pid) for subject in subjects}
    cases = {subject.name: _case(subject, source) for subject in subjects}
    found = {
        name: Found(name, len(written(source)), len(case.expected), idle[name], []) for name, case in cases.items()}
    for subject in subjects:
        cases[subject.name].verify(subject)
        cases[subject.name].warm(subject, wrk)
    for number in range(options.rounds):
        turn = number % len(subjects)
        for subject in subjects[turn:] + subjects[:turn]:
            found[subject.name].runs.append(cases[subject.name].measure(subject, wrk, options))
        costs = ", ".join(f"{name}: {one.runs[-1].cost:.1f}" for name, one in found.items())
        say(f"round {number + 1}: CPU µs/request: {costs}")
    for subject in subjects:
        cases[subject.name].verify(subject)
    return list(found.values())


def _case(subject, source):
    """Looks at an answer as JSON; from then on each has to be the same bytes."""
    translates = subject.name in (TRANSLATION, NJS_TRANSLATION)
    path = LIST if translates else RELAYED
    with Line(subject.port) as line:
        answer = line.ask(request("GET", path, subject.token))
    if answer.status != 200:
        raise Failure(
            f"{subject.name}: {path} is answered with {answer.status}: {answer.body[:300].decode(errors='replace')}")
    # As text: to Python, true is equal to 1.
    seen, expected = written(json.loads(answer.body)), written(listing(source) if translates else source)
    if seen != expected:
        same = len(os.path.commonprefix([seen, expected]))
        around = slice(max(0, same - 80), same + 80)
        raise Failure(
            f"{subject.name} answers {path} with other fields or values: …{seen[around]}…, not …{expected[around]}…")
    return SmallAnswers("translate", subject.name, path, answer.body, secure=True)


def table(found):
    rows = ["| | CPU µs/request | requests/s | p50 µs | p99 µs | bytes of the answer | RSS MiB before | after |",
            "| --- | --: | --: | --: | --: | --: | --: | --: |"]
    for one in found:
        rate, p50, p99 = (statistics.median(getattr(run, name) for run in one.runs) for name in ("rate", "p50", "p99"))
        rows.append(
            f"| {one.name} | {spread([run.cost for run in one.runs], 1)} | {rate:.0f} | {p50:.0f} | {p99:.0f} | "
            f"{one.answer:,} | {one.idle:.1f} | {one.runs[-1].rss:.1f} |")
    return (
        f"{peers.versions(['nginx', 'wrk'], None)}.\n\n"
        f"## {ROWS} images, {found[0].source:,} bytes of Harbor's JSON\n\n"
        "A translation asks for the project and for its repositories; a relay passes the repositories on as they "
        "are.\n\n" + "\n".join(rows) + "\n")


def shares(found):
    """Round by round, so that a slow minute of the machine counts against both."""
    runs = {one.name: one.runs for one in found}

    def pairs(one, other, of):
        return [of(mine.cost, theirs.cost) for mine, theirs in zip(runs[one], runs[other]) if theirs.cost]

    rows = ["| what | |", "| --- | --: |"]
    for one, other in ((TRANSLATION, RELAY), (NJS_TRANSLATION, NGINX_RELAY)):
        if one in runs and other in runs:
            rows.append(f"| {one} − relay, CPU µs | {spread(pairs(one, other, lambda a, b: a - b), 1)} |")
    for one, other in ((TRANSLATION, NJS_TRANSLATION), (RELAY, NGINX_RELAY)):
        if one in runs and other in runs:
            rows.append(f"| {one} ÷ {other} | {spread(pairs(one, other, lambda a, b: a / b), 2)} |")
    return "## What the translation adds\n\n" + "\n".join(rows) + "\n"


def verdicts(found):
    rows = ["| what | target | measured | |", "| --- | --: | --: | --- |"]
    for one in found:
        if one.name == TRANSLATION:
            values = [run.cost for run in one.runs]
            met = "met" if statistics.median(values) <= TARGET else "**missed**"
            rows.append(f"| {one.name}, CPU µs/request | ≤ {TARGET} | {spread(values, 1)} | {met} |")
    return "## Targets\n\n" + "\n".join(rows) + "\n"
