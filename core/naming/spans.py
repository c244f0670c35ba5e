"""Tell which words of a text belong to which mention, in time that grows with the text alone."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from core.naming.place_words import Word
from core.place import Mention


def taken_by(tokens: Sequence[Word], mentions: Sequence[Mention]) -> list[Mention | None]:
    """Return for each word the mention that it is part of; None for a free one.

    Args:
        tokens: the words of the text, in order.
        mentions: mentions that do not overlap, in any order.
    """
    ordered = sorted(mentions, key=_by_start)
    taken: list[Mention | None] = []
    index = 0
    for word in tokens:
        while index < len(ordered) and ordered[index].end <= word.start:
            index += 1
        inside = index < len(ordered) and ordered[index].start <= word.start
        taken.append(ordered[index] if inside else None)
    return taken


def without_overlaps(ranked: Iterable[Mention]) -> list[Mention]:
    """Take each mention that overlaps none taken before it; in the order of the text.

    Args:
        ranked: mentions, the most wanted first.
    """
    spans: list[tuple[int, int]] = []
    chosen: list[Mention] = []
    for mention in ranked:
        place = bisect_left(spans, (mention.start, mention.end))
        after = place < len(spans) and spans[place][0] < mention.end
        if after or (place and spans[place - 1][1] > mention.start):
            continue
        insort(spans, (mention.start, mention.end))
        chosen.append(mention)
    return sorted(chosen, key=_by_start)


def _by_start(mention: Mention) -> int:
    return mention.start
