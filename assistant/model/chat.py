"""Speak chat completions with a model's server: the only file that knows LangChain and OpenAI.

Imported only where a model is configured. What the server's answers and errors mean to us is
decided here (`_failed`); when, how often and how long it is asked is the guard's.
"""

import asyncio
import warnings
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import IntEnum
from typing import Any, Final, cast

import httpx2
import langsmith
import openai
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from assistant.model.port import MOST_CALLS, Fault, Prompt, Tool, ToolCall
from assistant.model.server import ServerFailed, Wishes
from assistant.model.settings import ModelSettings
from assistant.model.spent import Usage
from assistant.model.wire import open_client

_NO_KEY: Final = SecretStr("none")
_TAIL_S: Final = 0.25
"""Seconds that usage may take after the last word; a server that keeps the line open gets none."""
_THIS_ONE: Final = frozenset({400, 404, 409, 413, 422})
"""Refusals of one request, which say nothing of the next."""
_FOR_NOW: Final = frozenset({408, 425, 429})
"""Refusals that pass, as those from 500 on do."""


class _Form(IntEnum):
    """How an answer's form is asked for, the strictest first."""

    SCHEMA = 0
    JSON = 1
    PLAIN = 2
    """Nothing but messages: for servers that refuse all that is newer."""


class ChatServer:
    """Be a `Server` at an address that speaks OpenAI's chat completions."""

    def __init__(self, settings: ModelSettings) -> None:
        langsmith.configure(enabled=False)  # what people ask goes to the model's server alone
        warnings.filterwarnings("ignore", "Pydantic serializer", UserWarning)  # quotes what came
        self.name = settings.name
        self._form = _Form.SCHEMA
        self._proven = False
        self._warm = True
        self._http = open_client(settings.proxy, 2 * settings.concurrency)
        whole_s = settings.whole.total_seconds()
        self._model = ChatOpenAI(
            model=settings.name,
            api_key=settings.api_key or _NO_KEY,
            base_url=settings.address,
            http_async_client=self._http,
            openai_proxy="",
            timeout=httpx2.Timeout(whole_s),
            max_retries=0,
            use_responses_api=False,
            stream_usage=True,
            stream_chunk_timeout=None,
            cache=False,
        )

    async def stream(
        self, prompt: Prompt, schema: Mapping[str, Any]
    ) -> AsyncGenerator[str | Usage, None]:
        """Yield an answer's pieces; a form that the server refuses is not asked for again.

        Raises:
            ServerFailed: whatever went wrong.
        """
        form = self._form
        while True:
            try:
                async with aclosing(self._pieces(prompt, schema, form)) as pieces:
                    async for piece in pieces:
                        self._form, self._proven = form, True
                        yield piece
                return
            except openai.BadRequestError as error:
                if self._warm and "temperature" in str(error):
                    self._warm = False
                elif form < _Form.PLAIN and not self._proven:
                    form = _Form(form + 1)
                else:
                    failed = _failed(error)
                    failed.sick = not self._proven  # it takes no request at all
                    raise failed from error
            except Exception as error:
                raise _failed(error) from error

    async def choose(self, prompt: Prompt, tools: Sequence[Tool]) -> Wishes:
        """Return what the model wishes to look up, at most four calls of the tools given.

        Raises:
            ServerFailed: whatever went wrong.
        """
        offered = [
            {"type": "function", "function": {
                "name": tool.name, "description": tool.description,
                "parameters": dict(tool.parameters)}}
            for tool in tools
        ]  # fmt: skip
        try:
            said = await self._model.ainvoke(
                _messages(prompt), tools=offered, **self._options(prompt)
            )
            return Wishes(_calls(said, {tool.name for tool in tools}), _usage(said))
        except Exception as error:
            raise _failed(error) from error

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def _pieces(
        self, prompt: Prompt, schema: Mapping[str, Any], form: _Form
    ) -> AsyncGenerator[str | Usage, None]:
        ended = False
        stream = self._model.astream(_messages(prompt), **self._asking(prompt, schema, form))
        async with aclosing(cast(AsyncGenerator[AIMessageChunk, None], stream)) as chunks:
            while True:
                try:
                    async with asyncio.timeout(_TAIL_S if ended else None):
                        chunk = await anext(chunks, None)
                except TimeoutError:
                    if not ended:
                        raise
                    return
                if chunk is None:
                    return
                ended = ended or bool(chunk.response_metadata.get("finish_reason"))
                if text := chunk.text:
                    yield str(text)
                if usage := _usage(chunk):
                    yield usage

    def _asking(self, prompt: Prompt, schema: Mapping[str, Any], form: _Form) -> dict[str, Any]:
        if form is _Form.PLAIN:
            return {"stream_usage": False}
        named = {"name": "answer", "strict": True, "schema": dict(schema)}
        asked: dict[str, Any] = (
            {"type": "json_schema", "json_schema": named}
            if form is _Form.SCHEMA
            else {"type": "json_object"}
        )
        # Given as LangChain's own parameter, it would take the SDK's parsing stream, which reads
        # the whole answer a second time and fails in ways of its own.
        return {**self._options(prompt), "extra_body": {"response_format": asked}}

    def _options(self, prompt: Prompt) -> dict[str, Any]:
        options: dict[str, Any] = {"max_tokens": prompt.max_tokens}
        if self._warm:
            options["temperature"] = prompt.temperature
        return options


def _messages(prompt: Prompt) -> list[SystemMessage | HumanMessage]:
    return [SystemMessage(prompt.system), HumanMessage(prompt.data)]


def _usage(message: AIMessage) -> Usage | None:
    used = message.usage_metadata
    if used is None:
        return None
    return Usage(max(0, used["input_tokens"]), max(0, used["output_tokens"]))


def _calls(message: AIMessage, known: set[str]) -> tuple[ToolCall, ...]:
    """Keep the calls whose arguments could be read; LangChain puts the others apart."""
    asked = [call for call in message.tool_calls if call["name"] in known]
    return tuple(
        ToolCall(call["id"] or str(n), call["name"], call["args"])
        for n, call in enumerate(asked[:MOST_CALLS], start=1)
    )


def _failed(error: Exception) -> ServerFailed:
    """Say what an error of the libraries means to us."""
    kind = type(error).__name__
    match error:
        case openai.APIStatusError():
            status = error.status_code
            return ServerFailed(
                Fault.REFUSED,
                str(status),
                sick=status not in _THIS_ONE,
                again=status in _FOR_NOW or status >= 500,
                retry_after_s=_retry_after_s(error.response),
            )
        case TimeoutError() | openai.APITimeoutError() | httpx2.TimeoutException():
            return ServerFailed(Fault.TIMEOUT, kind, sick=True)
        case openai.APIConnectionError() | httpx2.HTTPError() | OSError():
            cause = type(error.__cause__ or error).__name__
            return ServerFailed(Fault.UNREACHABLE, cause, sick=True, again=True)
        case openai.APIError():
            return ServerFailed(Fault.REFUSED, "an error in the stream", sick=True)
        case _:
            return ServerFailed(Fault.UNREADABLE, kind, sick=False)


def _retry_after_s(response: httpx2.Response) -> float | None:
    """Read Retry-After (RFC 9110, 10.2.3): seconds, or a date held against the server's own."""
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked[:9])
    until, sent = _date(asked), _date(response.headers.get("Date", ""))
    if until is None or sent is None:
        return None
    return max(0.0, (until - sent).total_seconds())


def _date(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
    except ValueError:
        return None
    return read if read.tzinfo is not None else None
