"""The journey in a real browser, as officer, senior and statistician; every page is looked at by axe-core."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pipeline.consult.people.windows import take_returns
from pipeline.consult.store.audit_log import PURPOSE_AUDIT
from pipeline.consult.web.server import create_app
from tests.browser import AXE, STANDARD, chromium
from tests.consult.built_preview import Made
from tests.consult.conftest import CLOSES, KEYRING, Exercise, TurnedClock, open_exercise
from tests.consult.dummy_preview import CODES
from tests.consult.loopback import free_port, serving

# Set to a folder to keep a picture of every page for looking at.
PICTURES = os.environ.get("SFR_PREVIEW_PICTURES", "")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def address(exercise: Exercise) -> Iterator[str]:
    port, key = free_port(), KEYRING.for_purpose(PURPOSE_AUDIT)
    with exercise.service.state.writing() as connection:
        take_returns(connection, exercise.window(), CLOSES, "Mend it in your system first.", exercise.clock.now, key)
    with serving(create_app(exercise.service), port):
        # A browser takes this name for safe and keeps Secure cookies for it without TLS.
        yield f"http://localhost:{port}"


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, browser: Browser, address: str, code: str) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.page: Page = self.context.new_page()
        self.address = address
        self.refused: list[str] = []
        # What the browser itself complains of: a blocked style, a script, a missing file.
        self.page.on("console", lambda message: self.refused.append(message.text) if message.type == "error" else None)
        self.go("/sign-in")
        self.page.get_by_label("Your code").fill(code)
        self.page.get_by_role("button", name="Sign in").click()

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def click(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]

    def look(self, name: str) -> None:
        """No violation of the accessibility standard, and one main heading; a picture if wanted."""
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            "standard => axe.run({runOnly: standard, resultTypes: ['violations']}).then("
            "result => result.violations.map("
            "one => one.id + ': ' + one.nodes.map(node => node.html).join(' | ')))",
            STANDARD,
        )
        assert found == [], f"{name}: {found}"
        assert self.page.locator("h1").count() == 1, name
        if PICTURES:
            self.page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)

    def text(self) -> str:
        return self.page.locator("body").inner_text()


def test_the_journey_of_officer_senior_and_statistician(exercise: Exercise, browser: Browser, address: str) -> None:
    officer = Person(browser, address, exercise.codes["officer"])
    officer.look("indicators")
    officer.click("link", "Dummy indicator placements 1")
    officer.look("indicator")
    officer.click("link", "See the children counted and not counted")
    officer.look("children")
    officer.page.get_by_label("Counted", exact=True).select_option("not_counted")
    officer.click("button", "Show")
    officer.look("children-not-counted")
    assert "counted=not_counted" in officer.page.url
    officer.page.get_by_label("Find one child").fill("201X00003")
    officer.click("button", "Find")
    assert "201X" not in officer.page.url and "1 row" in officer.text()
    with officer.page.expect_download() as download:
        officer.click("link", "CSV")
    assert download.value.suggested_filename == "201-dummy-authority-201-2014-placements-1-children.csv"
    officer.page.get_by_role("cell").get_by_role("link", name="Query").click()
    officer.click("button", "Send the query")
    officer.look("query-with-errors")
    officer.click("link", "Explain what looks wrong")
    assert officer.page.evaluate("document.activeElement.id") == "explanation"
    officer.page.get_by_label("A child should not be counted").check()
    officer.page.get_by_label("Explain it").fill("The child left on 30 March.")
    officer.page.get_by_label("Evidence (optional)").set_input_files(
        {"name": "record.csv", "mimeType": "text/csv", "buffer": b"a,b\n"}
    )
    officer.click("button", "Send the query")
    assert "record.csv" in officer.text() and "Waiting for an answer" in officer.text()
    officer.look("query-sent")
    officer.page.get_by_label("Add to this query").fill("See the second page of the record.")
    officer.click("button", "Add")
    officer.click("link", "Back to the figure")
    assert "See the second page of the record." in officer.text()
    officer.look("indicator-with-a-thread")
    officer.page.get_by_label("Your commentary on it").fill("We opened a new home in May.")
    officer.click("button", "Keep the commentary")
    officer.go("/indicators")
    officer.click("button", "Agree all the rest (3)")
    assert "Agree all the rest" not in officer.text()
    officer.look("indicators-decided")
    for path, name in (
        ("/queries", "queries"), ("/changes", "changes"), ("/print", "print"), ("/receipt", "decisions"),
        ("/window", "dates"), ("/commentary", "commentary"), ("/resubmit", "corrected-return"),
    ):  # fmt: skip
        officer.go(path)
        officer.look(name)

    senior = Person(browser, address, exercise.codes["senior"])
    senior.click("link", "Sign off")
    senior.look("sign-off")
    senior.click("button", "Sign off")
    assert "Confirm that the decisions" in senior.text()
    senior.page.get_by_label("These decisions are those of Dummy Authority 201").check()
    senior.click("button", "Sign off")
    assert "Receipt" in senior.text()
    senior.look("receipt")

    statistician = Person(browser, address, exercise.codes["statistician"])
    statistician.look("progress")
    statistician.click("link", "Queries")
    statistician.look("all-queries")
    statistician.page.locator("td, th").get_by_role("link").first.click()
    statistician.look("answer")
    statistician.click("link", "See the figure, the children and the history behind it")
    assert "201X00003" in statistician.text() and "We opened a new home in May." in statistician.text()
    statistician.look("behind-a-query")
    statistician.click("link", "All children counted and not counted")
    statistician.look("children-behind-a-query")
    statistician.page.go_back()
    statistician.click("link", "Back to the query")
    statistician.page.get_by_label("The figure will change").check()
    statistician.page.get_by_label("Answer to the authority").fill("The record shows 31 March.")
    statistician.click("button", "Send the answer")
    assert "The record shows 31 March." in statistician.text()
    for link, name in (("Will change", "will-change"), ("Returns", "returns")):
        statistician.click("link", link)
        statistician.look(name)
    officer.go(f"/indicators/{CODES[0]}")
    assert "This figure will change" in officer.text()
    officer.look("indicator-that-will-change")
    statistician.click("link", "Announce")
    statistician.look("announce")
    statistician.page.get_by_label("Indicator").select_option(CODES[1])
    statistician.page.get_by_label("What is wrong").fill("Code M3 was left out.")
    statistician.click("button", "Announce")
    officer.go("/indicators")
    assert "Code M3 was left out." in officer.text()
    officer.look("indicators-with-a-known-fault")
    statistician.click("link", "Close")
    statistician.look("close")
    statistician.click("button", "Close the window")
    assert "is closed" in statistician.text()
    officer.go("/indicators")
    assert "Page not found" in officer.text()
    officer.look("not-found")
    officer.go("/queries")
    assert "The figure will change" in officer.text()

    administrator = Person(browser, address, exercise.codes["administrator"])
    administrator.look("people")
    administrator.click("button", "New code for Officer")
    administrator.look("new-code")
    administrator.page.get_by_text("Add a person").click()
    administrator.page.get_by_label("Name").fill("Nobody")
    administrator.click("button", "Add and make a code")
    administrator.look("person-with-errors")
    administrator.page.get_by_label("E-mail address").fill("new@example.test")
    administrator.page.get_by_label("Authority, of").select_option("202")
    administrator.click("button", "Add and make a code")
    assert "New code for Nobody" in administrator.text()

    for person in (officer, senior, statistician, administrator):
        person.go("/window")
        unexpected = [text for text in person.refused if "404" not in text and "422" not in text]
        assert unexpected == []


def test_the_keyboard_alone_and_a_narrow_window_are_enough(exercise: Exercise, browser: Browser, address: str) -> None:
    officer = Person(browser, address, exercise.codes["officer"])
    officer.go(f"/indicators/{CODES[1]}/query")
    officer.page.get_by_label("Our return was wrong").check()
    officer.page.get_by_label("Explain it").fill("Two children had left.")
    officer.click("button", "Send the query")
    # A quarter of 1280 is what 400 per cent zoom leaves.
    officer.page.set_viewport_size({"width": 320, "height": 640})
    for path, name in (
        ("/indicators", "narrow-indicators"), (f"/indicators/{CODES[0]}", "narrow-indicator"),
        (f"/indicators/{CODES[0]}/children", "narrow-children"), ("/resubmit", "narrow-corrected-return"),
    ):  # fmt: skip
        officer.go(path)
        officer.look(name)
        assert officer.page.evaluate("document.documentElement.scrollWidth") <= 320, f"{path} scrolls sideways"
        # Neither value nor reply of an indicator has to be scrolled to.
        edge = "cells => Math.max(0, ...cells.map(one => one.getBoundingClientRect().right))"
        assert officer.page.locator(".preview-cards td, .preview-cards th").evaluate_all(edge) <= 320, path
        # What a page is about is in sight at once: menu and embargo leave room for it.
        assert officer.page.evaluate("document.querySelector('h1').getBoundingClientRect().top") < 420, path
    officer.go(f"/indicators/{CODES[0]}")
    officer.page.keyboard.press("Tab")
    assert officer.page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    for _ in range(40):
        officer.page.keyboard.press("Tab")
        if officer.page.evaluate("document.activeElement.textContent").strip() == "Agree this indicator":
            break
    officer.page.keyboard.press("Enter")
    officer.page.wait_for_load_state()
    assert "Agreed" in officer.text()


@pytest.mark.parametrize("width", [1280, 390])
def test_moves_can_be_read_on_a_screen_and_a_phone(made: Made, tmp_path: Path, browser: Browser, width: int) -> None:
    shown = open_exercise(made.bundle, f"sqlite:///{tmp_path}/moves.db", TurnedClock())
    port = free_port()
    with serving(create_app(shown.service), port):
        officer = Person(browser, f"http://localhost:{port}", shown.codes["officer"])
        officer.page.set_viewport_size({"width": width, "height": 900})
        officer.go("/indicators")
        officer.click("link", "moves of placement, school and social worker")
        officer.look(f"moves-{width}")
        assert officer.page.evaluate("document.documentElement.scrollWidth") <= width
        officer.click("link", "Social workers")
        officer.look(f"social-workers-{width}")
        assert not [text for text in officer.refused if "404" not in text]
    shown.service.state.close()
