"""Changes to an input that a damaged or made-up file might show, aware of its format.

Every function takes a `random.Random`, so that (reader, seed, number) names an
input for good: a crash is told by three words and no file need be kept.
"""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence

from tests.fuzz.mutate_xml import elements

Change = Callable[[bytes, random.Random], bytes]

MAX_BYTES = 100_000  # larger inputs cost time and show nothing that smaller ones do not

NUMBERS = [
    b"0",
    b"-1",
    b"1",
    b"255",
    b"65536",
    b"2147483648",
    b"-2147483649",
    b"1e309",
    b"9" * 5000,
]
ODD_TEXT = [
    *("\x00", "\ufeff", "\u202e", "\u2028", "\x85", "\x0c", "\r", "\u200b", "\u00ad", "\ud7ff"),
    *("\U0010ffff", "\ue000", "\ufffd", "\u0301" * 50, "𝔘𝔫𝔦", "İ", "ß", "ﬁ", "٣", "①", "\u3000"),
]
ODD_BYTES = [
    *(text.encode() for text in ODD_TEXT),
    *(b"\xff\xfe", b"\xfe\xff", b"\xed\xa0\x80", b"\xc0\x80", b"\xf8", b"\x80", b"\xff"),
]
LABELS = [
    *(
        "Article 1",
        "ARTICLE 9.",
        "CHAPTER I",
        "SEC. 2.",
        "§ 5.",
        "ANNEX II",
        "Part A",
        "(a)",
        "(ii)",
    ),
    *("(A)", "(1)", "1.", "2.", "1.1", "2.1.3", "a)", "I.", "i", "•", "–", "“(g)", "``(1)", "‘3."),
    *(
        "第一条",
        "第二章",
        "（一）",
        "一、",
        "المادة ٥",
        "Whereas:",
        "Recalling its report,",
        "Contents",
    ),
    *("GOVERN 1.1:", "Principle 1:", "Done at the lake,", "Kenya", "...... 4", "(*)", "Статья 5"),
    *("Considérant", "Artículo 3", "Annexe", "[… omitted]", "Page 3", "- 4 -", "* * *", "[^1]"),
]
TOKENS: dict[str, list[str]] = {
    "html": [
        *(
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<ol start='-5'>",
        ),
        *(
            "<ol type=i>",
            "<li>",
            "<li value=99999>",
            "</ol>",
            "<ul>",
            "<h1>",
            "<h7>",
            "<br>",
            "<!--",
        ),
        *("-->", "<![CDATA[", "<script>", "<style>", "<svg>", "<math>", "<template>", "<pre>"),
        *(
            "<a href='#n1' id='r1'>1</a>",
            "<p id='n1'><a href='#r1'>1</a> Note.</p>",
            "<sup>",
            "&#0;",
        ),
        *(
            "<!DOCTYPE html [<!ENTITY a 'b'>]>",
            "&a;",
            "&#xD800;",
            "&nbsp;",
            "<?xml version='1.0'?>",
        ),
        *(
            "<html xmlns='http://www.w3.org/1999/xhtml'>",
            "<title>404",
            "<nav>",
            "<main>",
            "<article>",
        ),
        *(
            "<meta charset=utf-7>",
            "<meta charset=unicode-escape>",
            "<meta charset=utf-16>",
            "<dl><dt>",
        ),
        *(
            "<div role=heading aria-level=9999999999>",
            "<section role=doc-endnotes>",
            "<body>",
            "</html>",
        ),
    ],
    "md": [
        *(
            "# ",
            "###### ",
            "> ",
            "- ",
            "1. ",
            "999999999. ",
            "    ",
            "\t",
            "```\n",
            "~~~",
            "---\n",
            "===\n",
        ),
        *(
            "| a | b |\n|---|---|\n",
            "[^1]: ",
            "[^1]",
            "[a](b)",
            "![a](b)",
            "[",
            "](",
            "*",
            "**",
            "_",
            "`",
        ),
        *(
            "<!--",
            "-->",
            "<p",
            "<div>",
            "</div>",
            "<br/>",
            "&#xD800;",
            "&amp;",
            "\\",
            "title: ",
            "# Page 1\n",
        ),
        *("---\ntitle: a\n---\n", "[a]: b 'c'\n", "<http://a>", "\n\n", "  \n"),
    ],
    "txt": [
        "\f",
        "\n\n",
        "-----\n",
        "Page 1 of 9\n",
        "    ",
        "word-\n",
        "\t",
        "1\n",
        "_" * 80 + "\n",
    ],
    "listing": [
        *(
            '"',
            "“",
            "”",
            "Published by ",
            " in ",
            "Principle: ",
            ", 2020",
            "\n\n",
            "Published by A in B, 2021\n",
        ),
        *(" in ... in ", "Published by  in , \n", ": "),
    ],
    "csv": [
        *(
            ",",
            ";",
            "\t",
            '"',
            '""',
            "\r",
            "\n",
            "\r\n",
            "=1+1",
            "@SUM(A1)",
            "../../x",
            "/etc/passwd",
            ",,,",
        ),
        *("id", "file", "text", "document", '"a\n', "2024-13-45", "zz-ZZ-zz", "not_found"),
    ],
    "toml": [
        "[",
        "]",
        "{",
        "}",
        "=",
        '"',
        "'",
        '"""',
        "[[a]]",
        "a.b.c = 1",
        "0x" + "f" * 5000,
        "1979-05-27",
    ],
    "pdf": [
        *(
            "BT",
            "ET",
            "(a) Tj",
            "[(a) -900 (b)] TJ",
            "1 0 0 1 70 700 Tm",
            "0 0 0 0 0 0 Tm",
            "/F1 0 Tf",
        ),
        *(
            "/F1 -12 Tf",
            "/F1 1e9 Tf",
            "1e38 1e38 Td",
            "0 1 -1 0 300 300 Tm",
            "3 Tr",
            "q",
            "Q",
            "<00>",
            "<FFFF> Tj",
        ),
        *(
            "/Type /Page",
            "/Kids [2 0 R]",
            "/Count -1",
            "/Rotate 90",
            "/MediaBox [0 0 0 0]",
            "endstream",
        ),
        *(
            "endobj",
            "stream",
            "/Length 0",
            "<<",
            ">>",
            "1 0 R",
            "startxref",
            "%%EOF",
            "/Encrypt 1 0 R",
            "xref",
        ),
    ],
    "xml": [
        *(
            "<!DOCTYPE a [<!ENTITY b 'c'>]>",
            "&b;",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<?a b?>",
            "&#1;",
        ),
        *(
            "xmlns=''",
            "xml:id='a'",
            "</",
            "/>",
            "<a>",
            "</a>",
            "<b/>",
            "&#xD800;",
            "&lt;",
            "id='9'",
        ),
    ],
    "docx": [
        *(
            "<w:p>",
            "</w:p>",
            "<w:r><w:t>(a)</w:t></w:r>",
            "<w:tbl>",
            "</w:tbl>",
            "<w:tr>",
            "<w:tc>",
            "<w:br/>",
        ),
        *(
            "<w:tab/>",
            "<w:ins>",
            "<w:del>",
            "<w:sdt><w:sdtContent>",
            "<w:footnoteReference w:id='2'/>",
            "<w:txbxContent>",
        ),
        *(
            "<w:pPr><w:numPr><w:ilvl w:val='8'/><w:numId w:val='1'/></w:numPr></w:pPr>",
            "<w:start w:val='x'/>",
        ),
        *(
            "<w:start w:val='99999999999'/>",
            "<w:numFmt w:val='lowerRoman'/>",
            "<w:outlineLvl w:val='3'/>",
        ),
        *(
            "<w:lvlText w:val='%1.%9'/>",
            "w:ilvl='-3'",
            "<w:vanish/>",
            "<mc:AlternateContent>",
            "<m:t>",
        ),
    ],
    "rtf": [
        *(
            "{",
            "}",
            "\\par ",
            "\\u-10179?",
            "\\u55357?",
            "\\'e9",
            "\\bin99999 ",
            "\\fonttbl",
            "\\*",
            "\\uc9 ",
        ),
        *(
            "\\row",
            "\\cell",
            "\\trowd",
            "\\ansicpg1256 ",
            "\\pict ",
            "\\object",
            "\\footnote ",
            "\\\n",
        ),
    ],
    "odt": [
        *(
            "<text:p>",
            "</text:p>",
            "<text:h text:outline-level='99'>",
            "<text:list>",
            "<text:list-item>",
        ),
        *(
            "<text:s text:c='999999999'/>",
            "<text:note>",
            "<table:table>",
            "<table:table-row>",
            "<table:table-cell>",
        ),
        *(
            "table:number-rows-repeated='9999999'",
            "table:number-columns-repeated='9999999'",
            "<office:annotation>",
        ),
    ],
}
for _kind in ("docx", "odt", "akn", "lims"):
    TOKENS[_kind] = [*TOKENS.get(_kind, []), *TOKENS["xml"]]


def _place(data: bytes, random: random.Random) -> int:
    return random.randrange(len(data) + 1)


def _chunk(data: bytes, random: random.Random) -> tuple[int, int]:
    start = _place(data, random)
    longest = random.choice([1, 4, 16, 64, 256, 4096])
    return start, min(len(data), start + random.randint(1, longest))


def flip(data: bytes, random: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice([1, 1, 2, 8, 32])):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def delete(data: bytes, random: random.Random) -> bytes:
    start, end = _chunk(data, random)
    return data[:start] + data[end:]


def duplicate(data: bytes, random: random.Random) -> bytes:
    start, end = _chunk(data, random)
    times = random.choice([1, 1, 2, 10, 300])
    return data[:start] + data[start:end] * times + data[start:]


def move(data: bytes, random: random.Random) -> bytes:
    start, end = _chunk(data, random)
    rest = data[:start] + data[end:]
    at = _place(rest, random)
    return rest[:at] + data[start:end] + rest[at:]


def truncate(data: bytes, random: random.Random) -> bytes:
    return data[: _place(data, random)]


def odd(data: bytes, random: random.Random) -> bytes:
    at = _place(data, random)
    return data[:at] + random.choice(ODD_BYTES) * random.choice([1, 1, 3, 40]) + data[at:]


def number(data: bytes, random: random.Random) -> bytes:
    """One number of the file becomes another."""
    found = list(re.finditer(rb"-?\d+(?:\.\d+)?", data))
    if not found:
        return odd(data, random)
    match = random.choice(found)
    return data[: match.start()] + random.choice(NUMBERS) + data[match.end() :]


def lines(data: bytes, random: random.Random) -> bytes:
    """Lines are shuffled, repeated or joined."""
    found = data.split(b"\n")
    start = random.randrange(len(found))
    end = min(len(found), start + random.choice([1, 2, 5, 40]))
    some = found[start:end]
    way = random.randrange(4)
    if way == 0:
        random.shuffle(some)
    elif way == 1:
        some = some * random.choice([2, 5, 100])
    elif way == 2:
        some = [b" ".join(some)]
    else:
        some = [b""] * random.choice([0, 1, 9]) + some
    return b"\n".join([*found[:start], *some, *found[end:]])


def label(data: bytes, random: random.Random) -> bytes:
    """What numbers provisions is put at the start of a line, or anywhere."""
    said = random.choice(LABELS).encode()
    at = _place(data, random)
    if random.random() < 0.8:
        at = data.rfind(b"\n", 0, at) + 1
    more = b" ".join(random.choice(LABELS).encode() for _ in range(random.choice([0, 0, 1, 5])))
    return data[:at] + said + b" " + more + data[at:]


def token(kind: str) -> Change:
    words = [word.encode("utf-8", "surrogatepass") for word in TOKENS.get(kind, [])]

    def insert(data: bytes, random: random.Random) -> bytes:
        at = _place(data, random)
        times = random.choice([1, 1, 1, 2, 20, 400])
        said = random.choice(words)
        if random.random() < 0.3:
            said += random.choice(words)
        return data[:at] + said * times + data[at:]

    return insert if words else odd


def tags(data: bytes, random: random.Random) -> bytes:
    """An element of XML or HTML is taken out, doubled, nested in itself, or renamed."""
    found = list(re.finditer(rb"<(/?)([A-Za-z][\w:.-]{0,40})[^<>]{0,300}>", data))
    if not found:
        return odd(data, random)
    one, other = random.choice(found), random.choice(found)
    way = random.randrange(5)
    if way == 0:
        return data[: one.start()] + data[one.end() :]
    if way == 1:
        return data[: one.start()] + one[0] * random.choice([2, 10, 150]) + data[one.end() :]
    if way == 2:
        return data[: one.start()] + other[0] + data[one.end() :]
    if way == 3:
        return data[: one.end()] + other[0] + data[one.end() :]
    start, end = sorted((one.start(), other.end()))
    depth = random.choice([2, 20, 120])
    return (
        data[:start] + one[0] * depth + data[start:end] + b"</" + one[2] + b">" * depth + data[end:]
    )


def attributes(data: bytes, random: random.Random) -> bytes:
    found = list(re.finditer(rb"""=(["'])([^"'<>]{0,200})\1""", data))
    if not found:
        return tags(data, random)
    match = random.choice(found)
    value = random.choice([*NUMBERS, *ODD_BYTES, b"", b"#", b"none", b"a" * 70_000])
    return data[: match.start(2)] + value + data[match.end(2) :]


def splice(others: Sequence[bytes]) -> Change:
    def join(data: bytes, random: random.Random) -> bytes:
        other = random.choice(others)
        start, _ = _chunk(other, random)
        end = min(len(other), start + random.choice([16, 256, 4096]))
        at = _place(data, random)
        return data[:at] + other[start:end] + data[at:]

    return join


_PLAIN: list[Change] = [flip, delete, duplicate, move, truncate, odd, number]
_LINES: list[Change] = [lines, lines, label, label]
_MARKUP: list[Change] = [tags, tags, attributes]


def changes_for(kind: str, seeds: Sequence[bytes]) -> list[Change]:
    """The changes that make sense for a format."""
    told = [token(kind), token(kind), token(kind), splice(seeds)]
    if kind in ("akn", "lims", "docx", "odt", "xml"):
        return [elements, *_PLAIN, *_MARKUP, *told, label]
    if kind == "html":
        return [*_PLAIN, *_MARKUP, *told, label]
    return [*_PLAIN, *_LINES, *told]


def mutated(data: bytes, changes: Sequence[Change], random: random.Random) -> bytes:
    """A few changes, one after the other; of XML, half of the inputs stay well-formed."""
    if elements in changes:
        sound = random.random() < 0.5
        changes = [elements] if sound else [change for change in changes if change != elements]
    for _ in range(random.choice([1, 1, 2, 3, 5, 10, 30])):
        made = random.choice(changes)(data, random)
        if len(made) > MAX_BYTES and changes == [elements]:
            break  # cut short it would be well-formed no more
        data = made[:MAX_BYTES]
    return data


def mutated_zip(data: bytes, changes: Sequence[Change], random: random.Random) -> bytes:
    """Members of a zip are changed and packed again, so that changes reach what is in them."""
    if random.random() < 0.1:
        return mutated(data, _PLAIN, random)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    for _ in range(random.choice([1, 1, 2])):
        n = random.randrange(len(members))
        name, inside = members[n]
        way = random.random()
        if way < 0.8:
            members[n] = (name, mutated(inside, changes, random))
        elif way < 0.85:
            members.pop(n)
        elif way < 0.9:
            members.append((random.choice(members)[0] if members else "a", inside))
        elif way < 0.95:
            odd_name = random.choice(
                ["../a.txt", "/a.txt", "a\x00b", "a/" * 300, "\u202ea", "a.zip"]
            )
            members[n] = (odd_name, inside)
        if not members:
            break
    file = io.BytesIO()
    method = random.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    with zipfile.ZipFile(file, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two members of one name are meant
        for name, inside in members:
            archive.writestr(zipfile.ZipInfo(name), inside)
    packed = file.getvalue()
    return mutated(packed, _PLAIN, random) if random.random() < 0.05 else packed


def inflated_pdf(data: bytes) -> bytes:
    """A PDF with its streams unpacked, so that changes reach what is painted."""

    def unpacked(match: re.Match[bytes]) -> bytes:
        try:
            stream = zlib.decompress(match[2])
        except zlib.error:
            return match[0]
        head = re.sub(rb"/Filter\s*(?:\[\s*)?/FlateDecode(?:\s*\])?", b"", match[1])
        head = re.sub(rb"/Length\s+\d+", b"/Length %d" % len(stream), head)
        return head + b"stream\n" + stream + b"\nendstream"

    return re.sub(
        rb"(<<(?:(?!endobj|stream).)*?/FlateDecode(?:(?!endobj|stream).)*?>>\s*)stream\r?\n(.*?)\r?\nendstream",
        unpacked,
        data,
        flags=re.DOTALL,
    )
