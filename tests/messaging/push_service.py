"""A push service on loopback, and a browser's own half of the keys, after RFC 8291.

What is sent is opened here by the standard's words and not by the library that sealed
it: if both agree, a real browser can read it.
"""

import os
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()


def coded(value):
    return urlsafe_b64encode(value).decode().rstrip("=")


def decoded(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def derived(secret, salt, info, length):
    return HKDF(SHA256(), length, salt, info).derive(secret)


class Browser:
    """What a browser keeps of its subscription, and what it tells of it."""

    def __init__(self):
        self.private = ec.generate_private_key(CURVE)
        self.secret = os.urandom(16)
        point = self.private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        self.p256dh, self.auth = coded(point), coded(self.secret)
        self.point = point

    def opened(self, body):
        """The text of an aes128gcm body: RFC 8188, section 2, and RFC 8291."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        agreed = self.private.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        )
        info = b"WebPush: info\x00" + self.point + sender
        key = derived(agreed, self.secret, info, 32)
        content_key = derived(key, salt, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = derived(key, salt, b"Content-Encoding: nonce\x00", 12)
        padded = AESGCM(content_key).decrypt(nonce, sealed, None)
        text, mark = padded.rstrip(b"\x00")[:-1], padded.rstrip(b"\x00")[-1]
        assert mark == 2  # the last record
        return text


def signed_by(authorization, key):
    """What a push service checks of our signature: RFC 8292; gives its claims."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert parts["k"] == key
    signed, _, signature = parts["t"].rpartition(".")
    raw = decoded(signature)
    r, s = (int.from_bytes(raw[i : i + 32], "big") for i in (0, 32))
    public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decoded(key))
    public.verify(encode_dss_signature(r, s), signed.encode(), ec.ECDSA(SHA256()))
    return decoded(signed.split(".")[1])


class PushService:
    """Keeps what comes, by path; `answers` says what a path is answered with."""

    def __init__(self):
        self.url = ""
        self.got = []  # (path, headers, body)
        self.answers = {}

    def bodies(self, path):
        return [body for each, _headers, body in self.got if each == path]


@contextmanager
def push_service() -> Iterator[PushService]:
    behaviour = PushService()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            behaviour.got.append((self.path, dict(self.headers), body))
            self.send_response(behaviour.answers.get(self.path, 201))
            self.send_header("Content-Length", "0")
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    behaviour.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield behaviour
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
