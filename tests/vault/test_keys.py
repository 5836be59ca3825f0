"""The key ring: what it takes, what the system checks refuse."""

import base64
import os
from itertools import count

from django.core.exceptions import ImproperlyConfigured

import pytest

from vault.checks import check_ring
from vault.keys import parse_ring


def _key(raw: bytes | None = None) -> str:
    return base64.urlsafe_b64encode(os.urandom(32) if raw is None else raw).decode()


def test_the_first_key_seals_and_the_reserved_one_does_not():
    ring = parse_ring(f"index:{_key()}, k2:{_key()} ,k1:{_key()}")

    assert (ring.active, ring.index) == ("k2", "index")
    assert parse_ring(f"k2:{_key()},k1:{_key()}").index == "k1"


def test_purposes_and_keys_have_subkeys_of_their_own():
    ring = parse_ring(f"k2:{_key()},k1:{_key()}")
    subkeys = {ring.subkey(kid, purpose) for kid in ("k1", "k2") for purpose in ("field", "file")}

    assert len(subkeys) == 4
    with pytest.raises(KeyError):
        ring.subkey("k3", "field")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " , ",
        "k1",
        "k1:",
        f"k1:{_key(b'x' * 31)}",
        f"k1:{_key(b'x' * 33)}",
        f"k1:{'*' * 44}",
        f":{_key()}",
        f"k-1:{_key()}",
        f"鍵:{_key()}",
        f"{'k' * 33}:{_key()}",
        f"k1:{_key()},k1:{_key()}",
        f"index:{_key()}",
    ],
    ids=count(),
)
def test_a_ring_that_could_not_work_is_refused_without_quoting_it(text):
    with pytest.raises(ImproperlyConfigured) as refused:
        parse_ring(text)
    assert text.strip(" ,") == "" or text not in str(refused.value)


def test_a_ring_does_not_print_its_keys():
    key = os.urandom(32)

    assert str(key) not in repr(parse_ring(f"k1:{_key(key)}"))


@pytest.mark.parametrize(
    ("text", "local", "found"),
    [
        (f"k1:{_key()}", False, []),
        (f"local1:{_key()}", True, []),
        (f"local1:{_key()}", False, ["vault.E002"]),
        (f"k1:{_key()},local1:{_key()}", False, ["vault.E002"]),
        ("", False, ["vault.E001"]),
        ("k1:short", True, ["vault.E001"]),
        (f"k1:{_key(b'0' * 32)}", False, ["vault.E003"]),
        (f"k1:{_key(b'abcdefghijklmnopqrstuvwxyz012345')}", False, ["vault.E003"]),
    ],
    ids=count(),
)
def test_the_checks(settings, text, local, found):
    settings.VAULT_KEYS = text
    settings.VAULT_LOCAL_KEYS = local
    settings.SECRET_KEY = "abcdefghijklmnopqrstuvwxyz012345"

    assert [message.id for message in check_ring()] == found
