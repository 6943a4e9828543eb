"""Tokens that nobody who holds the keys has signed. Each is (what it is, the token); a gateway refuses them all."""

import base64
import json

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import HMACAlgorithm

HASHES = {"HS256": HMACAlgorithm.SHA256, "HS384": HMACAlgorithm.SHA384, "HS512": HMACAlgorithm.SHA512}


class AnySecret(HMACAlgorithm):
    """PyJWT refuses a PEM text as an HMAC secret, because of this very attack. An attacker's copy does not."""

    def prepare_key(self, key):
        return key


def attacker():
    """PyJWT's signer without its scruples."""
    signer = jwt.PyJWS()
    for name, digest in HASHES.items():
        signer.unregister_algorithm(name)
        signer.register_algorithm(name, AnySecret(digest))
    return signer


def confused(token, jwk):
    """The public key as a secret: whoever lets the token choose the algorithm verifies it (RFC 8725 §2.1).

    Every form in which an implementation may hold a public key, as each of the HMACs, under the right key's name.
    """
    signer, (header, claims, _) = attacker(), parts(token)
    found = []
    for name in HASHES:
        for form, secret in secrets_of(jwk).items():
            forged = signer.encode(claims, secret, name, headers={**header, "alg": name})
            # Not refused for some slip of ours: a verifier that is confused takes it.
            signer.decode(forged, secret, algorithms=[name])
            found.append((f"{name} with {form} as the secret", forged))
    return found


def secrets_of(jwk):
    """What stands for the public key, as bytes."""
    key = jwt.PyJWK(jwk).key
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    forms = {
        "its PEM": pem,
        "its PEM without the last line feed": pem.rstrip(b"\n"),
        "its DER": key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "its JWK": json.dumps(jwk, sort_keys=True, separators=(",", ":")).encode(),
    }
    if jwk["kty"] == "RSA":
        forms["its PKCS #1 PEM"] = key.public_bytes(Encoding.PEM, PublicFormat.PKCS1)
        forms["the bytes of n"], forms["the text of n"] = decoded(jwk["n"]), jwk["n"].encode()
    else:
        forms["its point"] = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        forms["the bytes of x"], forms["the text of x"] = decoded(jwk["x"]), jwk["x"].encode()
    return forms


def unsigned(token):
    """`alg: none` (RFC 8725 §3.1) in the spellings that have passed elsewhere, with no signature and with one."""
    header, claims, signature = parts(token)
    for name in ("none", "None", "NONE", "nOnE", ""):
        body = f"{segment({**header, 'alg': name})}.{encoded(claims)}"
        yield f"alg {name!r}, no signature", f"{body}."
        yield f"alg {name!r}, the old signature", f"{body}.{signature}"
        yield f"alg {name!r}, two segments", body
    yield "the signature cut off", token.rpartition(".")[0] + "."


def promoted(token):
    """Other claims under the old signature."""
    header, claims, signature = parts(token)
    said = json.loads(claims)
    for role in range(6):
        if role != said["role"]:
            body = f"{segment(header)}.{segment({**said, 'role': role})}"
            yield f"role {role} under the old signature", f"{body}.{signature}"


def self_made(token):
    """Signed correctly, by a key of the attacker's own under the gateway's key's name, handed along too."""
    header, claims, _ = parts(token)
    algorithm, key = header["alg"], own_key(header["alg"])
    yield "a key of one's own", jwt.PyJWS().encode(claims, key, algorithm, headers=header)
    if not algorithm.startswith("HS"):
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        handed = {**header, "x5c": [public], "jku": "http://127.0.0.1:1/keys"}
        yield "a key of one's own in the header", jwt.PyJWS().encode(claims, key, algorithm, headers=handed)


def own_key(algorithm):
    if algorithm.startswith("HS"):
        return "an attacker's secret, longer than any hash is that could be meant here"
    if algorithm.startswith("RS"):
        return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    return ec.generate_private_key(ec.SECP256R1() if algorithm == "ES256" else ec.SECP384R1())


def parts(token):
    """Header as an object, claims as the bytes that were signed, and the signature's text."""
    head, body, signature = token.split(".")
    return json.loads(decoded(head)), decoded(body), signature


def segment(value):
    return encoded(json.dumps(value, separators=(",", ":")).encode())


def encoded(data):
    """base64url without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
