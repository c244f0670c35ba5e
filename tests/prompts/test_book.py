"""Prompts are read strictly, filled in strictly, and never run code."""

from pathlib import Path

import pytest

from core.errors import Misconfigured
from prompts.book import PromptBook, digest, read_page

HEAD = "---\nid: greet\nversion: 2\ndescription: Greet.\nvariables: [name]\n---\n"


def written(folder: Path, text: str) -> Path:
    file = folder / "greet.md"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_prompts_that_ship_can_all_be_read():
    book = PromptBook.load()
    assert {"answer", "rewrite", "lookup"} <= set(book.pages)


def test_a_page_is_filled_in(tmp_path: Path):
    page = read_page(written(tmp_path, HEAD + "Hello {{ name }}.\n"))
    assert (page.name, page.render(name="Ana")) == ("greet@2", "Hello Ana.")


def test_what_is_filled_in_is_not_read_as_a_template(tmp_path: Path):
    page = read_page(written(tmp_path, HEAD + "Hello {{ name }}."))
    assert page.render(name="{{ 7 * 7 }}") == "Hello {{ 7 * 7 }}."


@pytest.mark.parametrize("variables", [{}, {"name": "Ana", "age": 3}, {"nam": "Ana"}])
def test_a_missing_or_unknown_variable_is_a_fault_of_the_program(
    tmp_path: Path, variables: dict[str, object]
):
    page = read_page(written(tmp_path, HEAD + "Hello {{ name }}."))
    with pytest.raises(TypeError, match="greet@2"):
        page.render(**variables)


@pytest.mark.parametrize(
    "text",
    [
        "Hello {{ name }}.",
        HEAD + "Hello.",
        HEAD + "Hello {{ name }} of {{ city }}.",
        HEAD + "Hello {{ name",
        HEAD.replace("greet", "other") + "Hello {{ name }}.",
        HEAD.replace("version: 2", "version: 0") + "Hello {{ name }}.",
        HEAD.replace("description: Greet.", "colour: red") + "Hello {{ name }}.",
        HEAD.replace("[name]", "[name") + "Hello {{ name }}.",
        HEAD.replace("---\n", "---\nmodel: {temperature: 9}\n", 1) + "Hello {{ name }}.",
    ],
)
def test_a_broken_file_is_refused_with_its_name(tmp_path: Path, text: str):
    with pytest.raises(Misconfigured, match=r"greet\.md: "):
        read_page(written(tmp_path, text))


def test_a_folder_without_prompts_is_refused(tmp_path: Path):
    with pytest.raises(Misconfigured, match="no prompts"):
        PromptBook.load(tmp_path)


def test_a_template_reaches_nothing_of_the_program(tmp_path: Path):
    page = read_page(written(tmp_path, HEAD + "{{ name.__class__.__mro__ }}"))
    with pytest.raises(Exception, match="unsafe"):
        page.render(name="Ana")


def test_a_digest_tells_where_one_text_ends():
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("ab", "c") == digest("ab", "c")
