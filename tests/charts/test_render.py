"""SVG, PNG and pages: the same bytes, nothing that runs, nothing that is fetched."""

from __future__ import annotations

import importlib
import os
import struct
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from lxml import etree

from comity.charts import (
    Picture,
    agreement_chart,
    coverage_chart,
    missing_glyphs,
    render,
    silence_chart,
)
from comity.errors import UsageError
from comity.locales import LANGUAGES
from comity.records import Silent, TopicId
from tests.charts import sample
from tests.charts.test_pictures import MAKERS

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert('x')</script> \"quoted\" & ${ } \u202eturned\u202c \x00\x0b ]]> --> \\n"


def small(label: str = "Water", language: str = "en") -> Picture:
    return silence_chart(
        [
            Silent(
                topic=TopicId("lakes"), label=label, peers=3, of=4, share=0.75, low=0.3, high=0.95
            )
        ],
        title=label,
        language=language,
        rules=(label,),
        works=12,
    )


class Page(HTMLParser):
    """What a browser would find: elements, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(picture: Picture) -> Page:
    page = Page()
    page.feed(render(picture, "html").decode())
    return page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["dots", "contrast"])
def test_an_svg_tells_its_title_its_description_and_its_language(kind: str, language: str) -> None:
    picture = MAKERS[kind](language)

    root = etree.fromstring(render(picture, "svg"))

    title, desc = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", picture.title)
    assert (desc.tag, desc.text) == (f"{SVG}desc", picture.alternative)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert root.get("direction") == "ltr"


def test_an_svg_says_nothing_in_another_language_and_shares_no_id() -> None:
    first = render(MAKERS["dots"]("ar"), "svg")
    second = render(MAKERS["trend"]("ar"), "svg")

    ids = [
        [element.get("id") for element in etree.fromstring(svg).iter() if element.get("id")]
        for svg in (first, second)
    ]
    assert all(len(names) == len(set(names)) for names in ids)
    assert not set(ids[0]) & set(ids[1])
    for svg in (first, second):
        root = etree.fromstring(svg)
        assert not [e for e in root.iterdescendants() if e.get("role") or e.get("aria-label")]
        used = {v for e in root.iter() for v in e.attrib.values() if "url(#" in str(v)}
        known = {f"url(#{name})" for name in ids[0] + ids[1]}
        assert used <= known


def test_the_same_picture_gives_the_same_bytes_again() -> None:
    for form in ("svg", "png", "html"):
        assert render(small(), form) == render(small(), form)


def test_the_same_bytes_in_every_process_whatever_was_drawn_before() -> None:
    code = (
        "import hashlib, sys; from tests.charts.test_render import small, MAKERS, render;"
        "[render(MAKERS['silence']('en'), 'svg') for _ in range(int(sys.argv[1]))];"
        "p = MAKERS['heat']('fr');"
        "print([hashlib.sha256(render(p, f)).hexdigest() for f in ('svg', 'png', 'html')])"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code, str(before)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": str(before)},
        ).stdout
        for before in (0, 2)
    }

    assert len(seen) == 1


def test_a_png_is_an_image_of_twice_the_size() -> None:
    image = render(small(), "png")
    root = etree.fromstring(render(small(), "svg"))

    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", image[16:24])
    assert width == pytest.approx(2 * float(root.get("width")), abs=2)
    assert height == pytest.approx(2 * float(root.get("height")), abs=2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_needs_no_script_and_fetches_nothing(language: str) -> None:
    picture = MAKERS["agreement"](language)

    page = page_of(picture)

    tags = [tag for tag, _ in page.elements]
    assert not {"script", "link", "img", "iframe", "object", "embed", "image"} & set(tags)
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")]
        assert not {"src", "href", "xlink:href"} & set(attributes)
    html = dict(page.elements)["html"]
    assert html == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    policy = [a.get("content") for t, a in page.elements if t == "meta" and "http-equiv" in a]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_a_page_holds_the_picture_its_words_and_every_row() -> None:
    picture = MAKERS["dots"]("en")

    page = page_of(picture)

    tags = [tag for tag, _ in page.elements]
    assert tags.count("svg") == 1
    assert tags.count("tr") == 1 + len(picture.rows)
    assert picture.alternative in page.text
    assert [a for t, a in page.elements if t == "th" and a.get("scope") == "row"]
    assert all(cell in page.text for row in picture.rows for cell in row)


def test_hostile_words_stay_words() -> None:
    picture = small(HOSTILE)

    svg = render(picture, "svg")
    page = page_of(picture)

    etree.fromstring(svg)
    assert b"<script" not in svg
    assert "script" not in [tag for tag, _ in page.elements]
    assert "<script>alert('x')</script>" in page.text
    for text in (picture.title, picture.alternative, svg.decode()):
        assert not set("\x00\x0b\u202e\u202c") & set(text)
    assert render(picture, "png")


def test_hostile_names_of_groups_and_topics_are_drawn() -> None:
    groups = [(f"g{at}", f"{HOSTILE}{at}", 3, 1) for at in range(10)]
    topics = [(TopicId("lakes"), HOSTILE, 0), (TopicId("rivers"), "x" * 500, 0)]
    coverage = sample.coverage("publisher", groups, topics=topics)

    for picture in (coverage_chart(coverage), agreement_chart(coverage)):
        root = etree.fromstring(render(picture, "svg"))
        assert f"{SVG}script" not in {element.tag for element in root.iter()}


def test_another_format_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match="svg, png, html"):
        render(small(), "gif")


def test_a_png_beyond_memory_is_refused_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = sys.modules["comity.charts.render"]  # the package has a function of this name
    monkeypatch.setattr(module, "_MOST_PIXELS", 1000)

    with pytest.raises(UsageError, match=r"pixels.*SVG"):
        render(small(), "png")


@pytest.mark.parametrize("absent", ["altair", "vl_convert"])
def test_without_the_extra_the_hint_names_it(absent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = small()
    real = importlib.import_module

    def without(name: str, package: str | None = None) -> object:
        if name == absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", without)
    with pytest.raises(UsageError, match=r'pip install "comity\[charts\]"'):
        render(small() if absent == "altair" else picture, "svg")


def test_reading_comity_loads_no_drawing_library() -> None:
    code = (
        "import sys; import comity.charts, comity.base.sheets;"
        "print(sorted({'altair', 'vl_convert'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_characters_without_a_letter_are_told() -> None:
    picture = small("Water \U0010fffe\uf8f0 é Ж")

    assert missing_glyphs(picture) == "\uf8f0"  # the other stands for nothing and is taken out


def test_latin_and_cyrillic_letters_are_always_there() -> None:
    for language in ("en", "es", "fr", "ru"):
        assert missing_glyphs(MAKERS["silence"](language)) == ""


def test_nothing_is_opened_over_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A specification that names an address is not followed."""
    picture = small()
    spec = {**picture.spec, "vconcat": [*picture.spec["vconcat"]]}
    spec["vconcat"].append(
        {"data": {"url": "https://example.org/x.csv"}, "mark": "point", "encoding": {}}
    )
    named = Picture(**{**{f: getattr(picture, f) for f in picture.__slots__}, "spec": spec})

    with pytest.raises(ValueError, match=r"example\.org"):
        render(named, "svg")
