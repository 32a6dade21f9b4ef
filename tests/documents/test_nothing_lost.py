"""Every word of a made file is in the text or in the list of what was removed, and once."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.documents.content import Content
from comity.documents.formats.docx import read_docx
from comity.documents.formats.html import read_html
from comity.documents.formats.markdown import read_markdown
from comity.documents.formats.text import read_text
from comity.documents.limits import Limits

# "%" stands for a word of its own. What is invisible by the format's rules has none.
_MARKDOWN = [
    "% %\n% %",
    "# % %",
    "% %\n===",
    "- % %\n- %\n  - % %",
    "1. %\n2. % %",
    "> % %\n> > %",
    "| % | % |\n|---|---|\n| % | % |",
    "| % | % |\n|---|---|\n| % | % | % | % |\n| % |",
    "> | % | % |\n> |---|---|\n> | % | % | % |",
    "![% %](picture.png) %",
    "**% %** *%* `%` ~~%~~",
    "[%](https://example.org) %",
    '[%]: https://example.org/% "% %"',
    "%[^1]\n\n[^1]: % %",
    "<!-- % % -->\n%",
    "% <!-- % --> %",
    "<div>% %</div>",
    "<table><tr><td>%</td><td>% %</td></tr></table>",
    "% <name of the %> %",
    "% <b>%</b><br>%",
    "```% %\n% %\n```",
    "    % %\n    %",
    "[Image: % %]",
    "% \\| % \\* %",
    "&lt;% %&gt; &amp; %",
    "## Page 3\n\n%",
    "***\n\n% %",
    "% %:\n: % %",
]
_HTML = [
    "<p>% % <b>%</b></p>",
    "<h2>%</h2>% loose <br>%",
    "<ul>%<li>% %</li>%<li><p>%</p>%</li>%</ul>",
    "<ol><li>%<ol type=a><li>%</li></ol></li><li>%</li></ol>",
    "<dl><dt>%</dt><dd>% %</dd></dl>",
    "<table><caption>%</caption><tr><th>%</th><td>% %</td></tr><tr><td>%</td></tr></table>",
    "<table>%<tr><td>%</td>%</tr><tbody>%<tr>%<td>%</td></tr></tbody></table>",
    "<table><tr><td>(1)</td><td>% %</td></tr></table>",
    "<table><tr><form><td>% %</td></form></tr></table>",
    "<nav><a href=/a>%</a> <a href=/b>%</a></nav>",
    "<div class=menu><a href=/a>%</a><p>%</p></div>",
    "<div hidden>% <p>%</p></div>%",
    "<p style='display:none'>%</p>",
    "<form>% <label>%</label><button>%</button><select><option>%</option></select></form>",
    "<svg><text>% %</text></svg>",
    "<p>%<a id=r1 href=#n1><sup>1</sup></a></p><p id=n1><a href=#r1>%</a> % %</p>",
    "<details><summary>%</summary>% %</details>",
    "<figure><img alt=x src=y><figcaption>%</figcaption></figure>",
    "<blockquote>%<footer>%</footer></blockquote>",
    "<pre>%\n  %</pre>",
    "<section><header>%</header><p>%</p><footer>% %</footer></section>",
    "<div>%<div>%</div>%</div>",
    "<p>% % <i>% </i>&amp; %",
    "<span>%</span> <button>%</button>",
    "<fieldset><legend>%</legend>%</fieldset>",
]
_FRAMES = ["{}", "{}<main><p>% %</p>{}</main>{}%", "<div>%{}<div><article>%{}</article>"]
_RUN = "<w:r><w:t>%</w:t></w:r>"
_BOX = f"<w:txbxContent><w:p>{_RUN}</w:p></w:txbxContent>"
_CELL = f"<w:tc><w:p>{_RUN}</w:p></w:tc>"
_DOCX = [
    f"<w:p>{_RUN}{_RUN}</w:p>",
    f'<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr>{_RUN}</w:p>',
    f"<w:p><w:hyperlink>{_RUN}</w:hyperlink>{_RUN}</w:p>",
    f"<w:p><w:ins>{_RUN}</w:ins><w:del><w:r><w:delText>%</w:delText></w:r></w:del></w:p>",
    f"<w:p><w:moveFrom>{_RUN}</w:moveFrom><w:moveTo>{_RUN}</w:moveTo></w:p>",
    "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>%</w:t></w:r></w:p>",
    f"<w:tbl><w:tr>{_CELL}{_CELL}</w:tr><w:tr>{_CELL}{_CELL}</w:tr></w:tbl>",
    f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>1.</w:t></w:r></w:p></w:tc>{_CELL}</w:tr></w:tbl>",
    f"<w:tbl><w:tr>{_CELL}<w:tc><w:tbl><w:tr>{_CELL}{_CELL}</w:tr></w:tbl><w:p/></w:tc></w:tr>"
    f"<w:tr>{_CELL}{_CELL}</w:tr></w:tbl>",
    f"<w:sdt><w:sdtContent><w:p>{_RUN}</w:p></w:sdtContent></w:sdt>",
    f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'>{_BOX}</mc:Choice>"
    f"<mc:Fallback>%%{_BOX}</mc:Fallback></mc:AlternateContent></w:r>{_RUN}</w:p>",
    f"<w:p>{_RUN}<w:r><w:footnoteReference w:id='2'/></w:r></w:p>",
    f"<w:p><m:oMath><m:r><m:t>%</m:t></m:r></m:oMath>{_RUN}</w:p>",
]
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def with_words(text: str, start: int = 0) -> tuple[str, list[str]]:
    """The text with a word of its own in each place, and the words."""
    words: list[str] = []

    def word(_: re.Match[str]) -> str:
        # Letters only: a number might be taken for that of a page.
        number = start + len(words)
        words.append("w" + "".join("abcdefghij"[int(d)] for d in f"{number:04d}") + "w")
        return words[-1]

    return re.sub("%", word, text), words


def held(content: Content) -> Counter[str]:
    everything = [content.text, *(removed.text for removed in content.removed)]
    return Counter(w for text in everything for w in re.findall(r"w[a-j]{4}w", text))


def check(content: Content, words: list[str]) -> None:
    found = held(content)
    once = Counter(words)

    assert not once - found, f"lost: {sorted(once - found)} of {content}"
    assert not found - once, f"twice: {sorted(found - once)} of {content}"


@given(st.lists(st.sampled_from(_MARKDOWN), min_size=1, max_size=8))
def test_markdown_keeps_every_word_once(pieces: list[str]) -> None:
    source, words = with_words("%\n\n" + "\n\n".join(pieces))

    check(read_markdown(source.encode(), Limits()), words)


def test_front_matter_is_listed_whole() -> None:
    source, words = with_words("---\ntitle: %\ntags:\n  - %\n  - %\nnote: |\n  % %\n---\n\n# %\n")

    check(read_markdown(source.encode(), Limits()), words)


@given(
    st.lists(st.sampled_from(_HTML), min_size=1, max_size=6),
    st.sampled_from(
        ["{}", "{}<main><p>% %</p>{}</main>{}%", "<div>%{}<div><article>%{}</article>"]
    ),
)
def test_html_keeps_every_word_once(pieces: list[str], frame: str) -> None:
    around = ["".join(pieces), pieces[0], pieces[-1]]
    body = frame.format(*around[: frame.count("{}")])
    source, words = with_words(f"<!doctype html><title>x</title><body><p>%</p>{body}</body>")

    check(read_html(source.encode(), Limits()), words)


@given(st.lists(st.sampled_from(_DOCX), min_size=1, max_size=8))
def test_docx_keeps_every_word_once(pieces: list[str]) -> None:
    # A drawing's fallback shows the same once more to old programs: no word of its own.
    marked = "".join(pieces).replace("%%", "")
    marked = re.sub(r"(<mc:Fallback>.*?)%(.*?</mc:Fallback>)", r"\1fallback\2", marked)
    source, words = with_words(f"<w:p>{_RUN}</w:p>{marked}")
    notes, more = with_words(
        f"<w:footnote w:id='2'><w:p>{_RUN}</w:p></w:footnote>"
        f"<w:footnote w:id='3'><w:p>{_RUN}</w:p></w:footnote>",
        len(words),
    )
    header, last = with_words(f"<w:p>{_RUN}</w:p>", len(words) + len(more))
    comment, said = with_words(
        f"<w:comment w:id='1'><w:p>{_RUN}</w:p></w:comment>", len(words + more + last)
    )
    parts = {
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{source}</w:body></w:document>",
        "word/footnotes.xml": f"<w:footnotes {_NAMESPACES}>{notes}</w:footnotes>",
        "word/header1.xml": f"<w:hdr {_NAMESPACES}>{header}</w:hdr>",
        "word/comments.xml": f"<w:comments {_NAMESPACES}>{comment}</w:comments>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)

    # A note that is referred to more than once is shown at each mark; it is one text.
    content = read_docx(file.getvalue(), Limits())

    missing = Counter(words + more + last + said) - held(content)
    assert not missing, f"lost: {sorted(missing)} of {content}"
    if source.count("footnoteReference") < 2:
        check(content, words + more + last + said)


@pytest.mark.parametrize("seed", range(20))
def test_plain_text_keeps_every_word_once(seed: int) -> None:
    rng = random.Random(seed)
    lines = []
    for page in range(1, 6):
        lines += ["Report of the River Board", ""]
        for _ in range(rng.randint(10, 30)):
            lines.append(rng.choice(["% %", "%", "", "  % % %", "-----", "Article % %.", "(a) %"]))
        lines += ["", str(page), "\f"]
    source, words = with_words("\n".join(lines))
    whole = read_text(source.encode(), Limits())

    check(whole, words)
    everything = " ".join([whole.text, *(removed.text for removed in whole.removed)])
    assert everything.count("Report of the River Board") == 5
