"""Write the chat page for one city: its name and its emergency number are in the page itself."""

from pathlib import Path
from typing import Final

import jinja2

from core.city import City

_STATIC: Final = Path(__file__).parent / "static"


def front_page(city: City) -> bytes:
    """Fill the page's few gaps once, at start; whatever a pack says is text, never markup."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_STATIC), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template("index.html").render(city=city).encode()
