"""Tell where two sources say different things of one event, the more official first."""

from assistant.answer import Statement
from assistant.disputes import Differs, Dispute
from assistant.saying import Saying


def tell_dispute(dispute: Dispute, saying: Saying) -> Statement:
    """Say what the other source says, citing both."""
    told, other = dispute.told.hit, dispute.other.hit
    slots: dict[str, object] = {"publisher": saying.publisher(other.event.event)}
    if dispute.differs is Differs.OVER and other.standing.ended_at is not None:
        slots["time"] = saying.moment(other.standing.ended_at)
        slots["other"] = saying.publisher(told.event.event)
    elif dispute.differs is Differs.ESTIMATE and other.event.event.ends_at is not None:
        slots["time"] = saying.moment(other.event.event.ends_at)
    text = saying.phrases.say(f"contradiction.{dispute.differs.value}", **slots)
    return Statement(saying.sentence(text), (told, other), worth=1, fixed=True)
