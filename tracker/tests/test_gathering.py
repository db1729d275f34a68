"""When a request is complete, and when it is dropped."""

import time

import pytest

from tracker.gathering import MOST_BODY, MOST_HEAD, PATIENCE, SLOWEST, Gathering, Verdict

HEAD = b"POST /a HTTP/1.1\r\nHost: localhost\r\n"


def fed(*pieces: bytes) -> tuple[Gathering, Verdict]:
    gathering = Gathering(0.0)
    verdicts = [gathering.feed(piece) for piece in pieces]
    return gathering, verdicts[-1]


@pytest.mark.parametrize(
    ("pieces", "verdict"),
    [
        ([b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"], Verdict.READY),
        ([b"GET / HTTP/1.1\r\nHost: a\r\n"], Verdict.WAIT),
        ([b"GET / HTTP/1.1\r\nHost: a\r", b"\n", b"\r", b"\n"], Verdict.READY),
        ([HEAD + b"Content-Length: 3\r\n\r\nab"], Verdict.WAIT),
        ([HEAD + b"Content-Length: 3\r\n\r\nab", b"c"], Verdict.READY),
        ([HEAD + b"content-length:3\r\n\r\nabcd"], Verdict.READY),
        ([HEAD + b"Transfer-Encoding: chunked\r\n\r\n"], Verdict.NO_LENGTH),
        ([HEAD + b"Content-Length: 3\r\ntransfer-encoding : gzip\r\n\r\n"], Verdict.NO_LENGTH),
        ([HEAD + b"X-Long: " + b"a" * MOST_HEAD], Verdict.LONG_HEAD),
        ([HEAD + b"X-Long: " + b"a" * MOST_HEAD + b"\r\n\r\n"], Verdict.LONG_HEAD),
        # The server's own parser reports malformed requests.
        ([HEAD + b"Content-Length: three\r\n\r\n"], Verdict.READY),
        ([b"\x16\x03\x01\r\n\r\n"], Verdict.READY),
    ],
)
def test_a_request_is_ready_when_all_of_it_is_there(pieces, verdict):
    assert fed(*pieces)[1] is verdict


def test_a_large_body_is_left_to_the_thread():
    gathering, verdict = fed(HEAD + b"Content-Length: %d\r\n\r\n" % (MOST_BODY + 1))
    assert verdict is Verdict.READY
    assert gathering.is_large


def test_who_waits_to_be_told_to_send_is_told_once():
    gathering, verdict = fed(HEAD + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    assert verdict is Verdict.CONTINUE
    assert b"Expect" not in gathering.data
    assert gathering.feed(b"a") is Verdict.WAIT
    assert gathering.feed(b"b") is Verdict.READY
    assert gathering.data.endswith(b"Content-Length: 2\r\n\r\nab")


def test_who_is_too_slow_is_given_up():
    gathering, _verdict = fed(HEAD)
    assert not gathering.is_late(PATIENCE - 1)
    assert gathering.is_late(PATIENCE + 1)
    gathering.feed(b"a" * SLOWEST * 10)
    assert not gathering.is_late(PATIENCE + 9)


def test_a_head_that_comes_byte_by_byte_costs_time_with_its_length_alone():
    gathering = Gathering(0.0)
    began = time.process_time()
    for _byte in range(MOST_HEAD):
        gathering.feed(b"a")
    # Searching all of it anew for each byte would take half a minute.
    assert time.process_time() - began < 3
