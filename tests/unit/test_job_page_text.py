"""Descriptions made readable and safe, cells made harmless, and the bars of a score."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_ui.jobs.explanation import bars
from campaign_ui.jobs.export import harmless
from campaign_ui.jobs.readable import readable
from services.shared.ranking_explanation import Phrase


def test_it_works() -> None:
    text = "About us\r\n\r\nDUTIES\n• Build pipelines\n• Talk to people\n\nWhat you bring:\n- SQL\nWe pay well."
    assert readable(text) == (
        "<p>About us</p><h3>DUTIES</h3><ul><li>Build pipelines</li><li>Talk to people</li></ul>"
        "<h3>What you bring</h3><ul><li>SQL</li></ul><p>We pay well.</p>"
    )
    assert readable(None) == readable("  \n ") == ""


def test_html_of_a_board_keeps_its_shape_and_loses_its_acts() -> None:
    html = (
        '<h1 onclick="x()">Role</h1><p style="color:red">Do <b>things</b> <a href="javascript:x()">here</a></p>'
        "<ul><li>One</li></ul><script>alert(1)</script><img src=x onerror=alert(1)>"
    )
    assert readable(html) == "<h3>Role</h3><p>Do <b>things</b> here</p><ul><li>One</li></ul>"


def test_angle_brackets_in_plain_text_are_text() -> None:
    assert readable("if a < b and c > d use List<String>") == "<p>if a &lt; b and c &gt; d use List&lt;String&gt;</p>"


def test_bullets_that_lost_their_line_breaks_are_a_list_again() -> None:
    assert readable("You will: • build • test") == "<h3>You will</h3><ul><li>build</li><li>test</li></ul>"


def test_a_short_line_above_a_list_or_a_long_text_is_a_heading() -> None:
    long = "You work with a team of six on what the company earns its money with, every day of the week."
    text = f"Job Description\n{long}\n\nNice to have\n\n• Go\n• Rust\nWho we are\n{long}\n\n"
    text += f"Toronto, ON\n{long}\n\nCall 555\n• x"
    assert readable(text) == (
        f"<h3>Job Description</h3><p>{long}</p><h3>Nice to have</h3><ul><li>Go</li><li>Rust</li></ul>"
        f"<h3>Who we are</h3><p>{long}</p><p>Toronto, ON</p><p>{long}</p><p>Call 555</p><ul><li>x</li></ul>"
    )
    assert readable("Good pay\nGood people") == "<p>Good pay</p><p>Good people</p>"


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=200))
def test_no_text_acts(text: str) -> None:
    made = str(readable(f"<p>{text}</p><p></p><script>{text}</script>"))
    assert "<script" not in made.lower()
    assert "<img" not in made.lower()


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", " =1", "'=1", '"=1', "＝1", "%x", "|x", "\ufeff=1"])
def test_a_formula_becomes_text(cell: str) -> None:
    assert harmless(cell) == "'" + cell


def test_what_is_no_formula_stays() -> None:
    assert [harmless(cell) for cell in ("a=b", 5, None, -3, "日本")] == ["a=b", "5", "", "-3", "日本"]


def test_bars_are_the_heaviest_first_and_say_why() -> None:
    explain = {"points": {"recency": 5, "title": 7.5, "odd": 1}, "facts": {}}
    made = bars(explain, {"title": 15, "recency": 5}, {"title": Phrase("title has 1 of your 2 words: data")})
    assert [(bar.name, bar.share) for bar in made] == [("Title", 0.5), ("Freshness", 1.0)]
    assert made[0].why == "Title has 1 of your 2 words: data."
    assert [bar.is_neutral for bar in made] == [False, True]
    first = {"factors": {"title": {"points": 7.5, "weight": 15, "why": "title unknown (neutral)"}}}
    assert [(bar.why, bar.is_neutral) for bar in bars(first, {}, {})] == [("Title unknown.", True)]
    assert bars(None, {}, {}) == bars({"factors": []}, {}, {}) == []
