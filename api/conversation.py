"""Go on with the conversation of a program that sends all that was said, each time anew.

After each answer, what the conversation needs is kept under a digest of everything said in it. The
next request says the same again, and goes on from a copy: two people with the same words before
them never share a conversation, and nothing is asked twice to understand the next.
"""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Final

import orjson

from api.openai_compatible import Asked, CompletionRequest
from assistant.answer import Answer
from core.ports import SessionStore

_KEPT_AS: Final = "said:"


async def follow_on(given: CompletionRequest, asked: Asked, sessions: SessionStore) -> str | None:
    """Return the session to ask in; None for a new one.

    Args:
        given: the request; `metadata.session_id` names a session, and wins.
        asked: what is asked, after what.
        sessions: where conversations are kept.
    """
    if given.session_id is not None or not asked.before:
        return given.session_id
    kept = await sessions.load(_place(given, asked.before))
    if kept is None:
        return None
    session_id = secrets.token_urlsafe(18)
    await sessions.save(session_id, kept)
    return session_id


async def remember(
    given: CompletionRequest, asked: Asked, answer: Answer, sessions: SessionStore
) -> None:
    """Keep the conversation for the request that will bring all of this again."""
    memory = await sessions.load(answer.session_id) if answer.session_id else None
    if memory is not None:
        said = (*asked.before, ("user", asked.text), ("assistant", answer.text.strip()))
        await sessions.save(_place(given, said), memory)


def _place(given: CompletionRequest, said: Iterable[tuple[str, str]]) -> str:
    words = [(role, " ".join(text.split())) for role, text in said]
    written = orjson.dumps([given.user, words])
    return _KEPT_AS + hashlib.sha256(written).hexdigest()
