"""Keys and tokens for the peers, with the claims that Breakwater puts into its own."""

import base64
import hashlib
import hmac
import json
import re
import subprocess
import time


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Keys:
    """One HMAC secret and one RSA-2048 key pair, made by openssl in the given directory."""

    secret = "0123456789abcdef0123456789abcdef0123456789abcdef"

    def __init__(self, directory):
        self.private = directory / "rsa.pem"
        self.public = directory / "rsa.pub.pem"
        _openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", self.private)
        _openssl("pkey", "-in", self.private, "-pubout", "-out", self.public)

    def hs256(self):
        signed = _unsigned("HS256")
        return f"{signed}.{encode(hmac.digest(self.secret.encode(), signed.encode(), hashlib.sha256))}"

    def rs256(self):
        signed = _unsigned("RS256")
        signature = _openssl("dgst", "-sha256", "-sign", self.private, given=signed.encode())
        return f"{signed}.{encode(signature)}"

    def jwks(self):
        """The public key as a JSON Web Key Set (RFC 7517)."""
        text = _openssl("rsa", "-pubin", "-in", self.public, "-noout", "-modulus").decode()
        modulus = bytes.fromhex(re.search(r"Modulus=([0-9A-F]+)", text).group(1))
        key = {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "bench", "n": encode(modulus), "e": "AQAB"}
        return json.dumps({"keys": [key]})


def _unsigned(algorithm):
    now = int(time.time())
    header = {"alg": algorithm, "typ": "at+jwt", "kid": "bench"}
    claims = {
        "iss": "breakwater", "aud": "breakwater", "sub": "1", "name": "admin", "role": 4, "ns": "default",
        "sid": "5f0c7a9e1b2d4c3fa8e6d7c5b4a39281", "ver": 1, "iat": now, "nbf": now, "exp": now + 86_400,
        "auth_time": now, "jti": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    }
    return ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))


def _openssl(*arguments, given=b""):
    command = ["openssl", *map(str, arguments)]
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True).stdout
