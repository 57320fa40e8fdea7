"""Codes by which one municipality lets another into a cooperation.

They are read out on the phone or written in a mail, and typed: capital letters and
digits that nobody takes for one another, in groups of four. As random as 80 bits, so
that SHA-256 is enough for the hash: nobody can try out so many.

A code is made of the form that asks for it, and of a secret of the installation's. So
the same form sent twice gives the same code, and nobody has to keep it to show it.
"""

import uuid
from hashlib import sha256
from typing import Final

from django.utils.crypto import salted_hmac

SIGNS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32: five bits each
LENGTH: Final = 16
GROUP: Final = 4
SALT: Final = "reports.invitation-code"


def code_for(cooperation_id: int, municipality_id: int, form_key: uuid.UUID) -> str:
    """ABCD-EFGH-JKLM-NPQR"""
    made_of = f"{cooperation_id}:{municipality_id}:{form_key}"
    digest = salted_hmac(SALT, made_of, algorithm="sha256").digest()
    signs = "".join(SIGNS[each % len(SIGNS)] for each in digest[:LENGTH])
    return "-".join(signs[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def hash_of(code: str) -> str:
    """That of the code as it is meant, however it was typed."""
    signs = "".join(each for each in code.upper() if each.isalnum())
    return sha256(signs.encode()).hexdigest()
