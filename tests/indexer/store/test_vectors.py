"""Vectors are kept by meaning, found exactly, and gone from the moment that nobody uses them."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.store.columns import NO_ROW
from indexer.store.vectors import Vectors

X, Y = np.array([1, 0], np.float32), np.array([0, 1], np.float32)


def nearest(vectors: Vectors, towards: NDArray[np.float32], count: int = 10) -> list[int]:
    return vectors.nearest(towards, count)[0].tolist()


def test_a_change_with_the_same_meaning_keeps_its_row_and_vector() -> None:
    vectors = Vectors()
    row = vectors.use("outage")
    assert vectors.put("outage", X, "model")
    assert vectors.use("outage", row) == row
    assert nearest(vectors, X) == [row]
    vectors.release(row)
    assert nearest(vectors, X) == []


def test_events_that_mean_the_same_share_a_row_until_the_last_of_them_goes() -> None:
    vectors = Vectors()
    first, second = vectors.use("outage"), vectors.use("outage")
    assert first == second
    vectors.put("outage", X, "model")
    vectors.release(first)
    assert nearest(vectors, X) == [second]
    other = vectors.use("leak", second)
    assert other != second
    assert nearest(vectors, X) == [], "the one has no user left, the other no vector yet"


def test_a_meaning_that_comes_back_still_has_its_vector() -> None:
    vectors = Vectors()
    row = vectors.use("outage")
    vectors.put("outage", X, "model")
    vectors.release(row)
    vectors.take_wanted(10)
    assert vectors.use("outage") == row
    assert nearest(vectors, X) == [row]
    assert vectors.take_wanted(10) == []


def test_rows_of_meanings_long_unused_are_used_again() -> None:
    vectors = Vectors()
    for number in range(5000):
        row = vectors.use(f"m{number}")
        vectors.put(f"m{number}", X, "model")
        vectors.release(row)
    assert vectors.top < 1100
    row = vectors.use("fresh")
    assert nearest(vectors, X) == [], "a row that is used again has lost its old vector"
    vectors.put("fresh", Y, "model")
    assert nearest(vectors, Y) == [row]


@pytest.mark.parametrize("bad", [[0, 0], [np.nan, 1], [np.inf, 1], [1e-9, 0]])
def test_a_vector_that_says_nothing_is_refused(bad: Sequence[float]) -> None:
    vectors = Vectors()
    row = vectors.use("outage")
    assert not vectors.put("outage", np.array(bad, np.float32), "model")
    assert nearest(vectors, X) == []
    assert vectors.put("outage", 7 * X, "model")
    assert vectors.nearest(X, 1)[1].tolist() == [1.0]
    assert row != NO_ROW


@pytest.mark.parametrize("bad", [[np.nan, 1], [1, 0, 0]])
def test_a_question_that_is_no_vector_of_the_model_finds_nothing(bad: Sequence[float]) -> None:
    vectors = Vectors()
    vectors.use("outage")
    vectors.put("outage", X, "model")
    assert nearest(vectors, np.array(bad, np.float32)) == []


def test_an_event_without_meaning_has_no_row() -> None:
    vectors = Vectors()
    row = vectors.use("outage")
    assert vectors.use("", row) == NO_ROW
    vectors.release(NO_ROW)
    assert vectors.take_wanted(10) == []


def test_what_is_wanted_is_told_once_and_again_when_word_of_it_comes() -> None:
    vectors = Vectors()
    for key in "abc":
        vectors.use(key)
    assert vectors.take_wanted(2) == ["a", "b"]
    assert vectors.take_wanted(2) == ["c"]
    vectors.want("b")
    vectors.want("unheard of")
    assert vectors.take_wanted(2) == ["b"]


def test_another_model_begins_anew_and_wants_every_vector_again() -> None:
    vectors = Vectors()
    rows = [vectors.use(key) for key in "ab"]
    for key in "ab":
        vectors.put(key, X, "model")
    vectors.take_wanted(10)
    vectors.put("a", np.array([0, 0, 1], np.float32), "other")
    assert vectors.model == "other"
    assert nearest(vectors, np.array([0, 0, 1], np.float32)) == [rows[0]]
    assert vectors.take_wanted(10) == ["b"]


@given(
    st.lists(
        st.tuples(st.sampled_from(("put", "use", "release")), st.integers(0, 11)), max_size=60
    ),
    st.integers(1, 8),
    st.sets(st.integers(0, 11)) | st.none(),
)
def test_the_nearest_are_those_of_a_plain_search(
    history: list[tuple[str, int]], count: int, allowed: set[int] | None
) -> None:
    made = np.random.default_rng(5).standard_normal((12, 8)).astype(np.float32)
    towards = made[3] / np.linalg.norm(made[3])
    vectors, users, held = Vectors(), dict[int, list[int]](), set[int]()
    for what, number in history:
        if what == "use":
            users.setdefault(number, []).append(vectors.use(f"m{number}"))
        elif what == "put":
            vectors.put(f"m{number}", made[number], "model")
            if number in users:
                held.add(number)
        elif users.get(number):
            vectors.release(users[number].pop())
    rows = {number: mine[0] for number, mine in users.items() if mine}
    wanted = {n for n in rows if n in held and (allowed is None or n in allowed)}
    best = sorted(wanted, key=lambda n: -float(made[n] @ towards / np.linalg.norm(made[n])))
    asked = None
    if allowed is not None:
        asked = np.array(sorted(rows[n] for n in allowed if n in rows), np.int64)
    found, scores = vectors.nearest(towards, count, asked)
    assert found.tolist() == [rows[n] for n in best[:count]]
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)
