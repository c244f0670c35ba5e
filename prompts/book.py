"""Read the prompts of this folder, and fill them in strictly.

A prompt is a Markdown file with YAML front matter: its id and version, the variables of its body
(Jinja), and hints for the model. A file that does not declare exactly the variables that it uses is
refused at start; a rendering with any other variables is a fault of the program.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final, Self

import yaml
from jinja2 import StrictUndefined, Template, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import Misconfigured

FOLDER: Final = Path(__file__).parent
_RULE: Final = "---\n"
_Name = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]


class ModelHints(BaseModel):
    """Hold what the prompt asks of whoever runs the model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    temperature: float = Field(default=0.0, ge=0, le=2)
    max_tokens: int = Field(default=500, ge=1, le=8000)


class FrontMatter(BaseModel):
    """Hold what stands above a prompt's body."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: _Name
    version: int = Field(ge=1)
    description: str = Field(min_length=1)
    variables: tuple[_Name, ...] = ()
    model: ModelHints = ModelHints()


@dataclass(frozen=True, slots=True)
class Page:
    """Hold one prompt, ready to be filled in.

    Attributes:
        about: its front matter.
        template: its body.
    """

    about: FrontMatter
    template: Template

    @property
    def name(self) -> str:
        """Return id and version, as the log has them: `answer@1`."""
        return f"{self.about.id}@{self.about.version}"

    def render(self, **variables: object) -> str:
        """Fill the variables in.

        Raises:
            TypeError: one is missing, or one is given that the prompt does not declare.
        """
        declared = set(self.about.variables)
        if missing := sorted(declared - variables.keys()):
            raise TypeError(f"{self.name}: missing {', '.join(missing)}")
        if unknown := sorted(variables.keys() - declared):
            raise TypeError(f"{self.name}: unknown {', '.join(unknown)}")
        return self.template.render(variables)


@dataclass(frozen=True, slots=True)
class PromptBook:
    """Hold all prompts of a folder by their ids."""

    pages: Mapping[str, Page]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Read every prompt of a folder.

        Raises:
            Misconfigured: one cannot be used; one line names the file and what is wrong.
        """
        pages = {file.stem: read_page(file) for file in sorted(folder.glob("*.md"))}
        if not pages:
            raise Misconfigured(f"{folder}: there are no prompts")
        return cls(MappingProxyType(pages))

    def page(self, id: str) -> Page:
        """Return the prompt of an id.

        Raises:
            Misconfigured: there is no such file.
        """
        if id not in self.pages:
            raise Misconfigured(f"there is no prompt {id}.md")
        return self.pages[id]


def read_page(file: Path) -> Page:
    """Read one prompt and hold its body against its front matter.

    Raises:
        Misconfigured: the file cannot be used.
    """
    try:
        text = file.read_text(encoding="utf-8")
        if not text.startswith(_RULE) or text.count(f"\n{_RULE}") < 1:
            raise ValueError("it does not begin with front matter between two lines of ---")
        head, body = text.removeprefix(_RULE).split(f"\n{_RULE}", 1)
        about = FrontMatter.model_validate(yaml.safe_load(head))
        if about.id != file.stem:
            raise ValueError(f"its id is {about.id!r}")
        environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
        used = meta.find_undeclared_variables(environment.parse(body))
        if used != set(about.variables):
            raise ValueError(f"it declares {sorted(about.variables)} and uses {sorted(used)}")
        return Page(about, environment.from_string(body.strip()))
    except (OSError, ValueError, ValidationError, yaml.YAMLError, TemplateError) as error:
        first = " ".join(str(error).split())
        raise Misconfigured(f"{file}: {first}") from error


def digest(*texts: str) -> str:
    """Return the SHA-256 of texts, hexadecimal; where one ends and the next begins counts."""
    total = hashlib.sha256()
    for text in texts:
        written = text.encode("utf-8", "replace")
        total.update(len(written).to_bytes(8, "big") + written)
    return total.hexdigest()
