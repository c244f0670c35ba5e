"""Take a Yes or No, and citation marks, off what a model wrote: both are ours to set."""

import re
from dataclasses import dataclass
from typing import Final

from assistant.verify.verdict import Checked, Claim, ClaimKind

_YES: Final = {
    "en": r"yes|yeah|yep|correct|indeed|that['’]s right|right",
    "es": r"s[ií]|claro|correcto|efectivamente|as[ií] es",
    "fr": r"oui|si|exact|effectivement|tout à fait",
    "zh": r"是的?|有的?|对的?|没错|会的?|可以",
}
_NO: Final = {
    "en": r"no|nope|not yet|not quite|incorrect",
    "es": r"no|todavía no|aún no|incorrecto",
    "fr": r"non|pas encore|incorrect",
    "zh": r"不是的?|不|没有|还没有?|尚未|不可以|不行|不会",
}
_STOP: Final = r"(?:\s*[,，.。:：;；!！—–-]+\s*|\s*$)"
_MARK: Final = re.compile(r"\s*[\[【](?:\d{1,3}(?:\s*[,，]\s*\d{1,3})*)[\]】]")
_LEADS: Final = {
    language: re.compile(rf"(?:(?P<no>{_NO[language]})|(?P<yes>{_YES[language]})){_STOP}", re.I)
    for language in _YES
}


@dataclass(frozen=True, slots=True)
class Opening:
    """Hold a statement without what stood before it.

    Attributes:
        text: the rest, beginning with a capital where the whole did.
        affirms: whether a Yes stood before it (False: a No); None for neither.
        said: the word as written.
    """

    text: str
    affirms: bool | None = None
    said: str = ""


def opened(text: str, language: str) -> Opening:
    """Return a statement without citation marks and without a Yes or No before it."""
    bare = " ".join(_MARK.sub("", text).split())
    bare = _stopped(bare, language)
    lead = _LEADS.get(language, _LEADS["en"]).match(bare)
    if lead is None:
        return Opening(bare)
    rest = bare[lead.end() :]
    if rest[:1].islower() and bare[:1].isupper():
        rest = rest[0].upper() + rest[1:]
    return Opening(rest, lead["yes"] is not None, (lead["yes"] or lead["no"]))


def _stopped(text: str, language: str) -> str:
    """Return a statement with a full stop at its end, as the next sentence begins behind it."""
    if not text or text.rstrip("\"'”’»」)）")[-1:] in tuple(".!?。！？…"):
        return text
    return text + ("。" if language == "zh" else ".")


def check_lead(opening: Opening, affirms: bool | None) -> list[Checked]:
    """Hold the Yes or No of a model against the computed one.

    One that stands where none was computed is taken off and does no harm.
    """
    if opening.affirms is None or affirms is None:
        return []
    claim = Claim(ClaimKind.LEAD, opening.said, 0, len(opening.said))
    if opening.affirms is affirms:
        return [Checked(claim, by=("computed.lead",))]
    return [Checked(claim, why="the evidence says the contrary")]
