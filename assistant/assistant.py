"""Answer a question from the present: understand, retrieve, judge coverage, compose.

`Assistant.answer` is the whole path. A danger to life is answered first, from fixed words, with
nothing that could fail; everything else rests on the view alone, and a view that is behind makes
the answer say so.
"""

import secrets
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Final

from assistant.answer import Answer, Kind, Statement, Status
from assistant.ask_back import AskBack
from assistant.briefing import brief_of
from assistant.compose import Composer
from assistant.corrections import Corrections
from assistant.emergency import Emergencies
from assistant.fit import fit
from assistant.model.port import Fault
from assistant.operators.lookups import Lookups
from assistant.outcome import Outcome, asked_back, joined, without_yes_or_no
from assistant.phrases import languages, phrases
from assistant.phrasing import Phrasing, Step, has_room
from assistant.question import Channel, Question
from assistant.responder import Responder
from assistant.rewrite import Rewriter
from assistant.saying import Saying
from assistant.spoken import spoken
from assistant.tongue import Tongue, tongue_of
from assistant.understand.dialogue import Memory, pack, unpack
from assistant.understand.fusion import doubtful, fused, masked
from assistant.understand.glossary import ENGLISH, glossaries, glossary
from assistant.understand.likeness import Likeness, Meanings
from assistant.understand.message import MessageReader
from assistant.understand.reading import Reading
from assistant.understand.take_up import after_reply
from assistant.writer import Writer
from core.city import City
from core.gazetteer import Gazetteer
from core.ports import SessionStore
from core.store import EventReader
from core.timespan import Clock
from core.whereabouts import whereabouts

_ROOMY: Final = 400
"""So many characters hold an answer, and a correction of something else."""


class Assistant:
    """Answer questions about one city."""

    def __init__(
        self,
        city: City,
        gazetteer: Gazetteer,
        reader: EventReader,
        sessions: SessionStore,
        clock: Clock,
        meanings: Meanings | None = None,
        writer: Writer | None = None,
        rewriter: Rewriter | None = None,
        lookups: Lookups | None = None,
    ) -> None:
        """Make it ready to answer.

        Args:
            city: the pack.
            gazetteer: its names.
            reader: the view of its events.
            sessions: where conversations are kept.
            clock: tells the time.
            meanings: what texts mean, where a model is at hand; the words alone decide without.
            writer: has a language model phrase answers, where one is configured.
            rewriter: has it find the question in what was not understood.
            lookups: has it look things up for operators.
        """
        self._city = city
        self._emergencies = Emergencies(city)
        self._messages = MessageReader(city, gazetteer)
        self._responder = Responder(city, gazetteer, reader)
        self._corrections = Corrections(reader)
        self._reader = reader
        self._sessions = sessions
        self._clock = clock
        self._writer = writer
        self._rewriter = rewriter
        self._lookups = lookups
        self._likeness = Likeness(meanings) if meanings is not None else None
        # Made here, so that no person waits for them, and what is wrong with them shows at start.
        whereabouts(city)
        for language in languages():
            phrases(language)
        for language in glossaries():
            glossary(language)

    async def prepare(self) -> None:
        """Make what likeness is told by, in the background; answers never wait for it."""
        if self._likeness is not None:
            await self._likeness.prepare()

    async def answer(self, question: Question) -> Answer:
        """Answer one question; what a person typed never makes it raise."""
        answer: Answer | None = None
        async for step in self.tell(question):
            answer = step if isinstance(step, Answer) else None
        if answer is None:
            raise AssertionError("an answer ends with the whole of it")
        return answer

    async def tell(self, question: Question) -> AsyncGenerator[Step, None]:
        """Answer one question step by step; the last step is the whole answer.

        Only what a model phrases comes in steps, each statement once it was held against its
        evidence; every other answer is there at once.
        """
        in_danger = self._emergencies.answer(question)
        if in_danger is not None:
            yield in_danger
            return
        started = time.perf_counter()
        session_id = question.session_id or ""
        stored = await self._sessions.load(session_id) if session_id else None
        session_id = session_id if stored is not None else ""
        memory = unpack(stored)
        tongue = tongue_of(question, memory, self._city)
        shortens = question.room is not None
        saying = Saying(phrases(tongue.answer), self._city, self._clock.now(), shortens)
        outcome = await self._outcome(question, memory, tongue, saying)
        plainly = await self._plainly(question, memory, tongue, saying) if outcome.unclear else None
        if isinstance(plainly, Answer):
            yield plainly
            return
        outcome = plainly or outcome
        kept = tongue.kept(outcome.memory or memory)
        if outcome.memory is not None or kept != memory:
            outcome = replace(outcome, memory=kept)
        session_id = session_id or secrets.token_urlsafe(18)
        if outcome.memory is not None:
            await self._sessions.save(session_id, pack(outcome.memory))
        elif stored is not None:  # a word of thanks, too, keeps the conversation
            await self._sessions.save(session_id, stored)
        composed = self._written(question, session_id, tongue, outcome, started)
        phrases_it = self._writer is not None and plainly is None and has_room(question)
        brief = brief_of(question, outcome, saying) if phrases_it else None
        if self._writer is None or brief is None:
            yield composed
            return
        if question.operator and self._lookups is not None:
            brief = await self._lookups.widened(brief)
        phrasing = Phrasing(self._writer, outcome, brief, saying.phrases.writing.between)
        streamed = question.room is None and question.channel is not Channel.VOICE
        async with aclosing(phrasing.steps(composed, streamed=streamed)) as steps:
            async for step in steps:
                yield step
        fault, whole = phrasing.fault, phrasing.outcome
        if whole is not None:
            answer = self._written(question, session_id, tongue, whole, started)
            if len(answer.statements) >= len(whole.part.statements):
                yield replace(
                    answer, answer_id=composed.answer_id, mode="llm", model=self._writer.model,
                    judged=phrasing.judged,
                )  # fmt: skip
                return
            fault = Fault.TOO_LONG
        took = self._written(question, session_id, tongue, outcome, started).timing_ms
        yield replace(composed, fallback_reason=fault, judged=phrasing.judged, timing_ms=took)

    async def _outcome(
        self, question: Question, memory: Memory, tongue: Tongue, saying: Saying
    ) -> Outcome:
        """Understand the question and answer it from the view."""
        taken = self._messages.take_up(question, memory, tongue.read)
        if taken.reply is not None:
            told = asked_back(Status.OUT_OF_SCOPE, AskBack(saying).reply(taken.reply))
            return replace(told, memory=after_reply(memory, taken.reply))
        readings = self._messages.read(taken.question, memory, saying.now)
        readings = [await self._singled(await self._likely(one, memory)) for one in readings]
        outcome = joined([self._responder.respond(one, memory, saying) for one in readings])
        composer = Composer(saying, self._reader.caught_up().as_of)
        outcome = replace(outcome, part=composer.closed(outcome.part, outcome.coverage))
        roomy = question.room is None or question.room >= _ROOMY
        return self._corrections.applied(outcome, memory, saying, roomy=roomy)

    async def _plainly(
        self, question: Question, memory: Memory, tongue: Tongue, saying: Saying
    ) -> Answer | Outcome | None:
        """Answer the plain question that a model finds in a message that was not understood.

        Returns:
            What is said to a danger in it, or the answer to it without a Yes or No, which could
            stand against the person's own words; None where the first answer stands.
        """
        plain = await self._rewriter.rewritten(question) if self._rewriter is not None else None
        if plain is None:
            return None
        in_danger = self._emergencies.answer(replace(plain, language=tongue.answer))
        if in_danger is not None:
            return in_danger
        outcome = await self._outcome(plain, memory, replace(tongue, read=ENGLISH), saying)
        if outcome.part.status is Status.OUT_OF_SCOPE:
            return None
        return without_yes_or_no(outcome)

    async def _likely(self, reading: Reading, memory: Memory) -> Reading:
        """Return the reading in the light of the exemplars, where its words leave it open."""
        if self._likeness is None or not doubtful(reading):
            return reading
        likely = await self._likeness.meant(masked(reading))
        return reading if likely is None else fused(reading, likely, memory)

    async def _singled(self, reading: Reading) -> Reading:
        """Return the reading with what its particular words mean, where it has any."""
        if self._likeness is None or not reading.particular or not reading.in_scope:
            return reading
        return replace(reading, meaning=await self._likeness.vector(reading.particular))

    def _unsupported(self, tongue: Tongue) -> list[Statement]:
        """Say which languages there are, where another was asked for."""
        if not tongue.refused:
            return []
        spoken = phrases(tongue.answer)
        names = [spoken.language_name(tag) for tag in self._city.languages if tag in languages()]
        text = spoken.say("language.unsupported", languages=spoken.join(names))
        return [Statement(text, kind=Kind.COURTESY, worth=6)]

    def _written(
        self,
        question: Question,
        session_id: str,
        tongue: Tongue,
        outcome: Outcome,
        started: float,
    ) -> Answer:
        plain = question.channel in (Channel.SMS, Channel.VOICE)
        brief = question.channel is Channel.SMS
        part = outcome.part
        statements = (*part.statements, *self._unsupported(tongue))
        if question.channel is Channel.VOICE:
            statements = spoken(statements, phrases(tongue.answer))
        writing = phrases(tongue.answer).writing
        kept = fit(
            part.lead, statements, question.room,
            brief=brief, marked=not plain, writing=writing,
        )  # fmt: skip
        return Answer(
            answer_id=secrets.token_urlsafe(12),
            session_id=session_id,
            language=tongue.answer,
            status=part.status,
            lead=part.lead,
            statements=kept,
            marked=not plain,
            writing=writing,
            place=outcome.place,
            coverage=outcome.coverage,
            as_of=self._reader.caught_up().as_of,
            suggestions=outcome.suggestions,
            timing_ms={"total": round((time.perf_counter() - started) * 1000, 3)},
        )
