"""Passwords are kept as argon2id hashes, and checking one takes the same time whether or not the account exists."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# RFC 9106, second recommended option: 64 MiB, 3 passes. About 40 ms on one core.
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)

SHORTEST = 10
LONGEST = 200


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its salt and parameters inside."""
    return _HASHER.hash(password)


def verifies(password: str, password_hash: str | None) -> bool:
    """Whether the password belongs to the hash; without a hash the same work is done and the answer is no."""
    # Nobody has a password this long, and hashing megabytes on request would be a gift to an attacker.
    password = password[: LONGEST + 1]
    try:
        return _HASHER.verify(password_hash or _nobodys_hash(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _HASHER.hash("nobody has this password")


def warm_up() -> None:
    """Make the stand-in hash now, so that the first unknown account is not answered later than the others."""
    _nobodys_hash()
