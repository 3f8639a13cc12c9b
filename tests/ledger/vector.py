"""The test vector of the format's description: what every implementation must come to."""

import base64
import hashlib
import uuid
from datetime import date

from undersigned.ledger import commitments, leaves


def h(text):
    return hashlib.sha256(text.encode("ascii")).digest()


ORIGIN = "petitions.example.org/log"
LOG_SEED, WITNESS_SEED = h("test log key"), h("test witness key")
PETITION_KEY = h("test petition key")
PETITION = uuid.UUID("0192c3f0-7d5e-7c11-9a55-3f5d2f6f1a01")
TEXT = commitments.canonical_text(
    title="Keep the library open",
    body="We ask the council to keep the Mill Lane library open.",
    target="Example Town Council",
)
ANA = {"email": "ana@example.org", "name": "Ana Lopez", "locality": "SW1A 1AA"}
BEN = {"email": "ben@example.org", "name": "Ben Okoro", "locality": ""}
DAY = date(2026, 10, 14)


def secrets(number):
    return h(f"s1 {number}"), h(f"s2 {number}")


def opened(person, number):
    """(T, E, C) of a signer."""
    s1, s2 = secrets(number)
    tag = commitments.tag(key=PETITION_KEY, petition=PETITION, email=person["email"])
    identity = commitments.identity(s2=s2, **person)
    return tag, identity, commitments.commitment(s1=s1, tag=tag, identity=identity)


LEAVES = [
    leaves.Petition(PETITION, 1, commitments.text_hash(TEXT)),
    leaves.Sign(PETITION, 0, DAY, "GB", opened(ANA, 1)[2]),
    leaves.Sign(PETITION, 0, DAY, "-", opened(BEN, 2)[2]),
    leaves.Void(2, "withdrawn", date(2026, 10, 15)),
]
ENTRIES = [leaf.data() for leaf in LEAVES]
HASHES = [
    "db3c24d4c6a4331f11ff6154d0f7bce2f52a52ea49e68bf8b449c4e44694b173",
    "e8ed50ee5c95ba11d28c7714ba761b539242985c802191495fff4646b8ece8ee",
    "535b586b8a4d4aefd7c11fc86f1eb9d44407ca1bbd70ccc47f589881e54a2ed5",
    "e21125dd5aef6b983750268e2c31ed8669ef56a15db9a32cf1227bd33dc20753",
]
ROOT3 = base64.b64decode("b56f625DUNQ65EZhCKoqZwZ9j4zVI5lPb2aKZZ1dXa4=")
ROOT4 = base64.b64decode("rJSYh8BRcjSmFuRu+kgiTDYTvOA7zCuh7Vs8iLY57OY=")
INCLUSION = [
    base64.b64decode("2zwk1MakMx8R/2FU0Pe84vUqUupJ5ov4tEnE5EaUsXM="),
    base64.b64decode("nFZJHUgtLKQorboVHb+MQVA/t93PI7Il5tH5LUxV58g="),
]
CONSISTENCY = [
    base64.b64decode("U1tYa4pNSu/XwR/Ibx651EQHyhu9cMzEf1iYgeVKLtU="),
    base64.b64decode("4hEl3Vrva5g3UCaOLDHthmnvVqFduaMs8SJ70z3CB1M="),
    base64.b64decode("saBE+dlFL2J5hu0ONyerDzPJW4RB6QkqHcVKj/sYsCc="),
]
LOG_VKEY = "petitions.example.org/log+12bfaadb+AT8D+vTUws/7W1gOqSGbdDXrrmt3jPAqTrHAstWiE4z5"
WITNESS_VKEY = "partner.example.net/w1+a53bdead+BBQzA22TUGQjImRLTPJOCPRp+BAYPvXYTpf05YEMg813"
CHECKPOINT = """petitions.example.org/log
4
rJSYh8BRcjSmFuRu+kgiTDYTvOA7zCuh7Vs8iLY57OY=

— petitions.example.org/log Er+q2wtDSBlk1290uVAD4Tv2AQ8qdAswCDXcI5easaxdY5PdqsXvTOxD6a+FvLSWkL0+oUfQEFntSOZ2Z4Nba3PXHQw=
— partner.example.net/w1 pTverQAAAABqz8AABEiCCj2kp1GDi4LMZJsDylidlBVVqyCKJvjvXgxR/d/uKgBHNO237lfKhzRh5zOBX5H88ocZLqn2yGcQDcUJBg==
""".encode()  # noqa: E501
