"""Whether the signer of Huawei's own SDK makes of each request that the gateway sends to SWR what the gateway made.

The gateway runs with an SWR that keeps what comes, and clients ask in the ways in which signatures go wrong: slashes in
names, spaces and signs in queries and paths, letters outside of ASCII, bodies. Each request that came is signed once
more by the SDK, from the method, path, query, signed fields and body as they stood on the line.
"""

import dataclasses
import datetime
import re
from urllib.parse import unquote

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

from demo import Demo
from swr_server import Server

ACCESS_KEY, SECRET_KEY = "INTEROPACCESSKEY0001", "interop/secret+key=of~40.characters-00001"
FORM = re.compile(r"SDK-HMAC-SHA256 Access=(\S+), SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})")
# Without these a signature says little; the SDK signs all that it sends.
SIGNED = {"content-type", "host", "x-sdk-date"}
PATIENCE = 60

REPOSITORY = "/v2/manage/namespaces/library/repos/team$web$front"
# What is asked of the gateway, as it stands on the line: method, target, body.
RELAYED = [
    ("GET", "/v2/manage/namespaces/library", None),
    ("GET", f"{REPOSITORY}/tags?limit=10&offset=0", None),
    ("GET", "/v2/manage/namespaces/library/repos/team%24web/tags?offset=0&limit=10", None),
    ("GET", "/v2/manage/repos?namespace=library&name=a%20b+c%2Bd%2Fe", None),
    ("GET", "/v2/manage/repos?name=%E6%96%87%E5%AD%97&namespace=caf%C3%A9&category=~*'()!-._", None),
    ("GET", "/v2/manage/repos?filter=namespace::x|name::y%7Cz%26w%3Dv&limit=100&offset=0", None),
    ("GET", "/v2/manage/repos?name=&namespace=library&is_public=true", None),
    ("GET", "/v2/manage/repos?name", None),
    ("GET", "/v2/manage/namespaces/%E6%96%87%20a+b%2Bc~d/repos/x$y/tags?tag=%25&limit=1&offset=0", None),
    ("POST", "/v2/manage/utils/secret?projectname=cn-north-4", None),
    ("PATCH", REPOSITORY, '{"is_public":false,"description":"für Größe — 说明 \U0001f680"}'.encode()),
    ("PATCH", f"{REPOSITORY}/access", b'[ {"user_id": "u1", "user_name":"Ann Lee", "auth": 3} ]\n'),
    ("DELETE", f"{REPOSITORY}/access", b'["u1"]'),
    ("DELETE", f"{REPOSITORY}/tags/v1.0_x-y", None),
]
# The same where the gateway makes calls of its own of it: method, target, JSON.
TRANSLATED = [
    ("POST", "/v2/manage/namespaces", {"namespace": "fresh"}),
    ("GET", "/v1/repository/image?projectName=library", None),
    ("GET", "/v1/repository/image?projectName=library&imageName=team%2Fweb&page=2&pageSize=5", None),
    ("GET", "/v1/repository/image/tag?imageName=library%2Fteam%2Fweb%2Ffront", None),
    ("GET", "/v1/repository/project", None),
    ("POST", "/v1/repository/project", {"projectName": "signed", "public": True}),
    ("DELETE", "/v1/repository/image/tag", {"imageName": "library/team/web", "tag": ["v1", "v2"]}),
    ("DELETE", "/v1/repository/image", {"imageName": ["library/team/web/front", "library/proxy"]}),
]
# What a client would like to be taken for the gateway's.
FORGED = {
    "X-Sdk-Date": "19990101T000000Z", "X-Auth-Token": "forged", "X-Sdk-Content-Sha256": "UNSIGNED-PAYLOAD",
    "X-Project-Id": "forged", "X-Security-Token": "forged", "Cookie": "forged=1",
}


def examine(report, binary):
    with Server() as server:
        settings = {
            "BREAKWATER_SWR_URL": f"http://{server.authority}", "BREAKWATER_SWR_AUTH": "aksk",
            "BREAKWATER_SWR_ACCESS_KEY": ACCESS_KEY, "BREAKWATER_SWR_SECRET_KEY": SECRET_KEY,
        }
        with Demo(binary, "swr", settings) as demo:
            token = demo.log_in()
            for method, target, body in RELAYED:
                status, _ = demo.send(method, target, token, body)
                check_requests(report, server, f"{method} {target}", status, body, exactly=1)
            for method, target, content in TRANSLATED:
                sent = demo.send(method, target, token) if content is None else demo.send_json(
                    method, target, token, content)
                check_requests(report, server, f"{method} {target}", sent[0])
            check_forgery(report, demo, server, token)


def check_requests(report, server, what, status, body=None, exactly=None):
    """All that the gateway asked for one request of a client."""
    requests = server.taken()
    report.equal(status in (200, 201, 204), True, f"{what}: is answered well ({status})")
    if exactly is not None:
        report.equal(len(requests), exactly, f"{what}: number of requests to SWR")
    else:
        report.check(len(requests) > 0, f"{what}: SWR is asked")
    for request in requests:
        check_signature(report, request, what)
        if body is not None:
            report.equal(request.body, body, f"{what}: the body is the client's")


def check_signature(report, request, what):
    given = request.field("Authorization")
    found = FORM.fullmatch(given[0]) if len(given) == 1 else None
    report.check(found is not None, f"{what}: one Authorization in the SDK's form", given)
    if found is None:
        return
    names = found[2].split(";")
    report.check(SIGNED <= set(names), f"{what}: signed fields", names)
    report.equal(resigned(request, names), given[0], f"{what}: the SDK signs {request.target} the same")
    report.check("+" not in request.query, f"{what}: no + in a query, which is read in two ways", request.query)
    for part, changed in spoiled(request):
        report.check(resigned(changed, names) != given[0], f"{what}: the signature covers the {part}")
    check_date(report, request, what)
    line = "\n".join([request.target, *(f"{name}: {value}" for name, value in request.fields)])
    report.check(SECRET_KEY not in line and "eyJ" not in line, f"{what}: neither the key nor the token is sent along")


def resigned(request, names):
    """What the SDK gives for this request, from the fields that are signed."""
    pairs = [pair.partition("=") for pair in request.query.split("&") if pair]
    signed = SdkRequest(
        method=request.method, resource_path=request.path,
        query_params=[(unquote(name), unquote(value)) for name, _, value in pairs],
        # As the SDK holds them: one value of each name.
        header_params={name: ",".join(request.field(name)) for name in names}, body=request.body)
    return Signer(BasicCredentials(ACCESS_KEY, SECRET_KEY)).sign(signed).header_params["Authorization"]


def spoiled(request):
    """The request with each of its parts changed: then the signature has to be another."""
    def replaced(**changes):
        return dataclasses.replace(request, **changes)

    yield "method", replaced(method="PUT")
    yield "path", replaced(target=f"{request.path}x?{request.query}")
    yield "query", replaced(target=f"{request.target}{'&' if request.query else '?'}x=1")
    yield "body", replaced(body=request.body + b" ")
    for name in ("Host", "X-Sdk-Date"):
        fields = tuple((given, "20200101T000000Z" if given.lower() == name.lower() else value)
                       for given, value in request.fields)
        yield name, replaced(fields=fields)


def check_date(report, request, what):
    dates = request.field("X-Sdk-Date")
    try:
        moment = datetime.datetime.strptime(dates[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    except (IndexError, ValueError):
        report.check(False, f"{what}: X-Sdk-Date is a time", dates)
        return
    age = abs((datetime.datetime.now(datetime.timezone.utc) - moment).total_seconds())
    report.check(len(dates) == 1 and age <= PATIENCE, f"{what}: X-Sdk-Date is now", dates)


def check_forgery(report, demo, server, token):
    """Fields of a client's are neither sent nor signed where they would mean something to SWR."""
    what = "with forged fields"
    status, _ = demo.send("GET", f"{REPOSITORY}/tags?limit=10&offset=0", token, fields=FORGED)
    requests = server.taken()
    report.equal((status, len(requests)), (200, 1), f"{what}: status and number of requests to SWR")
    for request in requests:
        check_signature(report, request, what)
        for name, value in FORGED.items():
            report.check(value not in request.field(name), f"{what}: {name} is not the client's", request.field(name))
