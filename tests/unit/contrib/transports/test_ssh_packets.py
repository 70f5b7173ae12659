"""What is written by ourselves is read by paramiko's own reader."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import contextmanager

import paramiko
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from paramiko.message import Message
from paramiko.packet import Packetizer

from tunemantra.contrib.transports._ssh_packets import ChannelData, Packets, send_all

SALT = b"salt"
PARTS = st.lists(st.binary(max_size=100) | st.integers(1, 40_000).map(os.urandom), min_size=1, max_size=6)


class TellingLock:
    """A lock that tells when somebody waits for it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.waited = threading.Event()

    def __enter__(self) -> None:
        if not self.lock.acquire(blocking=False):
            self.waited.set()
            self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        self.lock.release()


@contextmanager
def wire(count: int = 0):
    """A writer of ours and a reader of paramiko's, with keys of AES-GCM."""
    near, far = socket.socketpair()
    key, nonce = os.urandom(16), SALT + count.to_bytes(8)
    with near, far:
        far.settimeout(5)
        ours, theirs = Packets(near), Packetizer(far)
        ours.set_outbound_cipher(AESGCM(key), 16, None, 16, None, aead=True, iv_out=nonce)
        theirs.set_inbound_cipher(AESGCM(key), 16, None, 16, None, aead=True, iv_in=nonce)
        yield ours, theirs


def send(ours: Packets, *messages: ChannelData | Message) -> threading.Thread:
    def run() -> None:
        for message in messages:
            ours.send_message(message)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@given(PARTS, st.integers(0, 2**32 - 1), st.sampled_from([0, 2**32 - 1, 2**64 - 99]))
def test_a_channels_data_arrive_part_by_part(parts, channel, count) -> None:
    with wire(count) as (ours, theirs):
        sending = send(ours, ChannelData(channel, [memoryview(part) for part in parts]))
        for part in parts:
            kind, message = theirs.read_message()
            assert (kind, message.get_int(), message.get_string()) == (94, channel, part)
        sending.join()


@given(
    st.lists(st.integers(0, 255).flatmap(lambda kind: st.binary(max_size=70).map(bytes([kind]).__add__)), max_size=9)
)
def test_messages_and_data_share_one_count_of_nonces(payloads) -> None:
    data = ChannelData(7, [memoryview(b"abc"), memoryview(b"defg")])
    with wire() as (ours, theirs):
        sending = send(ours, *(message for payload in payloads for message in (Message(payload), data)))
        for payload in payloads:
            kind, message = theirs.read_message()
            assert bytes([kind]) + message.asbytes() == payload
            assert [theirs.read_message()[1].asbytes()[-3:] for _ in range(2)] == [b"abc", b"efg"]
        sending.join()


def test_what_waits_for_new_keys_is_sealed_with_them() -> None:
    key, nonce = os.urandom(16), b"newsalt" + bytes(5)
    with wire() as (ours, theirs):
        ours._writing = TellingLock()
        with ours._writing:
            sending = send(ours, ChannelData(7, [memoryview(b"abc")]))
            assert ours._writing.waited.wait(5)
            ours.set_outbound_cipher(AESGCM(key), 16, None, 16, None, aead=True, iv_out=nonce)
        theirs.set_inbound_cipher(AESGCM(key), 16, None, 16, None, aead=True, iv_in=nonce)
        assert theirs.read_message()[1].asbytes().endswith(b"abc")
        sending.join()


def test_no_two_packets_have_the_same_padding() -> None:
    sent = []
    with wire() as (ours, _):
        ours.write_all = lambda data: sent.append(bytes(data))
        for _ in range(2):
            ours._count = 0
            ours.send_message(Message(b"\x02same"))
    assert len(sent[0]) == len(sent[1])
    assert sent[0] != sent[1]


def test_new_keys_are_asked_for_once_after_so_many_bytes() -> None:
    with wire() as (ours, theirs):
        ours.REKEY_BYTES = 3 * 1024
        ours.set_log(paramiko.util.get_logger("paramiko"))
        asked = []
        for _ in range(4):
            ours.send_message(ChannelData(0, [memoryview(bytes(1000))]))
            theirs.read_message()
            asked.append(ours.need_rekey())
        assert asked == [False, False, True, True]


def test_without_keys_yet_everything_goes_paramikos_way() -> None:
    near, far = socket.socketpair()
    with near, far:
        ours, theirs = Packets(near), Packetizer(far)
        ours.send_message(Message(b"\x02hello"))
        ours.send_message(ChannelData(3, [memoryview(b"one"), memoryview(b"two")]))
        assert theirs.read_message()[1].asbytes() == b"hello"
        assert [theirs.read_message()[1].asbytes()[-3:] for _ in range(2)] == [b"one", b"two"]


def test_a_closed_channel_takes_nothing() -> None:
    channel = paramiko.Channel(1)
    channel.closed = True
    with pytest.raises(OSError, match="closed"):
        send_all(channel, b"abc")


def test_a_window_that_never_opens_times_out() -> None:
    channel = paramiko.Channel(1)
    channel.settimeout(0.01)
    channel.lock = threading.Lock()
    channel.out_buffer_cv = threading.Condition(channel.lock)
    with pytest.raises(TimeoutError):
        send_all(channel, b"abc")
