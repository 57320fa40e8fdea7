"""The installation's own key, by which push services know who sends: RFC 8292."""

from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

CURVE = ec.SECP256R1()
KEY_BYTES = 32


@dataclass(frozen=True)
class Keys:
    """One pair. `public` is what a browser asks for: the point, in base64url."""

    private_pem: bytes
    public_pem: bytes
    public: str


def is_push_offered() -> bool:
    return bool(settings.VAPID_PRIVATE_KEY)


def our_keys() -> Keys:
    """The pair of VAPID_PRIVATE_KEY.

    Raises:
        ImproperlyConfigured: there is none, or it is no such key.
    """
    return _keys_of(settings.VAPID_PRIVATE_KEY)


def new_private_key() -> str:
    """A key for VAPID_PRIVATE_KEY: 32 bytes in base64url."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return in_base64url(number.to_bytes(KEY_BYTES, "big"))


def in_base64url(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def from_base64url(text: str) -> bytes:
    """Raises ValueError for text that is none."""
    return b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)


def _number_in(text: str) -> int:
    number = from_base64url(text)
    if len(number) != KEY_BYTES:
        raise ValueError("not 32 bytes")
    return int.from_bytes(number, "big")


@lru_cache
def _keys_of(text: str) -> Keys:
    try:
        private = ec.derive_private_key(_number_in(text), CURVE)
    except ValueError as error:
        raise ImproperlyConfigured(
            "VAPID_PRIVATE_KEY is no key; manage.py make_push_key makes one."
        ) from error
    public = private.public_key()
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return Keys(
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        in_base64url(point),
    )
