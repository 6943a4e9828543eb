#!/usr/bin/python3
"""Whether others can read Breakwater's tokens, and whether only Breakwater can write them.

The tests of the modules sign and verify with the same code, so a mistake made on both sides passes them: a signature in
DER where r || s belongs, a coordinate without its leading zero, a thumbprint over the wrong members. Here the real
gateway is judged by PyJWT, with which it shares no line, and with nothing but what the gateway publishes. Then PyJWT is
the attacker, with all that is public: the key, its name, and a token that is good.

    python3 Tests/Interop/tokens.py --binary .build/debug/breakwater

It needs Debian's python3-jwt and python3-cryptography. The gateway runs on free ports and in a temporary directory, and
is stopped again. Exit code 0: all holds; 1: something does not, and is said.
"""

import hashlib
import json
import os
import subprocess
import sys
import time

sys.dont_write_bytecode = True
DEBIAN = "/usr/bin/python3"

try:
    import jwt
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
except ImportError as error:
    # Another Python comes first in the path, and Debian's packages are not for it. The variable ends a circle.
    if os.path.exists(DEBIAN) and "INTEROP_TOKENS_AGAIN" not in os.environ:
        os.execve(DEBIAN, [DEBIAN, os.path.abspath(__file__), *sys.argv[1:]],
                  {**os.environ, "INTEROP_TOKENS_AGAIN": "1"})
    sys.exit(f"{error}: on Debian, install python3-jwt and python3-cryptography and run this with {DEBIAN}")

import forgery
from gateway import ADMINISTRATOR, ISSUER, LIFETIME, Failure, Gateway
from report import Report, arguments_parser, parsed

PUBLIC = ["ES256", "ES384", "RS256", "RS384", "RS512"]
SECRET = ["HS256", "HS384", "HS512"]
AUDIENCE = "breakwater"
CLAIMS = {
    "iss": str, "aud": str, "sub": str, "name": str, "role": int, "ns": str, "sid": str, "ver": int, "iat": int,
    "nbf": int, "exp": int, "auth_time": int, "jti": str,
}
# Those that RFC 7638 §3.2 takes, by type of key.
THUMBPRINT = {"EC": ["crv", "kty", "x", "y"], "RSA": ["e", "kty", "n"]}
# RFC 7518 §6.2.2, §6.3.2 and §6.4.
PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
# Bytes of a coordinate (RFC 7518 §6.2.1.2).
COORDINATE = {"ES256": 32, "ES384": 48}
# Seconds that may pass between the gateway's look at the clock and ours.
PATIENCE = 60


def verified(token, keys):
    """The claims as PyJWT reads them with the published key, or None and why not."""
    header = jwt.get_unverified_header(token)
    try:
        key = jwt.PyJWK(keys[header["kid"]])
        return jwt.decode(
            token, key.key, algorithms=[keys[header["kid"]]["alg"]], issuer=ISSUER, audience=AUDIENCE,
            options={"require": list(CLAIMS)}), ""
    except KeyError as error:
        return None, f"the key set has no {error}"
    except jwt.PyJWTError as error:
        return None, repr(error)


def check_header(report, token, algorithm):
    header = jwt.get_unverified_header(token)
    report.equal(header.get("alg"), algorithm, "alg of the token")
    report.equal(header.get("typ"), "at+jwt", "typ of the token (RFC 9068 §2.1)")
    report.equal(sorted(header), ["alg", "kid", "typ"], "members of the header")


def check_claims(report, claims):
    report.equal(sorted(claims), sorted(CLAIMS), "claims")
    for name, kind in CLAIMS.items():
        # `type`, not `isinstance`: True is an int to Python.
        report.check(type(claims.get(name)) is kind, f"{name} is {kind.__name__}", repr(claims.get(name)))
    wanted = {"iss": ISSUER, "aud": AUDIENCE, "name": ADMINISTRATOR, "role": 4, "ns": "default"}
    for name, value in wanted.items():
        report.equal(claims.get(name), value, f"{name} of the administrator's token")
    report.check(str(claims.get("sub", "")).isdecimal(), "sub is the number of a user", repr(claims.get("sub")))
    for name in ("sid", "jti"):
        report.check(len(str(claims.get(name, ""))) >= 16, f"{name} cannot be guessed", repr(claims.get(name)))


def check_times(report, claims):
    begin, end = claims.get("iat"), claims.get("exp")
    if not isinstance(begin, int) or not isinstance(end, int):
        return
    report.check(abs(time.time() - begin) <= PATIENCE, "iat is now", f"{begin - time.time():+.0f} s")
    report.equal(end - begin, LIFETIME, "seconds from iat to exp")
    report.equal(claims.get("nbf"), begin, "nbf is iat")
    report.equal(claims.get("auth_time"), begin, "auth_time of a login is iat")


def check_key(report, jwk, algorithm):
    """The published form of one key."""
    report.equal(jwk.get("alg"), algorithm, "alg of the key")
    report.equal(jwk.get("use"), "sig", "use of the key")
    report.check(not PRIVATE & set(jwk), "nothing private is published", sorted(PRIVATE & set(jwk)))
    report.equal(jwk.get("kid"), thumbprint(jwk), "kid is the thumbprint (RFC 7638)")
    key = jwt.PyJWK(jwk).key
    if algorithm in COORDINATE:
        report.check(isinstance(key, ec.EllipticCurvePublicKey), "the key is of an elliptic curve", repr(key))
        for name in ("x", "y"):
            report.equal(len(forgery.decoded(jwk[name])), COORDINATE[algorithm], f"bytes of {name}")
    else:
        report.check(isinstance(key, rsa.RSAPublicKey), "the key is of RSA", repr(key))
        report.check(key.key_size >= 2_048, "the key has 2048 bits or more", key.key_size)
        report.check(forgery.decoded(jwk["n"])[0] != 0, "n has no zero before it (RFC 7518 §6.3.1.1)")


def thumbprint(jwk):
    members = {name: jwk.get(name) for name in THUMBPRINT.get(jwk.get("kty"), [])}
    text = json.dumps(members, sort_keys=True, separators=(",", ":"))
    return forgery.encoded(hashlib.sha256(text.encode()).digest())


def check_accepted(report, gateway, token, what):
    status, reason = gateway.judge(token)
    report.check(status == 200, f"the gateway takes {what}", f"{status} {reason}")


def check_refused(report, gateway, token, what):
    status, reason = gateway.judge(token)
    report.check(status == 401, f"401 for {what}", f"{status} {reason}")


def check_attacks(report, gateway, token, jwk):
    """`jwk` is None where nothing is published that could be stolen."""
    forgeries = [*forgery.unsigned(token), *forgery.promoted(token), *forgery.self_made(token)]
    if jwk is not None:
        forgeries += forgery.confused(token, jwk)
    for what, forged in forgeries:
        check_refused(report, gateway, forged, what)
    # The refusals were for the forgeries: nothing else has changed.
    check_accepted(report, gateway, token, "the real token after all the forged ones")


def check_published(report, gateway, token, algorithm):
    """The key set for this token; its key, or None for a secret."""
    keys = gateway.key_set()
    kid = jwt.get_unverified_header(token).get("kid")
    if algorithm in SECRET:
        report.equal(keys, {}, "keys published of a secret")
        return None
    report.equal(list(keys), [kid], "names of the published keys")
    if kid not in keys:
        raise Failure(f"the key of the token, {kid}, is not published")
    check_key(report, keys[kid], algorithm)
    claims, why = verified(token, keys)
    report.check(claims is not None, "PyJWT verifies the token with the published key", why)
    return keys[kid]


def check_successor(report, gateway, token, keys, algorithm):
    """A refresh gives a token of the same session, which is as good."""
    made = gateway.refresh(token)
    report.check(made != token, "a refresh gives another token")
    check_header(report, made, algorithm)
    check_accepted(report, gateway, made, "the refreshed token")
    if algorithm in PUBLIC:
        claims, why = verified(made, keys)
        report.check(claims is not None, "PyJWT verifies the refreshed token", why)
    old, new = unverified(token), unverified(made)
    for name in ("sub", "sid", "auth_time"):
        report.equal(new.get(name), old.get(name), f"{name} stays over a refresh")
    report.check(new.get("jti") != old.get("jti"), "a refreshed token has a jti of its own")


def check_rotation(report, gateway, token, algorithm):
    """The new key's name where it is published, else None."""
    old = jwt.get_unverified_header(token)["kid"]
    ran = gateway.command("keys", "rotate")
    report.check(ran.returncode == 0, "`breakwater keys rotate` succeeds", said(ran))
    report.check(ran.stdout.strip() != "", "`breakwater keys rotate` says what it did on standard output", said(ran))
    # At once: the command returns when the running gateway knows.
    keys = gateway.key_set()
    report.equal(len(keys), 2 if algorithm in PUBLIC else 0, "number of published keys after a rotation")
    check_accepted(report, gateway, token, "the old token after a rotation")
    if algorithm in PUBLIC:
        report.check(old in keys, "the old key is still published", sorted(keys))
        claims, why = verified(token, keys)
        report.check(claims is not None, "PyJWT verifies the old token after a rotation", why)
        for jwk in keys.values():
            check_key(report, jwk, algorithm)
    check_successor(report, gateway, token, keys, algorithm)
    return next((kid for kid in keys if kid != old), None)


def check_failed_retirements(report, gateway, token):
    """Nobody's key, and no key: refused with a word, and nothing has changed."""
    before = gateway.key_set()
    for arguments, what in ((["no-such-key"], "of a key that is not there"), ([], "without a name")):
        ran = gateway.command("keys", "retire", *arguments)
        report.check(ran.returncode != 0, f"`breakwater keys retire` {what} fails", said(ran))
        report.check(ran.stderr.strip() != "", f"`breakwater keys retire` {what} says why", said(ran))
    report.equal(gateway.key_set(), before, "key set after a failed retirement")
    check_accepted(report, gateway, token, "a token after a failed retirement")


def check_retirement(report, gateway, token, successor):
    """The old key goes: its tokens with it, and the new one signs although it was published a moment ago."""
    old = jwt.get_unverified_header(token)["kid"]
    ran = gateway.command("keys", "retire", old)
    report.check(ran.returncode == 0, "`breakwater keys retire` of the old key succeeds", said(ran))
    check_refused(report, gateway, token, "a token of a retired key")
    made = gateway.log_in()
    kid = jwt.get_unverified_header(made)["kid"]
    report.check(kid != old, "another key signs after the retirement", kid)
    check_accepted(report, gateway, made, "a token of the new key")
    if successor is not None:
        report.equal(kid, successor, "the key that signs is the one of the rotation")
        keys = gateway.key_set()
        report.equal(list(keys), [successor], "names of the published keys after a retirement")
        claims, why = verified(made, keys)
        report.check(claims is not None, "PyJWT verifies a token of the new key", why)
    ran = gateway.command("keys", "retire", kid)
    report.check(ran.returncode != 0, "`breakwater keys retire` of the only key that signs fails", said(ran))
    check_accepted(report, gateway, made, "a token of the only key after that")


def said(ran):
    return f"exit code {ran.returncode}, output {ran.stdout[-300:]!r}, error {ran.stderr[-300:]!r}"


def unverified(token):
    return jwt.decode(token, options={"verify_signature": False})


def examine(report, binary, algorithm):
    with Gateway(binary, algorithm) as gateway:
        token = gateway.log_in()
        check_header(report, token, algorithm)
        claims = unverified(token)
        check_claims(report, claims)
        check_times(report, claims)
        check_accepted(report, gateway, token, "its own token, bare")
        check_accepted(report, gateway, f"Bearer {token}", "its own token with its scheme")
        jwk = check_published(report, gateway, token, algorithm)
        check_attacks(report, gateway, token, jwk)
        successor = check_rotation(report, gateway, token, algorithm)
        check_failed_retirements(report, gateway, token)
        check_retirement(report, gateway, token, successor)


def arguments():
    parser = arguments_parser(__doc__)
    parser.add_argument(
        "--algorithm", action="append", choices=PUBLIC + SECRET, help="only this one; may be repeated")
    parser.add_argument("--verbose", action="store_true", help="say what holds, too")
    return parsed(parser)


def main():
    options = arguments()
    report = Report(options.verbose)
    for report.subject in options.algorithm or PUBLIC + SECRET:
        held, failed = report.held, report.failed
        try:
            examine(report, options.binary, report.subject)
        except (Failure, OSError, subprocess.SubprocessError, ValueError, KeyError, jwt.PyJWTError) as error:
            report.check(False, f"the examination came to its end ({type(error).__name__}: {error})")
        print(f"{report.subject}: {report.held - held} hold, {report.failed - failed} do not", flush=True)
    print(f"{report.failed} of {report.held + report.failed} checks failed" if report.failed else
          f"all {report.held} checks hold, with PyJWT {jwt.__version__}")
    return 1 if report.failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
