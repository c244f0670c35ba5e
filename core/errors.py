"""Name every error for what the caller does next.

```
CivicError
├── Transient        retry with back-off: a broker, a store or a feed that does not answer now
│   └── Fenced       drop the work, re-read the position, start again from there
├── Rejected         record it with its reason and carry on: bad input that will never become good
├── Misconfigured    stop at start, with one clear line: only a person can mend it
└── ModelMisbehaved  use the composed answer: a language model failed or said what it may not
```

Third-party exceptions are translated into these at the adapter that meets them.
"""

from enum import StrEnum


class CivicError(Exception):
    """Be the root of every error that CivicSense raises on purpose."""


class Transient(CivicError):
    """Say that the same call may succeed later."""


class Fenced(Transient):
    """Say that another owner moved the position, or the store was emptied, under this batch."""


class Misconfigured(CivicError):
    """Say, in one line that a person can act on, why a process cannot start."""


class ModelMisbehaved(CivicError):
    """Say that a language model failed, or answered what the verifier refuses."""


class RejectReason(StrEnum):
    """The reasons for which a record goes to the dead-letter topic (contract, 1.1)."""

    NOT_JSON = "not_json"
    BAD_UTF8 = "bad_utf8"
    SCHEMA = "schema"
    BAD_TIME = "bad_time"
    BAD_GEO = "bad_geo"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    KEY_MISMATCH = "key_mismatch"
    ID_CONFLICT = "id_conflict"
    UNKNOWN_VERSION = "unknown_version"
    UNAUTHORISED = "unauthorised"
    TOO_OLD = "too_old"


class Rejected(CivicError):
    """Refuse one record, with the contract's reason and a sentence of detail.

    Attributes:
        reason: the value of the dead-letter header `error.reason`.
        detail: what was wrong, naming the field; the value of `error.detail`.
    """

    def __init__(self, reason: RejectReason, detail: str) -> None:
        super().__init__(f"{reason.value}: {detail}")
        self.reason = reason
        self.detail = detail
