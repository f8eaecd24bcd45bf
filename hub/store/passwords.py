"""Passwords: kept as Argon2id hashes (64 MiB, three passes), compared in the same time whether or not there is one."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub.errors import StoreError

SHORTEST, LONGEST = 12, 200
# each takes 64 MiB and four threads for a tenth of a second: a crowd at the door must not take the machine
AT_ONCE = 2
# the hash of something nobody knows, for names that have none
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$NiVJhVgJ9jM+fyJK+uRKhg$tqVnsPnQfR44LlJUmrNDrXDpDNFv8Aba46gJ5npWHt8"


class Passwords:
    """Makes and compares hashes, a few at a time."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
        self._turn = BoundedSemaphore(AT_ONCE)

    def hash(self, password: str) -> str:
        """The hash to keep; StoreError for a password that is too short to be one, or too long to be meant."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise StoreError(f"a password has {SHORTEST} to {LONGEST} characters, such as a few words in a row")
        with self._turn:
            return self._hasher.hash(_storable(password))

    def fits(self, kept: str, password: str) -> bool:
        """Whether this is the password whose hash was kept; never for an empty hash, and no sooner."""
        with self._turn:
            try:
                self._hasher.verify(kept or NOBODY, _storable(password[: LONGEST + 1]))
            except (VerificationError, InvalidHashError):
                return False
        return bool(kept)


def _storable(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
