"""Tell when something is to end: as it was said, as an estimate, or that nobody has said."""

from datetime import datetime
from typing import Final

from assistant.answer import Statement
from assistant.evidence import Evidence
from assistant.folding import is_measured
from assistant.saying import Saying
from assistant.wording import Wording
from core.event import EndCertainty, EventType
from core.lifecycle import Phase, period_around

COMES_BACK: Final = frozenset(
    {EventType.POWER_OUTAGE, EventType.WATER_OUTAGE, EventType.INTERNET_DISRUPTION}
)
"""What people wait for to come back, not to end."""


class EndTeller:
    """Tell ends in one language, at one instant."""

    def __init__(self, saying: Saying, wording: Wording) -> None:
        self._saying = saying
        self._say = saying.phrases.say
        self._wording = wording

    def end(self, evidence: Evidence) -> Statement:
        """Tell when it ends, and how sure that is."""
        event, standing = evidence.hit.event.event, evidence.hit.standing
        publisher, end = self._saying.publisher(event), self._end(evidence)
        noun = self._wording.noun(event)
        back = "_back" if event.type in COMES_BACK else ""
        if is_measured(evidence):
            text = self._say("measured.no_end")
        elif end is None:
            text = self._say("event.no_end", publisher=publisher, noun=noun)
        elif standing.phase is Phase.OVERDUE:
            text = self._say(f"event.overdue{back}", time=self._saying.moment(end), noun=noun)
        elif event.end_certainty is EndCertainty.ESTIMATED:
            text = self._say(
                f"event.estimate{back}", publisher=publisher, time=self._saying.moment(end),
                moved=self._wording.moved(evidence), noun=noun,
            )  # fmt: skip
        else:
            text = self._say("event.known_end", time=self._saying.moment(end), noun=noun)
        short = ""
        if end is not None:
            sure = "known" if event.end_certainty is EndCertainty.KNOWN else "estimate"
            sure = "overdue" if standing.phase is Phase.OVERDUE else sure
            short = self._saying.sentence(self._say(f"sms.{sure}", time=self._saying.moment(end)))
        worth = 1 if end is not None else 4
        return Statement(self._saying.sentence(text), (evidence.hit,), worth=worth, short=short)

    def clause(self, evidence: Evidence) -> str:
        """Tell the end within the sentence that tells the event; empty where none is known."""
        event, end = evidence.hit.event.event, self._end(evidence)
        if end is None or is_measured(evidence):
            return ""
        overdue = evidence.hit.standing.phase is Phase.OVERDUE
        sure = event.end_certainty is not EndCertainty.ESTIMATED
        key = "overdue" if overdue else "known" if sure else "estimate"
        key += "_back" if key == "estimate" and event.type in COMES_BACK else ""
        noun = self._wording.noun(event)
        return self._say(f"event.until_{key}", time=self._saying.moment(end), noun=noun)

    def _end(self, evidence: Evidence) -> datetime | None:
        event = evidence.hit.event.event
        period = period_around(event, self._saying.now)
        return event.ends_at if period is None else period.end
