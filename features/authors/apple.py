"""Apple Music."""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


def unseen(desk):
    # The store keeps the pages of some artists by hand, and wants their id; only it knows whose.
    desk.release.table["artists"] = ["The Quayside Collective"]


def wrong_login(folder):
    path = folder / "AuthKey_WRONG.p8"
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(ec.generate_private_key(ec.SECP256R1()).private_bytes(serialization.Encoding.PEM, form, plain))
    return {"private_key": f"file:{path}"}
