"""Use the chat page as people do, in a real browser: by keyboard, on a phone, in dark and light."""

import re
from collections.abc import Generator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.api.site import Server, chromium

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
"""axe-core, as the package carries it."""


@pytest.fixture(scope="module")
def site() -> Generator[str]:
    with Server() as server:
        yield server.url


@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser, site: str) -> Generator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    opened.on(
        "request", lambda r: None if r.url.startswith(site) else wrong.append(f"asked {r.url}")
    )
    opened.goto(site)
    yield opened
    context.close()
    assert wrong == []


def ask(page: Page, question: str) -> None:
    answers = page.locator("#log article")
    count = answers.count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    expect(answers).to_have_count(count + 1)


def test_a_question_is_answered_and_its_evidence_opens_and_closes_by_keyboard(page: Page):
    expect(page).to_have_title("Rivermouth now")
    expect(page.get_by_role("link", name="Call 911")).to_be_visible()
    expect(page.get_by_text("automated service")).to_be_visible()
    expect(page.get_by_role("list", name="Emergencies in force")).to_contain_text("Flood warning")
    ask(page, "is the power out in eastside?")
    answer = page.locator("#log article").last
    expect(answer).to_contain_text("Yes. A power outage is reported in Eastside")
    expect(answer.locator(".of-coverage")).to_contain_text("As of 12 noon")
    chip = answer.get_by_role("button", name="Evidence 1").first
    chip.focus()
    page.keyboard.press("Enter")
    expect(chip).to_have_attribute("aria-expanded", "true")
    card = answer.locator(".evidence")
    for told in ("City Power & Light", "In force", "Expected end", "city-power:1"):
        expect(card).to_contain_text(told)
    expect(card.get_by_role("link")).to_have_attribute("href", "https://power.example/1")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(chip).to_have_attribute("aria-expanded", "false")


def test_a_suggestion_goes_on_with_the_conversation(page: Page):
    ask(page, "is the power out in eastside?")
    page.get_by_role("group", name="Suggested questions").get_by_role("button").first.click()
    expect(page.locator("#log article")).to_have_count(2)
    expect(page.locator("#log article").last).to_contain_text("Eastside")
    page.get_by_role("button", name="Start again").click()
    expect(page.locator("#log > *")).to_have_count(0)


def test_an_answer_enters_the_live_log_once_and_whole(page: Page):
    page.evaluate(
        """() => {
            window.added = [];
            new MutationObserver((changes) => changes.forEach((change) =>
                change.addedNodes.forEach((node) => window.added.push(node.className))
            )).observe(document.getElementById("log"), { childList: true, subtree: true });
        }"""
    )
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    ask(page, "is the power out in eastside?")
    assert page.evaluate("window.added") == ["asked", "answer"]
    expect(page.locator("#preview")).to_have_attribute("aria-hidden", "true")
    expect(page.locator("#preview > *")).to_have_count(0)


def test_what_feeds_say_never_becomes_markup(page: Page):
    ask(page, "is the power out in harbor?")
    page.locator("#log article").last.get_by_role("button", name="Evidence 1").first.click()
    card = page.locator(".evidence")
    expect(card).to_contain_text("<img src=x")
    expect(card.get_by_role("link")).to_have_count(0)
    assert page.locator("#log img, #log script").count() == 0
    assert page.evaluate("window.hacked") is None


def test_the_device_is_asked_where_it_is_only_on_the_persons_word(browser: Browser, site: str):
    context = browser.new_context(
        geolocation={"latitude": 40.719, "longitude": -73.9608, "accuracy": 20},
        permissions=["geolocation"],
    )
    page = context.new_page()
    page.add_init_script(
        """window.located = 0;
        const device = navigator.geolocation;
        const ask = device.getCurrentPosition.bind(device);
        device.getCurrentPosition = (...given) => { window.located++; ask(...given); };
        """
    )
    page.goto(site)
    ask(page, "is the power out?")
    expect(page.locator("#log article").last).to_have_attribute("data-status", "needs_place")
    assert page.evaluate("window.located") == 0
    page.locator("#choices").get_by_role("button", name="Use my location").click()
    expect(page.locator("#log article").last).to_have_attribute("data-status", "reported")
    assert page.evaluate("window.located") == 1
    expect(page.locator("#place")).to_contain_text("within 20 m")
    page.get_by_role("button", name="Stop using it").click()
    expect(page.locator("#place")).to_be_hidden()
    context.close()


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (500, '{"detail": "x"}', "I cannot answer right now."),
        (422, '{"detail": "message: write at most 2000 characters"}', "write at most 2000"),
        (200, "", "I could not be reached."),
        (
            200,
            'event: error\ndata: {"detail": "Something went wrong on our side."}\n\n',
            "our side",
        ),
    ],
)
def test_what_goes_wrong_is_told_in_calm_words(
    browser: Browser, site: str, status: int, body: str, told: str
):
    context = browser.new_context()
    page = context.new_page()

    def refuse(route: Route) -> None:
        route.fulfill(status=status, body=body, content_type="text/event-stream")

    page.route("**/api/chat", refuse)
    page.goto(site)
    page.get_by_label("Your question").fill("is the power out in eastside?")
    page.keyboard.press("Enter")
    notice = page.locator("#log .notice")
    expect(notice).to_contain_text(told)
    if status != 422:
        page.unroute("**/api/chat", refuse)
        notice.get_by_role("button", name="Try again").click()
        expect(page.locator("#log article")).to_have_count(1)
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_off_and_axe_finds_nothing(
    browser: Browser, site: str, width: int, scheme: str
):
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,  # for axe, which is not of this page
    )
    page = context.new_page()
    page.goto(site)
    ask(page, "is the power out in eastside?")
    page.get_by_role("button", name="Evidence 1").first.click()
    ask(page, "I smell gas")
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) == 0
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.length]))")
    assert found == []
    context.close()


def test_axe_finds_nothing_on_the_page_of_the_api(browser: Browser, site: str):
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{site}/docs")
    expect(page.locator(".door").first).to_be_visible()
    page.add_script_tag(path=AXE)
    assert page.evaluate("axe.run().then((r) => r.violations.map((v) => v.id))") == []
    context.close()


def test_the_page_has_every_phrase_in_every_language_with_the_same_slots(page: Page):
    words: dict[str, dict[str, str]] = page.evaluate(
        "import('/static/words.js').then((module) => module.WORDS)"
    )
    slots = {
        language: {key: sorted(re.findall(r"{\w+}", said)) for key, said in phrases.items()}
        for language, phrases in words.items()
    }
    assert set(slots) == {"en", "es", "fr", "zh"}
    assert all(told == slots["en"] for told in slots.values())
    used: list[str] = page.evaluate(
        """() => ["say", "label", "example"].flatMap((kind) =>
            [...document.querySelectorAll(`[data-${kind}]`)].map((e) => e.dataset[kind]))"""
    )
    assert set(used) <= set(slots["en"])


SPOKEN = (
    ("es", "¿hay un corte de luz en Westside?", "Su pregunta", "Preguntar",
     "Nada reportado", "Fuentes que lo sabrían: 1 de 1 activas", "Rivermouth ahora"),
    ("fr", "y a-t-il une panne de courant à Westside ?", "Votre question", "Demander",
     "Rien de signalé", "Sources concernées\u00a0: 1 sur 1 actives", "Rivermouth maintenant"),
    ("zh", "Westside停电了吗？", "您的问题", "提问",
     "没有报告", "相关来源：1个中有1个正常", "Rivermouth实时情况"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "question", "label", "button", "status", "sources", "title"), SPOKEN
)
def test_the_pages_own_words_follow_the_answers_language(
    page: Page, language: str, question: str, label: str, button: str, status: str, sources: str,
    title: str,
):  # fmt: skip
    expect(page.locator("html")).to_have_attribute("lang", "en")
    ask(page, question)
    answer = page.locator("#log article").last
    expect(answer).to_have_attribute("lang", language)
    expect(answer.locator(".status")).to_have_text(status)
    expect(answer.locator(".sources summary")).to_have_text(sources)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_label(label)).to_be_visible()
    expect(page.locator("#send")).to_have_text(button)
    expect(page).to_have_title(title)
    page.locator("#question").fill("is the power out in eastside?")
    page.keyboard.press("Enter")
    expect(page.locator("#log article")).to_have_count(2)


@pytest.mark.parametrize(
    ("locale", "language", "label", "first"),
    [
        ("es-MX", "es", "Su pregunta", "¿Hay alguna emergencia en este momento?"),
        ("fr-CA", "fr", "Votre question", "Y a-t-il des urgences en ce moment"),
        ("zh-CN", "zh", "您的问题", "现在有紧急情况吗？"),
        ("de-DE", "en", "Your question", "Are there any emergencies right now?"),
    ],
)
def test_the_page_begins_in_the_browsers_language(
    browser: Browser, site: str, locale: str, language: str, label: str, first: str
):
    context = browser.new_context(locale=locale, bypass_csp=True)
    page = context.new_page()
    page.goto(site)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_label(label)).to_be_visible()
    expect(page.locator("#choices button").first).to_contain_text(first)
    page.locator("#choices button").first.click()
    answer = page.locator("#log article")
    expect(answer).to_have_attribute("lang", language)
    expect(answer).to_have_attribute("data-status", "reported")
    page.locator("#log .chip").first.click()
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.length]))")
    assert found == []
    context.close()
