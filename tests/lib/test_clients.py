"""Whom rates are counted by: a forged header must not hide a client."""

import ipaddress

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as some

from undersigned.config import environment
from undersigned.lib import clients

STRANGER, PROXY, INNER = "203.0.113.9", "10.0.0.1", "192.168.1.1"


def _address(here, forwarded=None):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return clients.address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=here))


@pytest.fixture(autouse=True)
def trusted(settings):
    settings.TRUSTED_PROXIES = environment.read(
        {"UNDERSIGNED_TRUSTED_PROXIES": "10.0.0.0/8, 192.168.1.1, ::1"}
    ).trusted_proxies


def test_without_a_proxy_the_header_is_hearsay():
    assert _address(STRANGER, forwarded="198.51.100.7") == STRANGER


def test_behind_a_proxy_the_client_is_the_one_that_the_proxy_names():
    assert _address(PROXY, forwarded=STRANGER) == STRANGER


def test_what_the_client_wrote_into_the_header_does_not_count():
    assert _address(PROXY, forwarded=f"198.51.100.7, {STRANGER}") == STRANGER


def test_a_chain_of_trusted_proxies_is_followed_to_its_end():
    assert _address(PROXY, forwarded=f"198.51.100.7, {STRANGER}, {INNER}") == STRANGER


def test_a_client_that_claims_to_be_a_proxy_is_still_only_that():
    assert _address(PROXY, forwarded=PROXY) == PROXY


@pytest.mark.parametrize("nonsense", ["", "unknown", "198.51.100.7, nonsense", ",", "a,,"])
def test_a_header_that_cannot_be_read_leaves_the_proxy_as_the_client(nonsense):
    assert _address(PROXY, forwarded=nonsense) == PROXY


def test_an_ipv6_proxy_and_a_mapped_client_are_understood():
    assert _address("::1", forwarded=f"::ffff:{STRANGER}") == STRANGER
    assert _address(f"::ffff:{PROXY}", forwarded=STRANGER) == STRANGER


def test_a_request_over_a_unix_socket_has_an_address_all_the_same():
    assert _address("") == "0.0.0.0"  # noqa: S104  nothing is bound


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:ff42::7", "2001:db8:1:ff00::/56"),
        ("nonsense", "unknown"),
    ],
)
def test_rates_are_counted_by_network(address, network):
    assert clients.network(address) == network


@given(some.ip_addresses(), some.ip_addresses())
def test_a_client_behind_no_trusted_proxy_can_never_choose_its_address(here, claimed):
    if not any(here in network for network in _networks()):
        assert _address(str(here), forwarded=str(claimed)) == str(here)


def _networks():
    return environment.read(
        {"UNDERSIGNED_TRUSTED_PROXIES": "10.0.0.0/8, 192.168.1.1, ::1"}
    ).trusted_proxies


NEARLY_V4 = some.lists(some.integers(0, 300), min_size=3, max_size=5).map(
    lambda parts: ".".join(map(str, parts))
)


@given(some.one_of(
    NEARLY_V4, some.ip_addresses().map(str), some.text(alphabet="0123456789.: ", max_size=16)
))  # fmt: skip
def test_an_address_is_read_as_the_standard_library_reads_it(text):
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        assert clients.network(text) == clients.UNKNOWN
        assert clients.behind(PROXY, text) == PROXY
        return
    client = getattr(parsed, "ipv4_mapped", None) or parsed
    assert clients.behind(PROXY, text) == str(client)
    prefix = 24 if client.version == 4 else 56
    wide = ipaddress.ip_network(f"{client}/{prefix}", strict=False)
    assert clients.network(str(client)) == str(wide)
