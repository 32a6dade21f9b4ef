from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.documents.content import Content
from comity.documents.formats.html import read_html
from comity.documents.limits import Limits
from comity.errors import ComityError, FormatError, LimitError, NoTextError
from tests.documents.formats.soundness import assert_sound, shown


def page(body: str, head: str = "") -> Content:
    html = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return read_html(html.encode(), Limits())


def labels(content: Content) -> list[str]:
    return [block.label for block in content.blocks]


def test_paragraphs_and_headings_keep_their_words_and_levels() -> None:
    content = page("<h2>Chapter I</h2><p>Each   State\n shall <b>report</b>.</p>")

    assert shown(content) == [("heading", "Chapter I"), ("paragraph", "Each State shall report.")]
    assert content.blocks[0].level == 2


def test_a_layout_row_that_numbers_its_text_is_one_block() -> None:
    content = page(
        "<table><col/><tr><td><p>(1)</p></td><td><p>AI should serve people.</p></td></tr></table>"
    )

    assert shown(content) == [("paragraph", "(1)\tAI should serve people.")]


def test_nested_layout_tables_give_each_point_its_own_block() -> None:
    inner = "<table><tr><td><p>(i)</p></td><td><p>at a distance;</p></td></tr></table>"
    content = page(
        f"<table><tr><td><p>(a)</p></td><td><p>use of systems</p>{inner}</td></tr></table>"
    )

    assert [t for _, t in shown(content)] == ["(a)\tuse of systems", "(i)\tat a distance;"]


def test_a_data_table_gives_rows_parted_by_tabs() -> None:
    content = page(
        "<table><tr><th>Body</th><th>Duty</th></tr>"
        "<tr><td>Council</td><td><p>meets</p><p>reports</p></td></tr></table>"
    )

    assert shown(content) == [("row", "Body\tDuty"), ("row", "Council\tmeets reports")]


def test_ordered_lists_are_numbered_as_a_browser_would() -> None:
    content = page(
        "<ol start=3 type=a><li>one<ol type=I><li>deep</li></ol></li><li value=7>two</li></ol>"
        "<ul><li>dot</li></ul>"
    )

    assert [t for _, t in shown(content)] == ["one", "deep", "two", "dot"]
    assert labels(content) == ["c.", "I.", "g.", "•"]
    assert [b.level for b in content.blocks] == [1, 2, 1, 1]


def test_a_second_paragraph_of_an_entry_is_not_a_new_entry() -> None:
    content = page("<ol><li><p>first</p><p>more</p></li></ol>")

    assert [b.kind for b in content.blocks] == ["item", "paragraph"]


def test_menus_banners_and_footers_go_to_removed() -> None:
    content = page(
        "<nav><a href='/'>Home</a></nav><div id='cookie-banner'>We use cookies.</div>"
        "<main><h1>Act</h1><p>States shall cooperate.</p></main>"
        "<footer>Contact us</footer><script>alert(1)</script>"
    )

    assert [t for _, t in shown(content)] == ["Act", "States shall cooperate."]
    assert {(r.reason, r.text) for r in content.removed} == {
        ("menu", "Home"),
        ("cookie banner", "We use cookies."),
        ("page footer", "Contact us"),
    }


def test_a_division_with_a_telling_name_keeps_its_sentences() -> None:
    content = page("<div id='social-principles'><p>AI shall serve all. It shall be fair.</p></div>")

    assert "AI shall serve all." in content.text


def test_hidden_text_is_removed() -> None:
    content = page("<p>Shown.</p><div style='display: none'>Produced by a system</div>")

    assert content.text == "Shown.\n"
    assert content.removed[0].reason == "hidden"


def test_notes_come_last_with_their_mark() -> None:
    content = page(
        "<p>As agreed<sup id='r1'><a href='#n1'>1</a></sup> before.</p>"
        "<ol><li id='n1'>The agreement of 2021. <a href='#r1'>↩</a></li></ol><p>End.</p>"
    )

    assert shown(content)[-1] == ("footnote", "The agreement of 2021.")
    assert content.blocks[-1].label == "1"
    assert [k for k, _ in shown(content)] == ["paragraph", "paragraph", "footnote"]


def test_a_contents_list_that_links_both_ways_is_no_list_of_notes() -> None:
    content = page(
        "<p><a id='t1' href='#s1'>Purpose</a></p><h2 id='s1'><a href='#t1'>Purpose</a></h2><p>x</p>"
    )

    assert all(kind != "footnote" for kind, _ in shown(content))


def test_a_paragraph_all_in_bold_is_marked() -> None:
    content = page("<p><strong>第一章 总则</strong></p><p><strong>第一条</strong> 为了发展。</p>")

    assert [b.bold for b in content.blocks] == [True, False]


def test_no_break_spaces_stay_and_invisible_characters_go() -> None:
    content = page("<p>Article\u00a05 de\u00advelop\u200bment</p>")

    assert content.text == "Article\u00a05 development\n"


def test_head_data_is_taken_as_stated_by_the_page() -> None:
    content = page(
        "<p>Texte.</p>",
        "<title>Charte</title><meta name='DC.date' content='2024-05-03'>"
        "<link rel='canonical' href='https://example.org/charte'>",
    )

    assert (content.title, content.date) == ("Charte", "2024-05-03")
    assert content.source_url == "https://example.org/charte"


def test_an_error_page_is_refused_by_name() -> None:
    with pytest.raises(FormatError, match="error message of its server"):
        page("<h1>Oops</h1><p>Go back.</p>", "<title>404 Not Found</title>")


def test_a_law_that_speaks_of_errors_is_read() -> None:
    content = page("<h1>Act on errors</h1><p>" + "A record that is not found is replaced. " * 60)

    assert content.title == "Act on errors"


def test_a_page_of_menus_holds_no_text() -> None:
    with pytest.raises(NoTextError):
        page("<nav><a href='/'>Home</a></nav>")


def test_a_page_about_a_text_is_noted() -> None:
    links = "".join(f"<li><a href='/{n}'>Programme {n}</a></li>" for n in range(60))
    content = page(f"<ul class='menu'>{links}</ul><p>Read about the Recommendation.</p>")

    assert [n.code for n in content.notices] == ["little-text"]


def test_nesting_beyond_the_limit_is_refused() -> None:
    with pytest.raises(LimitError):
        page("<div>" * 500 + "x")


def test_entities_of_a_document_type_are_not_expanded() -> None:
    bomb = (
        "<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>"
        "<html><body><p>&b; text</p></body></html>"
    )

    assert "aaaaaaaa" not in read_html(bomb.encode(), Limits()).text


def test_local_files_are_not_fetched() -> None:
    xxe = (
        "<?xml version='1.0'?><!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
        "<html><body><p>&x; text</p></body></html>"
    )

    assert "root:" not in read_html(xxe.encode(), Limits()).text


_TAGS = st.sampled_from(
    ["p", "div", "table", "tr", "td", "ol", "li", "h1", "b", "a", "span", "br", "nav", "sup", "pre"]
)


@st.composite
def tag_soup(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 25))):
        tag = draw(_TAGS)
        word = draw(st.sampled_from(["(1)", "text", "a b", "", "5.", "\u00a0", "é"]))
        parts.append(
            draw(st.sampled_from([f"<{tag}>", f"</{tag}>", f"<{tag}>{word}</{tag}>", word]))
        )
    return "".join(parts)


@settings(max_examples=150, deadline=None)
@given(tag_soup())
def test_blocks_are_exact_ordered_and_apart_whatever_the_page(body: str) -> None:
    try:
        content = page(body)
    except ComityError:
        return
    assert_sound(content)
