"""Whatever a model's server does costs a second, some tokens, and no more."""

import asyncio
import time

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant.model.port import Fault, ModelFailed
from assistant.model.server import ServerFailed
from assistant.model.spent import Prices, Usage
from assistant.model.tracing import Tracing
from tests.assistant.model.scripted import PROMPT, Counters, Scripted, Step, guarded, refused, said


async def fault_of(model: object) -> Fault:
    with pytest.raises(ModelFailed) as failed:
        await said(model)  # type: ignore[arg-type]
    return failed.value.fault


async def test_pieces_come_through_and_what_they_used_does_not():
    counters = Counters()
    model = guarded(Scripted(["a", "", "b", Usage(7, 3)]), meter=counters, prices=Prices(1e6, 2e6))
    assert await said(model) == "ab"
    assert (counters.requests, counters.usages, counters.cost) == (1, [Usage(7, 3)], 13.0)
    assert counters.faults == []


async def test_what_a_server_does_not_tell_is_estimated():
    counters = Counters()
    await said(guarded(Scripted(["abcdefgh"]), meter=counters))
    assert counters.usages == [Usage(4, 2)]


@pytest.mark.parametrize(
    ("steps", "least_s", "most_s"),
    [
        ([5.0, "late"], 0.2, 0.4),
        (["a", 5.0, "late"], 0.2, 0.4),
        ([0.15, "a", 0.15, "b", 5.0], 0.5, 0.7),
        (["a", 0.1, *(["b", 0.1] * 20)], 0.6, 0.9),
    ],
)
async def test_nobody_waits_longer_than_the_limits(
    steps: list[Step], least_s: float, most_s: float
):
    began = time.monotonic()
    server = Scripted(steps)
    assert await fault_of(guarded(server, first_s=0.2, whole_s=0.6)) is Fault.TIMEOUT
    assert least_s <= time.monotonic() - began < most_s
    assert (server.requests, server.closed) == (1, 1)


async def test_one_refusal_is_tried_once_more():
    server = Scripted([refused()], ["well"])
    assert await said(guarded(server, first_s=1.0)) == "well"
    assert server.requests == 2


@pytest.mark.parametrize(
    ("play", "fault"),
    [
        ([refused()], Fault.REFUSED),
        ([ServerFailed(Fault.UNREACHABLE, sick=True, again=True)], Fault.UNREACHABLE),
    ],
)
async def test_it_is_not_tried_a_third_time(play: list[Step], fault: Fault):
    server, counters = Scripted(play), Counters()
    assert await fault_of(guarded(server, first_s=1.0, meter=counters)) is fault
    assert (server.requests, counters.requests) == (2, 2)
    assert counters.faults == [fault]
    assert counters.usages == [Usage(0, 0)], "a server that refused counted no tokens"


@pytest.mark.parametrize(
    "play",
    [
        [refused(retry_after_s=60.0)],
        ["a", refused()],
        [ServerFailed(Fault.REFUSED, "400", sick=False)],
        [ServerFailed(Fault.REFUSED, "401", sick=True)],
        [ServerFailed(Fault.UNREADABLE, sick=False)],
        [0.45, refused()],
    ],
)
async def test_it_is_not_tried_again_where_that_cannot_help(play: list[Step]):
    server = Scripted(play)
    await fault_of(guarded(server))
    assert server.requests == 1


async def test_a_server_that_asks_for_rest_gets_it():
    server = Scripted([refused(retry_after_s=60.0)], ["well"])
    model = guarded(server)
    assert await fault_of(model) is Fault.REFUSED
    assert await fault_of(model) is Fault.RESTING
    assert server.requests == 1


async def test_garbage_never_opens_the_breaker():
    server = Scripted([ServerFailed(Fault.UNREADABLE, sick=False)])
    model = guarded(server)
    assert [await fault_of(model) for _ in range(20)] == [Fault.UNREADABLE] * 20
    assert server.requests == 20


async def test_a_server_that_hangs_is_left_alone_after_five():
    server = Scripted([5.0])
    model = guarded(server, first_s=0.02)
    faults = [await fault_of(model) for _ in range(8)]
    assert faults == [Fault.TIMEOUT] * 5 + [Fault.RESTING] * 3
    assert server.requests == 5


async def test_whoever_comes_when_all_places_are_taken_does_not_wait():
    server = Scripted([0.2, "a"])
    model = guarded(server, at_once=1)
    first = asyncio.create_task(said(model))
    await asyncio.sleep(0.05)
    assert await fault_of(model) is Fault.BUSY
    assert await first == "a"
    assert await said(model) == "a"


async def test_a_place_is_free_again_after_whoever_went_away():
    server = Scripted(["a", 5.0])
    model = guarded(server, at_once=1, whole_s=8.0)
    waiting = asyncio.create_task(said(model))
    await asyncio.sleep(0.05)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    pieces = model.write(PROMPT, {})
    assert await anext(pieces) == "a"
    await pieces.aclose()
    assert server.closed == 2


async def test_the_day_s_tokens_end():
    server = Scripted(["a", Usage(600, 100)])
    model = guarded(server, tokens=1000)
    assert await said(model) == "a"
    assert await said(model) == "a"
    assert await fault_of(model) is Fault.BUDGET
    assert server.requests == 2


async def test_a_server_s_word_uses_up_no_day():
    counters = Counters()
    model = guarded(Scripted(["a", Usage(10**12, 10**12)]), meter=counters)
    assert await said(model) == "a"
    assert counters.usages == [Usage(1016, 1200)]
    assert await said(model) == "a"


async def test_more_text_than_an_answer_can_have_is_cut_off():
    server = Scripted(["x" * 1000] * 100)
    assert await fault_of(guarded(server)) is Fault.UNREADABLE


async def test_wishes_come_through_and_hang_no_longer_than_an_answer():
    model = guarded(Scripted(["search_events", Usage(9, 1)], [5.0]), whole_s=0.2)
    assert [call.name for call in await model.calls(PROMPT, [])] == ["search_events"]
    with pytest.raises(ModelFailed) as failed:
        await model.calls(PROMPT, [])
    assert failed.value.fault is Fault.TIMEOUT


async def test_a_trace_holds_names_and_counts_and_no_text():
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    server = Scripted(["It is so.", Usage(7, 3)], [ServerFailed(Fault.UNREADABLE, sick=False)])
    model = guarded(server, tracing=Tracing(provider))
    await said(model)
    await fault_of(model)
    well, ill = spans.get_finished_spans()
    assert well.name == "chat scripted"
    assert dict(well.attributes or {}) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "scripted",
        "gen_ai.request.max_tokens": 50,
        "gen_ai.request.temperature": 0.0,
        "gen_ai.usage.input_tokens": 7,
        "gen_ai.usage.output_tokens": 3,
        "civic.prompt.id": "answer@1",
        "civic.prompt.digest": "0" * 64,
    }
    assert (ill.attributes or {})["error.type"] == "unreadable"
    assert not ill.status.is_ok
