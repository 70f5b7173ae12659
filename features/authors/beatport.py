"""Beatport."""

from __future__ import annotations

import asyncssh


def unseen(desk):
    # Our list of the store's genres is older than the store's own.
    desk.table["genres"] = ["Polka", "Melodic House & Techno"]
    desk.release.table["genre"] = "Polka"


def wrong_login(folder):
    path = folder / "wrong-key"
    path.write_bytes(asyncssh.generate_private_key("ssh-ed25519").export_private_key())
    return {"key": f"file:{path}"}
