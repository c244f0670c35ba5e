"""Make the questions of one instant: what happens, where it happens and where not, how worded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

import shapely

from core.geo import LonLat
from evals.expecting import Ask
from evals.geography import Geography, Spot, Stands
from evals.instants import Instant
from evals.ledger import Published, State
from evals.phrasing import Paraphrases, mistyped
from evals.subjects import EVERYTHING, TOPICS, TYPES, topic_of

_FRESH: Final = (State.IN_FORCE, State.UPCOMING, State.OVER, State.WITHDRAWN)
_LANGUAGES: Final = {"en": 55, "es": 15, "fr": 15, "zh": 15}
_CHANNELS: Final = (("widget", 8), ("sms", 1), ("voice", 1))
_AFTER_PLACE: Final = ("power", "water", "internet", "roads", "gas", "transit")
_SPOTS: Final[Mapping[str, tuple[str, ...]]] = {
    "roads": ("street", "area", "corner", "landmark", "here"),
    "roadwork": ("street", "area", "landmark"),
    "signals": ("corner", "area", "street", "landmark"),
    "transit": ("line", "stop", "area"),
    "accessibility": ("stop", "line"),
}
_USUAL: Final = ("area", "area", "zip", "here", "landmark", "street", "corner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Hold one question as it is put.

    Attributes:
        text: the words.
        ask: what it means.
        language: in which it is worded.
        channel: where the answer goes.
        max_chars: the answer's greatest length; None for none.
        tagged: whether the language is told beside the text.
        point: where the device is, where it says so.
        polarity: `so` where the place is chosen for being concerned, `not_so` for not being.
        typo: whether a word is mistyped.
        after: the question asked just before in the same conversation; None for none.
        twin: the question that asks the contrary of the same; None for none.
    """

    text: str
    ask: Ask
    language: str
    channel: str = "widget"
    max_chars: int | None = None
    tagged: bool = False
    point: LonLat | None = None
    polarity: str = "so"
    typo: bool = False
    after: "Asked | None" = None
    twin: "Asked | None" = None


@dataclass(slots=True)
class Asker:
    """Make questions for one city."""

    geography: Geography
    paraphrases: Mapping[str, Paraphrases]
    chance: Random

    def questions(
        self, instant: Instant, told: Sequence[Published], number: int
    ) -> Iterator[Asked]:
        """Yield about so many questions for an instant."""
        made = 0.0
        while made < number:
            topic, spot, polarity = self._subject(instant, told)
            asked = self._worded(topic, spot, polarity)
            if asked is None:
                made += 0.1  # a topic that nobody words for such a place
                continue
            made += 1
            yield asked
            if asked.ask.aspect.startswith("status") and self.chance.random() < 0.3:
                other = self._twin(asked) if self.chance.random() < 0.4 else self._following(asked)
                if other is not None:
                    made += 1
                    yield other

    def _subject(self, instant: Instant, told: Sequence[Published]) -> tuple[str, Spot | None, str]:
        """Choose a topic and a place: of the instant's event, of another one, or any."""
        chance, luck = self.chance, self.chance.random()
        event = next((e for e in told if e.id == instant.event_id), None)
        fresh = [e for e in told if e.state in _FRESH and e.topic != "anomalies"]
        in_force = [e for e in fresh if e.state is State.IN_FORCE]
        if instant.source and luck < 0.5:
            types = self.geography.city.source_by_id[instant.source].types
            return self._anywhere(topic_of(chance.choice(types)), "blind")
        if event is None or luck > 0.6:
            event = chance.choice(in_force or fresh) if fresh else None
        if event is None or luck > 0.88:
            return self._anywhere(chance.choice(TOPICS), "any")
        topic = topic_of(event.type)
        wider = [t for t in TOPICS if t == EVERYTHING or event.type in TYPES[t]]
        topic = chance.choice([topic, topic, topic, *wider])
        if chance.random() < 0.12:
            return topic, None, "so"
        polarity = "so" if chance.random() < 0.62 else "not_so"
        return topic, self._spot(topic, event, polarity), polarity

    def _anywhere(self, topic: str, polarity: str) -> tuple[str, Spot | None, str]:
        if self.chance.random() < 0.15:
            return topic, None, polarity
        kind = self.chance.choice(_SPOTS.get(topic, _USUAL))
        if kind == "here":
            return topic, self._here(self.chance.choice(self.geography.spots["area"])), polarity
        return topic, self.chance.choice(self.geography.spots[kind]), polarity

    def _spot(self, topic: str, event: Published, polarity: str) -> Spot | None:
        """Choose a place at which an event is, or is not; sometimes one near by."""
        kind = self.chance.choice(_SPOTS.get(topic, _USUAL))
        spots = self.geography.spots["area" if kind == "here" else kind]
        wanted = {Stands.THERE} if polarity == "so" else {Stands.NEAR, Stands.ELSEWHERE}
        able = [s for s in spots if self.geography.stands(event, s) in wanted]
        near = [s for s in able if self.geography.stands(event, s) is Stands.NEAR]
        if near and self.chance.random() < 0.5:
            able = near
        if not able:
            return self.chance.choice(spots)
        chosen = self.chance.choice(able)
        return self._here(chosen) if kind == "here" else chosen

    def _here(self, area: Spot) -> Spot:
        """Return a device's point in an area."""
        west, south, east, north = area.shape.bounds
        for _ in range(40):
            lon = round(self.chance.uniform(west, east), 5)
            lat = round(self.chance.uniform(south, north), 5)
            point = shapely.Point(lon, lat)
            if area.shape.contains(point):
                break
        else:
            point = area.shape.representative_point()
        accuracy = self.chance.choice((0.0, 10.0, 40.0))
        return Spot("here", area.id, "here", point, accuracy)

    def _worded(self, topic: str, spot: Spot | None, polarity: str) -> Asked | None:
        chance = self.chance
        able = [language for language in _LANGUAGES if language in self.paraphrases]
        language = chance.choices(able, [_LANGUAGES[one] for one in able])[0]
        words = self.paraphrases[language]
        chosen = words.choose(topic, spot, chance)
        if chosen is None:
            return None
        aspect, pattern = chosen
        text = words.fill(pattern, spot, chance)
        typo = language != "zh" and chance.random() < 0.12
        if typo:
            text = mistyped(text, [spot.name, *spot.streets] if spot else [], chance)
        channel = chance.choices([c for c, _ in _CHANNELS], [w for _, w in _CHANNELS])[0]
        point = None
        if spot is not None and spot.kind == "here":
            lon, lat = spot.shape.bounds[:2]
            point = LonLat(lon, lat)
        return Asked(
            text=text, ask=Ask(topic, aspect, spot, pattern.text), language=language,
            channel=channel, tagged=chance.random() < 0.3, point=point, polarity=polarity,
            typo=typo, max_chars=chance.choice((160, 240, 400)) if chance.random() < 0.08 else None,
        )  # fmt: skip

    def _twin(self, asked: Asked) -> Asked | None:
        """Return the same question turned round; None where nobody words it so."""
        words, ask = self.paraphrases[asked.language], asked.ask
        contrary = "status_well" if ask.aspect == "status_trouble" else "status_trouble"
        pattern = words.choose_of(ask.topic, contrary, ask.spot, self.chance)
        if pattern is None:
            return None
        text = words.fill(pattern, ask.spot, self.chance)
        new = Ask(ask.topic, contrary, ask.spot, pattern.text)
        return replace(asked, text=text, ask=new, typo=False, twin=asked)

    def _following(self, asked: Asked) -> Asked | None:
        """Return what somebody asks next: the same of another place, or another thing here."""
        words, chance, ask = self.paraphrases[asked.language], self.chance, asked.ask
        after = replace(asked, typo=False)
        if ask.spot is not None and ask.spot.kind in ("area", "zip") and chance.random() < 0.5:
            spot = chance.choice(self.geography.spots["area"])
            text = words.what_about(spot, chance)
            new = Ask(ask.topic, "status_open", spot, ask.words)
            return replace(after, text=text, ask=new, after=asked, point=None, polarity="any")
        topic = chance.choice([topic for topic in _AFTER_PLACE if topic != ask.topic])
        text = words.and_topic(topic)
        if text is None or ask.spot is None or ask.spot.kind not in ("area", "zip", "here"):
            return None
        new = Ask(topic, "status_open", ask.spot, text)
        return replace(after, text=text, ask=new, after=asked, polarity="any")
