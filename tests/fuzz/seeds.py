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
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Offices keep a list.</w:t></w:r><w:r>"
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
    body = ["The list is public.", "It says what each machine is for", "and who answers for it."]
    first = column(
        ["1. Each office keeps a list of the", "ma-", "chines that it uses.", *body * 4], top=100
    )
    turned = Print(text="along the edge", y=400, x=20, matrix="0 1 -1 0")
    two = [
        *column(["Left column.", "More."], top=100),
        *column(["Right.", "Last."], top=100, x=320),
    ]
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
        b"---\ntitle: Rules\ndate: 2024-03-01\n---\n\n# Page 1\n\nRules\n=====\n\n1. One\n"
        b"   - two\n"
        b"     1) three\n2. Four[^1]\n\n> quoted **bold** `code` [link](a)\n\n| a | b |\n|"
        b"---|---|\n"
        b"| (1) | c |\n\n# Page 2\n\n<p>html<br>more</p>\n\n<!-- gone -->\n\n# Page 3\n\n!"
        b"[p](q)\n\n"
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
        b'document,label,text,year\nA,1,Offices keep a list.,2024\nA,2,"Lists, all, are public.\n'
        b'Always.",2024\nB,,"He said ""no"".",\nB,3,,2021-05\n'
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


def _akn() -> bytes:
    return (
        b'<?xml version="1.0"?><akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns'
        b'/akn/3.0">'
        b'<act name="act"><meta><identification source="#x"><FRBRWork><FRBRthis value="/ak'
        b'n/xx/act/1"/>'
        b'<FRBRuri value="/akn/xx/act/1"/><FRBRdate date="2031-02-03" name="adoption"/></FRBRWork>'
        b'<FRBRExpression><FRBRlanguage language="eng"/></FRBRExpression></identification></meta>'
        b"<preface><p><docTitle>Lake Act</docTitle></p></preface><preamble><recitals>"
        b'<recital eId="rec_1"><num>(1)</num><p>Lists matter.</p></recital></recitals></preamble>'
        b'<body><chapter eId="chp_I"><num>I</num><heading>Lists</heading><article eId="art_1">'
        b'<num>Article 1</num><heading>Scope</heading><paragraph eId="art_1__para_1"><num>1.</num>'
        b'<list><intro><p>Offices:</p></intro><point eId="art_1__para_1__point_a"><num>(a)</num>'
        b'<content><p>keep a list<noteRef marker="1" href="#n1"/>;</p></content></point></list>'
        b'</paragraph></article><article eId="art_2"><num>Article 2</num><content><p>Lists are'
        b" <b>public</b>.</p><table><tr><td>a</td><td>b</td></tr></table><mod><quotedStructure>"
        b"<article><num>5</num><content><p>New.</p></content></article></quotedStructure></mod>"
        b'</content></article></chapter></body><attachments><attachment><doc name="annex">'
        b"<mainBody>"
        b"<p>Annex.</p></mainBody></doc></attachment></attachments></act></akomaNtoso>"
    )


def _lims() -> bytes:
    return (
        b'<?xml version="1.0"?><Statute xmlns:lims="http://justice.gc.ca/lims" xml:lang="en">'
        b"<Identification><LongTitle>An Act on lists</LongTitle><ShortTitle>Lists Act</ShortTitle>"
        b"<Chapter><ConsolidatedNumber>L-1</ConsolidatedNumber></Chapter></Identification><Body>"
        b'<Heading level="1"><Label>Part 1</Label><TitleText>Lists</TitleText></Heading><Section>'
        b"<MarginalNote>Scope</MarginalNote><Label>1</Label><Subsection><Label>(1)</Label><Text>"
        b"Each office <DefinedTermEn>list</DefinedTermEn> keeps</Text><Paragraph><Label>(a)</Label>"
        b"<Text>a list; and</Text><Subparagraph><Label>(i)</Label><Text>its use.</Text>"
        b"</Subparagraph></Paragraph></Subsection></Section><Section><Label>2</Label><Text>Lists"
        b" are public.</Text><Definition><Text>In this Act,</Text></Definition><HistoricalNote>"
        b"2031, c. 4</HistoricalNote></Section></Body><Schedule><ScheduleFormHeading><Labe"
        b"l>SCHEDULE"
        b"</Label></ScheduleFormHeading><List><Item><Text>One</Text></Item></List></Schedu"
        b"le></Statute>"
    )


def _odt() -> bytes:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("style", "style"),
        )
    )
    body = (
        '<text:h text:outline-level="1">Lists</text:h><text:list text:style-name="L1">'
        "<text:list-item><text:p>One</text:p><text:list><text:list-item><text:p>a</text:p>"
        "</text:list-item></text:list></text:list-item></text:list><text:p>Kept<text:s text:c='2'/>"
        "<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>A note.</text:p></text:note-body></text:note><text:tab/>.</text:p>"
        "<table:table><table:table-row table:number-rows-repeated='2'><table:table-cell"
        " table:number-columns-repeated='2'><text:p>a</text:p></table:table-cell>"
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )
    styles = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1"'
        ' style:num-format="1" style:num-suffix="."/></text:list-style>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
        )
    return file.getvalue()


def _rtf() -> bytes:
    return (
        rb"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Ar;}}"
        rb"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}}{\info{\title Lists}}"
        rb"\pard\s1 Lists\par\pard Each office keeps \'e9 \u1056?\f1\'e0\f0  list{\super 1}"
        rb"{\footnote\pard A note.\par}.\par{\listtext\tab 1.\tab}One\par\trowd\cellx100"
        rb"\cellx200\intbl a\cell b\cell\row\pard{\*\shppict{\pict\pngblip 89504e47}}"
        rb"\b Bold\b0\line More\tab text\par{\header Page\par}}"
    )


MADE: dict[str, tuple[Callable[[], bytes], ...]] = {
    "docx": (_docx,),
    "pdf": (_pdf,),
    "html": (_html, _xhtml),
    "md": (_markdown,),
    "txt": (_text,),
    "csv": (_csv,),
    "columns": (_columns,),
    "zip": (_zip,),
    "akn": (_akn,),
    "lims": (_lims,),
    "xml": (_akn, _lims),
    "odt": (_odt,),
    "rtf": (_rtf,),
}
