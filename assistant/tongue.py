"""Choose the languages of a message: the one it is read in, and the one it is answered in.

For the answer the `language` field wins, else the session's, else the message's (contract, 2.1).
A session whose language nobody chose follows a person who clearly goes on in another one.
"""

from dataclasses import dataclass

import msgspec

from assistant.language_tag import primary
from assistant.phrases import languages
from assistant.question import Question
from assistant.understand.dialogue import Memory
from assistant.understand.glossary import ENGLISH
from assistant.understand.language import guess_language
from core.city import City


@dataclass(frozen=True, slots=True)
class Tongue:
    """Hold the languages of one message.

    Attributes:
        read: the one that it is read in.
        answer: the one that it is answered in; there is a catalogue of it.
        session: the one to remember; empty while nothing told it.
        chosen: whether the session's was chosen, and not only heard.
        refused: whether the one asked for is none of those that we speak.
    """

    read: str
    answer: str
    session: str = ""
    chosen: bool = False
    refused: bool = False

    def kept(self, memory: Memory) -> Memory:
        """Return the memory with the session's language in it."""
        return msgspec.structs.replace(memory, language=self.session, language_chosen=self.chosen)


def tongue_of(question: Question, memory: Memory, city: City) -> Tongue:
    """Choose the languages of a message.

    Args:
        question: the message, with the language chosen beside it.
        memory: what is known of the session.
        city: the city, whose pack says which languages it speaks.
    """
    asked = primary(question.language or "")
    field = asked if asked in city.languages else ""
    heard = guess_language(question.text, city.languages)
    session, chosen = memory.language, memory.language_chosen
    if field:
        session, chosen = field, True
    elif heard.language and (not session or (heard.sure and not chosen)):
        session = heard.language
    default = city.languages[0]
    spoken = [tag for tag in (session, default, ENGLISH) if tag in languages()]
    answer = spoken[0] if spoken else ENGLISH
    return Tongue(
        # What the words themselves say is the better guide to reading them.
        read=heard.language or session or default,
        answer=answer,
        session=session,
        chosen=chosen,
        refused=bool(asked) and asked != answer,
    )
