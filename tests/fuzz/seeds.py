"""Small sound inputs beside the shipped examples: what these do not hold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from tests.documents.formats.test_docx import NUMBERING, W, package, para
from tests.documents.test_pdf_made import Print, column, made_pdf


def _docx() -> bytes:
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2"><w:p><w:r><w:t>See the rules.</w:t>'
        "</w:r></w:p></w:footnote></w:footnotes>"
    )
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="H1"><w:name w:val="heading 1"/>'
        '<w:basedOn w:val="H1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>'
    )
    head = '<w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>Title</w:t></w:r></w:p>'
    noted = (
        '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Offices keep a list.</w:t></w:r><w:r>'
        '<w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    table = (
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>(1)</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r>"
        "<w:t>Each list is public.</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc>"
        f"{para('a')}</w:tc><w:tc>{para('b')}</w:tc></w:tr></w:tbl>"
    )
    body = head + para("Scope", 1) + para("point", 1, 1) + noted + table + para("Duties", 1)
    return package(body, numbering=NUMBERING, footnotes=notes, styles=styles, header1=styles)


def _pdf() -> bytes:
    first = column(["1. Each office keeps a list of the", "ma-", "chines that it uses."], top=100)
    turned = Print(text="along the edge", y=400, x=20, matrix="0 1 -1 0")
    two = [*column(["Left column.", "More."], top=100), *column(["Right.", "Last."], top=100, x=320)]
    note = Print(text="1 See the rules.", y=800, size=7)
    return made_pdf([*first, turned, note], two, [Print(text="3", y=820)], info="/Title (A b c d)")


def _html() -> bytes:
    return (
        b"<html lang=en><head><title>Rules</title></head><body><nav>Menu</nav><main><h1>Rules</h1>"
        b"<ol start=3 type=a><li>One<ol><li value=7>Two</ol><li>Three</ol><table><tr><td>(1)<td>"
        b"Text of one.</table><table><tr><th>A<th>B<tr><td>c<td>d<tr><td>e<td><table><tr><td>f"
        b"</table></table><p>Kept<sup id=r1><a href='#n1'>1</a></sup>.<pre>a\n b</pre><dl><dt>x"
        b"<dd>y</dl><div id=n1><a href='#r1'>1</a> A note.</div></main></body></html>"
    )


def _xhtml() -> bytes:
    return (
        b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body><h2>Part I</h2>'
        b"<p>Article 1</p><p>Offices keep a list.</p></body></html>"
    )


def _markdown() -> bytes:
    return (
        b"---\ntitle: Rules\ndate: 2024-03-01\n---\n\n# Page 1\n\nRules\n=====\n\n1. One\n   - two\n"
        b"     1) three\n2. Four[^1]\n\n> quoted **bold** `code` [link](a)\n\n| a | b |\n|---|---|\n"
        b"| (1) | c |\n\n# Page 2\n\n<p>html<br>more</p>\n\n<!-- gone -->\n\n# Page 3\n\n![p](q)\n\n"
        b"```\nfence\n```\n\n[^1]: A note.\n"
    )


def _text() -> bytes:
    pages = [
        f"Rules of the Lake                 {n}\n\n{n}. Each office keeps a list of the ma-\nchines"
        f" that it uses.\n\n   (a) by name;\n   (b) by use.\n\n- {n} -\n\f"
        for n in range(1, 6)
    ]
    return "".join(pages).encode()


def _csv() -> bytes:
    return (
        b"document,label,text,year\nA,1,Offices keep a list.,2024\nA,2,\"Lists, all, are public.\n"
        b"Always.\",2024\nB,,\"He said \"\"no\"\".\",\nB,3,,2021-05\n"
    )


def _columns() -> bytes:
    return (
        b'file = "a.csv"\ntext = "text"\nlabel = "n"\ndocument = "d"\n[document_fields]\n'
        b'title = "t"\n[constants]\nkind = "law"\n'
    )


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a/rules.txt", _text())
        archive.writestr("a/rules.md", _markdown())
        archive.writestr("b/page.html", _html())
        archive.writestr("notes.docx", _docx())
    return file.getvalue()


MADE: dict[str, tuple[Callable[[], bytes], ...]] = {
    "docx": (_docx,),
    "pdf": (_pdf,),
    "html": (_html, _xhtml),
    "md": (_markdown,),
    "txt": (_text,),
    "csv": (_csv,),
    "columns": (_columns,),
    "zip": (_zip,),
}
