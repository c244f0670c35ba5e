"""What is read aloud has words where a text has signs, in the answer's language."""

import pytest

from assistant.phrases import phrases
from assistant.question import Channel
from assistant.spoken import in_words
from tests.assistant.town import Town, event

SAID: list[tuple[str, str, str]] = [
    ("en", "Dock Ave & 2nd St", "Dock Ave and 2nd St"),
    ("en", "Wind of 61 km/h and 31 °C", "Wind of 61 kilometres an hour and 31 degrees Celsius"),
    ("en", "~1,200 customers, 40%", "about 1,200 customers, 40 percent"),
    ("en", "Unit #14 – shut 6–9 pm", "Unit number 14, shut 6 to 9 pm"),
    ("en", "18 µg/m³ at 250 m", "18 micrograms per cubic metre at 250 metres"),
    ("en", "**Buses/trains** [late] …", "Buses, trains late"),
    ("en", "It is \"shut\" (heard now).", "It is \"shut\" (heard now)."),
    ("en", "Call 555-0142 by 2:30 pm.", "Call 555-0142 by 2:30 pm."),
    ("es", "Muelle & 2.ª, 61 km/h", "Muelle y 2.ª, 61 kilómetros por hora"),
    ("fr", "Quai & 2e, 40 % à 31 °C", "Quai et 2e, 40 pour cent à 31 degrés Celsius"),
    ("zh", "风速61 km/h，31 °C，40%", "风速每小时61公里，31摄氏度，百分之40"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "written", "said"), SAID)
def test_signs_are_words_of_the_language(language: str, written: str, said: str):
    assert in_words(written, phrases(language)) == said


@pytest.mark.parametrize("language", ["en", "es", "fr", "zh"])
def test_a_name_is_spoken_in_its_own_language(language: str):
    said = in_words("City Power & Light", phrases(language))
    assert said == "City Power and Light"


@pytest.mark.parametrize("language", ["en", "es", "fr", "zh"])
def test_a_spoken_answer_has_no_signs(language: str):
    shut = event("infrastructure", "R-5", "road_closure", source="city-roads", road="Oak Street",
                 area="Eastside", headline="Oak St & 5th: ~3 blocks shut",
                 detour="Pine St / 8th St – 10 km/h")  # fmt: skip
    answer = Town(shut).ask("is oak street closed?", channel=Channel.VOICE, language=language)
    assert "R-5" in [hit.event.event.event_id for hit in answer.cited]
    assert not set(answer.text) & set("[]&~#*%°/–—_|…"), answer.text
