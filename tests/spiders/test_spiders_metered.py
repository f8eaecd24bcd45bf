"""A socket gives a piece at a time, and for one request no more than it may."""

import socket

import pytest

from spiders.metered import PIECE, MeteredSocket

MOST = 3 * PIECE


@pytest.fixture
def pair():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        metered = MeteredSocket(socket.AF_INET, socket.SOCK_STREAM, 0, MOST)
        metered.connect(listener.getsockname())
        far, _ = listener.accept()
    with metered, far:
        yield metered, far


def drain(metered, size):
    taken = 0
    while taken < size:
        taken += len(metered.recv(1 << 20))


READS = {"recv": lambda it: len(it.recv(1 << 20)), "recv_into": lambda it: it.recv_into(bytearray(1 << 20))}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_no_more_than_a_piece_comes_at_once(read, pair):
    metered, far = pair
    far.sendall(bytes(PIECE + 1))
    assert read(metered) <= PIECE


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_an_answer_has_an_end_and_the_next_begins_anew(read, pair):
    metered, far = pair
    for _ in range(3):
        metered.send(b"GET")
        far.sendall(bytes(MOST))
        drain(metered, MOST)
    far.sendall(b"x")
    with pytest.raises(OSError, match="no end"):
        read(metered)
