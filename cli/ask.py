"""Ask the running system one question, and show the answer with its evidence."""

import json
from typing import Any

import httpx
from rich.console import Console

from core.errors import Transient


def ask(api: str, text: str, *, as_json: bool, area: str | None) -> None:
    """Ask, and print the answer.

    Raises:
        Transient: nobody answers at that address, or the question was refused.
    """
    body = {"message": text} | ({"area": area} if area else {})
    try:
        response = httpx.post(f"{api}/api/chat", json=body, timeout=15.0, trust_env=False)
    except httpx.HTTPError as error:
        raise Transient(f"nobody answers at {api}: is `make demo` running?") from error
    answered: dict[str, Any] = response.json()
    if response.is_error:
        raise Transient(f"refused: {answered.get('detail') or answered.get('title')}")
    if as_json:
        print(json.dumps(answered, ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False, soft_wrap=True)
    console.print(answered["answer"], markup=False)
    for cited in answered["citations"]:
        console.print(
            f"  [{cited['n']}] {cited['publisher'] or cited['source']}: "
            f"{cited['headline'] or cited['type']} ({cited['phase']}, issued {cited['issued_at']})",
            markup=False,
            style="dim",
        )
