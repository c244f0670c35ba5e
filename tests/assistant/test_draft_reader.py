"""A model's answer is read while it is written, and nothing but what was asked for is read."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.brief import Draft
from assistant.draft_reader import ANSWER_SCHEMA, DraftReader
from assistant.model.port import Fault, ModelFailed

ONE = {"text": "Power is out in Eastside.", "event_ids": ["INF-1"]}
TWO = {"text": 'The source says "back }] soon" \\ {now [', "event_ids": ["INF-1", "W-1"]}
DRAFTS = [Draft(ONE["text"], ("INF-1",)), Draft(TWO["text"], ("INF-1", "W-1"))]  # type: ignore[arg-type]
WHOLE = json.dumps({"statements": [ONE, TWO]})


def read(*pieces: str) -> list[Draft]:
    reader, found = DraftReader(), list[Draft]()
    for piece in pieces:
        found.extend(reader.feed(piece))
    reader.close()
    return found


def by(text: str, step: int) -> list[str]:
    return [text[at : at + step] for at in range(0, len(text), step)]


def statements(*those: Any) -> str:
    return json.dumps({"statements": list(those)})


@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        json.dumps({"statements": [ONE, TWO]}, indent=3),
        f"\n\n```json\n{WHOLE}\n```\n",
        f"```\r\n{WHOLE}```",
        json.dumps({"statements": [ONE, TWO]}, ensure_ascii=True, separators=(",", ":")),
    ],
)
def test_an_answer_is_read_in_pieces_of_any_length(text: str, step: int):
    assert read(*by(text, step)) == DRAFTS


def test_a_draft_is_given_as_soon_as_it_is_closed():
    reader = DraftReader()
    at = WHOLE.index("}") + 1
    assert reader.feed(WHOLE[: at - 1]) == []
    assert reader.feed(WHOLE[at - 1 : at]) == DRAFTS[:1]
    assert not reader.complete
    assert reader.feed(WHOLE[at:]) == DRAFTS[1:]
    assert reader.complete


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Here is the answer: " + WHOLE,
        WHOLE + " I hope this helps.",
        WHOLE + WHOLE,
        f"```json\n{WHOLE}\n```\nDone.",
        "<html><body>502</body></html>",
        "null",
        "[]",
        "{}",
        '{"statements": null}',
        '{"statements": {}}',
        '{"statements": [], "mode": "admin"}',
        '{"mode": "admin", "statements": []}',
        '{"statements": [], "statements": []}',
        '{"statements": ["text"]}',
        '{"statements": [,]}',
        '{"statements": [' + json.dumps(ONE) + ",]}",
        '{"statements": [' + json.dumps(ONE) + " " + json.dumps(TWO) + "]}",
        '{"statements": [[' + json.dumps(ONE) + "]]}",
        statements({"text": "a"}),
        statements({"text": "a", "event_ids": None}),
        statements({"text": "a", "event_ids": "INF-1"}),
        statements({"text": "a", "event_ids": [1]}),
        statements({"text": "a", "event_ids": [""]}),
        statements({"text": "a", "event_ids": ["x" * 300]}),
        statements({"text": "a", "event_ids": ["x"] * 21}),
        statements({"text": "a", "event_ids": [["x"]]}),
        statements({"text": None, "event_ids": []}),
        statements({"text": " \n", "event_ids": []}),
        statements({"text": "a" * 601, "event_ids": []}),
        statements({"text": "a", "event_ids": [], "kind": "fact"}),
        statements({"text": {"a": {"b": 1}}, "event_ids": []}),
        statements(*[ONE] * 13),
        '{"statements": [{"text": "a", "text": "b", "event_ids": []}]}',
        '{"statements": [{"text": "\\ud800", "event_ids": []}]}',
        '{"statements": [{"text": "a\nb", "event_ids": []}]}',
        '{"statements": [{"text": NaN, "event_ids": []}]}',
        '{"statements": [{"text": "' + "a" * 100_000,
        '{"statements": [' + "[" * 100_000,
        '{"statements": [{"text": ' + "[" * 100_000,
        " " * 100_000,
        "`" * 1000,
        WHOLE + " " * 100_000,
    ],
)
@pytest.mark.parametrize("step", [5, 10**6])
def test_anything_else_is_unreadable(text: str, step: int):
    with pytest.raises(ModelFailed) as failed:
        read(*by(text, step))
    assert failed.value.fault is Fault.UNREADABLE


def test_prose_is_refused_with_its_first_letter():
    with pytest.raises(ModelFailed):
        DraftReader().feed("S")


def test_as_much_as_is_allowed_is_read():
    most = {"text": "é" * 600, "event_ids": [f"INF-{n}" for n in range(20)]}
    assert len(read(statements(*[most] * 12))) == 12
    assert read(statements()) == []


def test_an_id_named_twice_counts_once():
    assert read(statements({"text": " a ", "event_ids": ["x", "y", "x"]})) == [
        Draft("a", ("x", "y"))
    ]


def test_cut_at_every_sign_nothing_half_is_given():
    for at in range(len(WHOLE)):
        reader = DraftReader()
        found = list(reader.feed(WHOLE[:at]))
        assert found == DRAFTS[: len(found)]
        with pytest.raises(ModelFailed):
            reader.close()


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(
                lambda text: bool(text.strip())
            ),
            st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=9),
                     max_size=4, unique=True),
        ),
        max_size=12,
    ),
    st.booleans(),
    st.data(),
)  # fmt: skip
def test_whatever_is_written_as_asked_is_read_as_written(
    written: list[tuple[str, list[str]]], ascii_only: bool, draw: st.DataObject
):
    rows = [{"text": text, "event_ids": ids} for text, ids in written]
    text = json.dumps({"statements": rows}, ensure_ascii=ascii_only)
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edges = [0, *cuts, len(text)]
    pieces = [text[a:b] for a, b in pairwise(edges)]
    assert read(*pieces) == [Draft(text.strip(), tuple(ids)) for text, ids in written]


@given(st.text(alphabet='{}[]",:\\ `jsontexevidmu_\n1é', max_size=60), st.integers(0, len(WHOLE)))
def test_whatever_comes_is_read_or_unreadable(noise: str, at: int):
    faults, found = list[Fault](), list[Draft]()
    try:
        found = read(WHOLE[:at] + noise + WHOLE[at:])
    except ModelFailed as failed:
        faults.append(failed.fault)
    assert faults in ([], [Fault.UNREADABLE])
    assert all(0 < len(draft.text) <= 600 for draft in found)


def test_the_schema_says_what_the_reader_takes():
    of_one = ANSWER_SCHEMA["properties"]["statements"]["items"]
    assert set(of_one["required"]) == set(of_one["properties"]) == {"text", "event_ids"}
