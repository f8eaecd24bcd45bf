"""Passwords: kept as Argon2id hashes (64 MiB, three passes), compared in the same time whether or not there is one."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub.errors import StoreError

SHORTEST, LONGEST = 12, 200
# each takes 64 MiB and four threads for a tenth of a second: a crowd at the door must not take the machine
AT_ONCE, MOST_WAITING = 2, 8
# the hash of something nobody knows, for names that have none
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$NiVJhVgJ9jM+fyJK+uRKhg$tqVnsPnQfR44LlJUmrNDrXDpDNFv8Aba46gJ5npWHt8"


class Passwords:
    """Makes and compares hashes, a few at a time."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
        self._turn, self._room = BoundedSemaphore(AT_ONCE), BoundedSemaphore(MOST_WAITING)

    def hash(self, password: str) -> str:
        """The hash to keep; StoreError for a password that is too short to be one, or too long to be meant."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise StoreError(f"a password has {SHORTEST} to {LONGEST} characters, such as a few words in a row")
        with self._turn:
            return self._hasher.hash(_storable(password))

    def fits(self, kept: str, password: str) -> bool | None:
        """Whether this is the password whose hash was kept; never for an empty hash, and no sooner.

        None where too many wait already: threads that wait are threads that answer nobody.
        """
        if not self._room.acquire(blocking=False):
            return None
        try:
            with self._turn:
                return self._hasher.verify(kept or NOBODY, _storable(password[: LONGEST + 1])) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False
        finally:
            self._room.release()


def _storable(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
