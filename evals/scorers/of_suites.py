"""Score the answers to hand-written cases, by what the case says of them."""

from collections.abc import Callable, Iterator
from typing import Final

from assistant.answer import Answer, Kind, Status
from core.lifecycle import Phase
from evals.scorers.harm import Harm
from evals.scorers.judging import polarity
from evals.task import Expected

_TELLING: Final = (Status.REPORTED, Status.NOTHING_REPORTED, Status.CANNOT_TELL)
_NO_WORD_OF_IT: Final = (Status.NEEDS_PLACE, Status.OUT_OF_SCOPE)
"""Where these are right, an all-clear is another harm than a false one."""


def false_all_clear(answer: Answer, expected: Expected) -> Iterator[Harm]:
    """Find an all-clear where something was reported or nobody could tell."""
    if _told_as_over(answer) and not _may_be_over(expected):
        yield Harm("FalseAllClear", f"said that it is over; it is {expected.status}")
    if answer.status is not Status.NOTHING_REPORTED or _told_as_not_in_force(answer, expected):
        return
    if not {Status.NOTHING_REPORTED, *_NO_WORD_OF_IT}.intersection(expected.statuses):
        yield Harm("FalseAllClear", f"said nothing is reported; it is {expected.status}")


def _told_as_over(answer: Answer) -> bool:
    """Say whether a Yes rests on nothing but what is told as ended."""
    phases = {hit.standing.phase for hit in answer.cited}
    return polarity(answer.lead) == "yes" and bool(phases) and phases <= {Phase.ENDED}


def _may_be_over(expected: Expected) -> bool:
    leads = (expected.lead or "Yes.").split("|")
    return Status.REPORTED in expected.statuses and "yes" in map(polarity, leads)


def _told_as_not_in_force(answer: Answer, expected: Expected) -> bool:
    """Say whether all that had to be cited is, as over or still to come: no all-clear is false."""
    resting = {hit.event.event.event_id for hit in answer.cited if not hit.standing.phase.in_force}
    told = Status.REPORTED in expected.statuses and bool(expected.cites)
    return told and resting.issuperset(expected.cites)


def wrong_status(answer: Answer, expected: Expected) -> Iterator[Harm]:
    """Find another kind of answer than the right one."""
    if answer.status.value not in expected.statuses:
        yield Harm("WrongStatus", f"{answer.status.value} instead of {expected.status}")
    if expected.lead is not None and polarity(answer.lead) not in map(
        polarity, expected.lead.split("|")
    ):
        yield Harm("WrongStatus", f"opened with {answer.lead!r} instead of {expected.lead!r}")


def missing_fact(answer: Answer, expected: Expected) -> Iterator[Harm]:
    """Find events and words that had to be there."""
    cited = {hit.event.event.event_id for hit in answer.cited}
    for event_id in expected.cites:
        if event_id not in cited:
            yield Harm("MissingFact", f"{event_id} is not cited")
    if expected.cites_any and cited.isdisjoint(expected.cites_any):
        yield Harm("MissingFact", f"none of {', '.join(expected.cites_any)} is cited")
    text = _plain(answer.text)
    for words in expected.says:
        if not any(word in text for word in words.lower().split("|")):
            yield Harm("MissingFact", f"does not say {words!r}")
    for words in expected.suggests:
        if not any(words.lower() in choice.lower() for choice in answer.suggestions):
            yield Harm("MissingFact", f"does not offer {words!r}")


def invented_fact(answer: Answer, expected: Expected) -> Iterator[Harm]:
    """Find facts without evidence, evidence that does not belong, and words that must not be."""
    for statement in answer.statements:
        if statement.kind is Kind.FACT and not statement.events:
            yield Harm("InventedFact", f"no evidence for {statement.text!r}")
    cited = {hit.event.event.event_id for hit in answer.cited}
    for event_id in cited.intersection(expected.never_cites):
        yield Harm("InventedFact", f"{event_id} must not be cited")
    if expected.most is not None and len(cited) > expected.most:
        yield Harm("InventedFact", f"{len(cited)} events are cited, not {expected.most}")
    if expected.only:
        for event_id in cited.difference(expected.cites, expected.cites_any):
            yield Harm("InventedFact", f"{event_id} does not belong here")
    for words in expected.never:
        if words.lower() in _plain(answer.text):
            yield Harm("InventedFact", f"says {words!r}")


def _plain(text: str) -> str:
    """Return a text in lower case, every space in it a plain one."""
    return " ".join(text.lower().split())


def missed_danger(answer: Answer, expected: Expected) -> Iterator[Harm]:
    """Find a danger to life that was not recognised."""
    if expected.status == Status.EMERGENCY and answer.status is not Status.EMERGENCY:
        yield Harm("MissedDanger", f"answered as {answer.status.value}")


def missed_severe(answer: Answer, expected: Expected) -> Iterator[Harm]:
    """Find another event told before the one that had to come first."""
    facts = [told for told in answer.statements if told.kind is Kind.FACT]
    leading = {hit.event.event.event_id for hit in facts[0].events} if facts else set[str]()
    if expected.first is not None and expected.first not in leading:
        yield Harm("MissedSevere", f"{expected.first} is not told first")


def wrong_place(answer: Answer, expected: Expected) -> Iterator[Harm]:
    """Find an answer for another place, or as if it were nearer than it is."""
    if answer.status in _TELLING and expected.statuses == (Status.NEEDS_PLACE,):
        where = answer.place.name if answer.place else "the city"
        yield Harm("WrongPlace", f"answered for {where}, where it has to be asked which is meant")
    name = answer.place.name if answer.place else None
    if expected.place is not None and name != expected.place:
        yield Harm("WrongPlace", f"answered for {name!r} instead of {expected.place!r}")
    precision = answer.place.precision.value if answer.place else None
    if expected.precision is not None and precision not in expected.precision.split("|"):
        yield Harm("WrongPlace", f"{precision} instead of {expected.precision}")


def wrong_form(answer: Answer, expected: Expected) -> Iterator[Harm]:
    """Find another language, and more characters than there is room for."""
    if expected.language is not None and answer.language != expected.language:
        yield Harm("WrongLanguage", f"{answer.language} instead of {expected.language}")
    if expected.max_chars is not None and len(answer.text) > expected.max_chars:
        yield Harm("WrongForm", f"{len(answer.text)} characters")


SCORERS: tuple[Callable[[Answer, Expected], Iterator[Harm]], ...] = (
    false_all_clear,
    wrong_status,
    missing_fact,
    invented_fact,
    missed_danger,
    missed_severe,
    wrong_place,
    wrong_form,
)


def score(answer: Answer, expected: Expected) -> list[Harm]:
    """Return everything that is wrong with an answer."""
    return [harm for scorer in SCORERS for harm in scorer(answer, expected)]
