"""Hold what a model writes: lines, what is wrong with each, and how they come over the wire."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one statement of a model.

    Attributes:
        text: the words.
        event_ids: what it cites.
        harm: what is untrue or unwanted in it, in a few words; empty for a faithful one.
        kind: which kind of fact it tells: `what`, `end`, `cause` …
    """

    text: str
    event_ids: tuple[str, ...]
    harm: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Hold one reply of a model, and how its server sends it.

    Attributes:
        text: the content of the message: JSON, where the model keeps to what was asked.
        lines: the statements in it, to be held against what was shown.
        status: of HTTP.
        headers: besides the usual ones.
        body: the whole body of the HTTP response, in place of a completion; None for one.
        wait_s: seconds before the first byte.
        pause_s: seconds between pieces.
        piece: characters a piece.
        stop_after: so many characters of the text are sent and nothing more, the connection held.
        cut_after: so many bytes of the HTTP response are sent, and the connection is closed.
        reset: whether the connection is reset at once.
    """

    text: str = ""
    lines: tuple[Line, ...] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytes | None = None
    wait_s: float = 0.0
    pause_s: float = 0.0
    piece: int = 24
    stop_after: int | None = None
    cut_after: int | None = None
    reset: bool = False
