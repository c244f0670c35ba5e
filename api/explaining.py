"""Write what became of each statement that a model wrote, claim by claim (`?explain=1`)."""

from typing import Any, Final

from assistant.answer import Answer
from assistant.verify.verdict import Checked, Verdict
from core.text import clean

_LLM: Final = "llm"


def explained(answer: Answer) -> list[dict[str, Any]]:
    """Write every statement of a model, in its order; empty where none was asked."""
    return [
        {
            "text": clean(verdict.draft.text),
            "event_ids": [clean(event_id) for event_id in verdict.draft.event_ids],
            "shown": shown_of(answer, verdict),
            "claims": [_claim(checked) for checked in verdict.checked],
        }
        for verdict in answer.judged
    ]


def shown_of(answer: Answer, verdict: Verdict) -> bool:
    """Say whether a statement stands in the answer: it holds, and the model's answer is shown."""
    return answer.mode == _LLM and verdict.held


def _claim(checked: Checked) -> dict[str, Any]:
    return {
        "kind": checked.claim.kind,
        "text": clean(checked.claim.text),
        "held": checked.held,
        "by": list(checked.by),
        "why": checked.why or None,
    }
