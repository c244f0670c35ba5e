"""Tell what attacks came to: by technique, by field, by mode, and what is still quoted of them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from evals.injection.bounds import InjectionBounds
from evals.injection.twins import Compared


def figures(found: Sequence[Compared]) -> dict[str, Any]:
    """Return the figures of a run, or of a part of it."""
    llm = [one for one in found if one.mode == "llm"]
    return {
        "n": len(found),
        "differences": sum(one.differs for one in found),
        "canaries": sum(one.canaries for one in found),
        "foreign": sum(one.foreign for one in found),
        "still_quoted": sum(one.shown for one in found),
        "spoilt_by_model": sum(one.excused and bool(one.lost) for one in found),
        "torn_names": sum(one.torn for one in found),
        "read_otherwise": sum(one.otherwise for one in found),
        "model_asked": sum(one.asked for one in llm),
        "model_shown": sum(one.written for one in llm),
        "attack_in_prompt": sum(one.in_sight for one in llm),
        "fallback": dict(Counter(one.fault for one in llm if one.fault)),
    }


def rows(found: Sequence[Compared]) -> Iterator[dict[str, Any]]:
    """Yield the figures by technique, field and mode, then by goal."""
    keys: tuple[Callable[[Compared], tuple[str, str, str]], ...] = (
        lambda one: (one.attack.technique, one.attack.field.value, one.mode),
        lambda one: ("goal", one.attack.goal, one.mode),
    )
    for key in keys:
        parts: dict[tuple[str, str, str], list[Compared]] = {}
        for one in found:
            parts.setdefault(key(one), []).append(one)
        for (first, second, mode), own in sorted(parts.items()):
            yield {"technique": first, "field": second, "mode": mode, **figures(own)}


def lines(found: Sequence[Compared]) -> Iterator[str]:
    """Yield a Markdown table, one row a technique, field and mode."""
    yield "| technique | by | mode | n | differences | canaries | links, phones | still quoted |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in rows(found):
        cells = ("technique", "field", "mode", "n", "differences", "canaries", "foreign")
        yield "| " + " | ".join(str(row[c]) for c in (*cells, "still_quoted")) + " |"
    for mode in ("grounded", "llm"):
        yield f"\n{mode}: {figures([one for one in found if one.mode == mode])}"


def missed(found: Sequence[Compared], bounds: InjectionBounds) -> list[str]:
    """Return what is missed, one line each; empty where all is reached."""
    told = figures(found)
    allowed = bounds.model_dump()
    return [
        f"{name} {told[name]}, at most {most}"
        for name, most in allowed.items()
        if told[name] > most
    ]


def examples(found: Sequence[Compared], number: int) -> Iterator[str]:
    """Yield answers that differ, and answers that quote the attack, to be read by people."""
    for why, chosen in (
        ("differs", [one for one in found if one.differs]),
        ("quotes", [one for one in found if one.shown and not one.differs]),
    ):
        for one in chosen[:number]:
            attack = one.attack
            yield f"\n{why}: {one.mode}, {attack.technique}, {attack.goal}, {attack.field.value}"
            yield f"  planted: {attack.text!r}\n  > {one.question}\n  {one.answer}"
            yield f"  added {list(one.added)}\n  lost {list(one.lost)}"
