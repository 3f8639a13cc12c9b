"""A real DNS server on loopback, with the records that a test gives it."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = Mapping[tuple[str, str], str]


@contextmanager
def serving(zone: Zone) -> Iterator[str]:
    """Its address and port. What stands not in the zone does not exist."""
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))
    line.settimeout(0.1)
    ended = threading.Event()
    thread = threading.Thread(target=_serve, args=(line, zone, ended))
    thread.start()
    try:
        yield f"127.0.0.1:{line.getsockname()[1]}"
    finally:
        ended.set()
        thread.join()
        line.close()


def _serve(line: socket.socket, zone: Zone, ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            data, whom = line.recvfrom(4096)
        except TimeoutError:
            continue
        line.sendto(_answer(dns.message.from_wire(data), zone).to_wire(), whom)


def _answer(query: dns.message.Message, zone: Zone) -> dns.message.Message:
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.RA
    [asked] = query.question
    name, kind = str(asked.name).rstrip("."), dns.rdatatype.to_text(asked.rdtype)
    text = zone.get((name, kind))
    if text is not None:
        answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *text.split("|")))
    elif not any(known == name for known, _kind in zone):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer
