"""How much of a file comity keeps, measured against an extraction that shares no code with it.

`python -m tests.documents.share_kept FOLDER...` prints a line per document.

What the file holds is told by another program or library for each format:
`pdftotext` of poppler for PDF, lxml for HTML, python-docx for DOCX; Markdown
and plain text speak for themselves, a CSV by its column of text. What comity
holds are the words of the document's text, each position that a provision or
a stretch left out covers counted once, and of the lines removed.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
from lxml import etree, html

from comity.documents import Limits, Source, find_sources, read_source
from comity.documents.encodings import decode
from comity.provisions import split_provisions
from comity.records import Document

_WORD = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\W_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
# A hyphen within a word or at a line's end says nothing of which words there are, nor does
# an apostrophe, nor what only stretches or voices an Arabic word.
_WITHIN = re.compile(
    "(?<=\\w)[-\u00ad\u2010\u2011](?:[^\\S\n]*\n\\s*)?(?=\\w)"
    "|(?<=\\w)[\u2019'\u02bc](?=\\w)"
    "|[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u0002\ufffe]"
)
_LONGEST_JOIN = 12  # words that one lost or added blank after another may have parted
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body br button caption center dd details dialog dir div
        dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html iframe
        img input label legend li main menu nav ol optgroup option p pre section select summary
        svg table tbody td textarea tfoot th thead title tr ul""",
    )
)
_UNSEEN = frozenset(("script", "style", "template", "noscript", "head"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The words of one document as the file has them, and what comity makes of them."""

    id: str
    words: int  # of the file, by the independent extraction
    missing: tuple[str, ...]  # words of the file that comity holds less often
    added: tuple[str, ...]  # words that comity holds more often than the file
    joined: tuple[str, ...] = ()  # words of comity that the file has as several
    parted: tuple[str, ...] = ()  # words of the file that comity has as several
    listed: int = 0  # words that stand in no provision: left out or removed, and listed as such

    @property
    def share_kept(self) -> float:
        """Share of the file's words that comity holds, 0 to 1."""
        return 1 - len(self.missing) / max(1, self.words)

    @property
    def share_added(self) -> float:
        """Words that comity holds too often, as a share of the file's words."""
        return len(self.added) / max(1, self.words)


def words_of(text: str) -> list[str]:
    """Words in reading order, lower case, without hyphens; Chinese by characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _WORD.findall(_WITHIN.sub("", folded))


def compare(identifier: str, file: Sequence[str], held: Held) -> Kept:
    """Words of the file against those that comity holds, blanks lost or added set aside."""
    words = [*held.provisions, *held.listed]
    missing = Counter(file) - Counter(words)
    added = Counter(words) - Counter(file)
    joined = _set_aside(file, missing, added)
    parted = _set_aside(words, added, missing)
    return Kept(
        id=identifier,
        words=len(file),
        missing=tuple(sorted(missing.elements())),
        added=tuple(sorted(added.elements())),
        joined=tuple(joined),
        parted=tuple(parted),
        listed=len(held.listed),
    )


def _set_aside(words: Sequence[str], surplus: Counter[str], other: Counter[str]) -> list[str]:
    """Take out neighbours in surplus on one side that are one word in surplus on the other."""
    found = []
    wanted = +other
    longest = max(map(len, wanted), default=0)
    for start in range(len(words)):
        joined = words[start]
        if not surplus[joined] > 0:
            continue
        for end in range(start + 1, min(start + _LONGEST_JOIN, len(words))):
            joined += words[end]
            if len(joined) > longest:
                break
            parts = Counter(words[start : end + 1])
            if other[joined] > 0 and all(surplus[w] >= n for w, n in parts.items()):
                surplus.subtract(parts)
                other[joined] -= 1
                found.append(joined)
                break
    for counter in (surplus, other):
        for word in [word for word, count in counter.items() if count <= 0]:
            del counter[word]
    return found


@dataclass(frozen=True, slots=True)
class Held:
    """The words that comity holds: in provisions, each position once, and in its two lists."""

    provisions: list[str]
    listed: list[str]  # left out by the splitter, removed by the reader


def held_words(document: Document) -> Held:
    """The words of a document as read and split."""
    split = split_provisions(document)
    left_out = [w for out in split.left_out for w in words_of(out.span.of(document.text))]
    removed = [w for r in document.removed for w in words_of(r.text)]
    covered = bytearray(len(document.text))
    for span in (p.span for p in split.provisions):
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    for span in (out.span for out in split.left_out):
        covered[span.start : span.end] = b"\0" * (span.end - span.start)
    text = "".join(c if seen else " " for c, seen in zip(document.text, covered, strict=True))
    return Held(words_of(text), [*left_out, *removed])


def file_words(path: Path, kind: str) -> list[str]:
    """Words of a file by the independent extraction of its format."""
    return words_of(_EXTRACTIONS[kind](path))


def _pdf(path: Path) -> str:
    command = [shutil.which("pdftotext") or "pdftotext", "-raw", "-enc", "UTF-8", str(path), "-"]
    done = subprocess.run(command, check=True, capture_output=True)
    return done.stdout.decode("utf-8", "replace").replace("\f", "\n")


def _html(path: Path) -> str:
    root = html.fromstring(path.read_bytes())
    parts: list[str] = []

    def walk(element: etree._Element) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag and tag not in _UNSEEN:
            apart = " " if tag in _BLOCKS else ""
            parts.extend((apart, element.text or ""))
            for child in element:
                walk(child)
                parts.append(child.tail or "")
            parts.append(apart)

    sys.setrecursionlimit(max(sys.getrecursionlimit(), 10_000))
    walk(root)
    return "".join(parts)


def _docx(path: Path) -> str:
    document = docx.Document(str(path))
    parts = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        seen: set[int] = set()
        for cell in table._cells:
            if id(cell._tc) not in seen:
                seen.add(id(cell._tc))
                parts.append(cell.text)
    for section in document.sections:
        for margin in (section.header, section.footer):
            parts += [] if margin.is_linked_to_previous else [p.text for p in margin.paragraphs]
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/footnotes", "/endnotes")):
            root = etree.fromstring(relation.target_part.blob)
            parts += ["".join(p.itertext("{*}t")) for p in root.iter("{*}p")]
    return "\n".join(parts)


def _text(path: Path) -> str:
    return decode(path.read_bytes()).text


def _markdown(path: Path) -> str:
    text = re.sub(r"\]\([^)\s]*\)", "] ", _text(path))  # where a link leads is not read out
    return re.sub(r"</?[a-zA-Z][^<>@]*>", "", text).replace("*", "")


def _xml(path: Path) -> str:
    root = etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False))
    return " ".join(
        piece for e in root.iter(etree.Element) for piece in (e.text or "", e.tail or "")
    )


_EXTRACTIONS = {"pdf": _pdf, "html": _html, "docx": _docx, "txt": _text, "md": _markdown}
_EXTRACTIONS |= {"lims": _xml, "akn": _xml}


def share_kept(source: Source) -> list[Kept]:
    """One result per document of a source; none for a source that is not read."""
    documents = read_source(source, Limits()).documents
    if source.format == "csv":
        return [_rows(source, documents)]
    return [
        compare(d.id, file_words(source.path, d.format), held_words(d))
        for d in documents
        if d.format in _EXTRACTIONS
    ]


def _rows(source: Source, documents: Iterable[Document]) -> Kept:
    """A CSV as a whole: its column of text against all of its documents."""
    assert source.columns is not None
    rows = csv.DictReader(io.StringIO(decode(source.path.read_bytes()).text))
    file = [w for row in rows for w in words_of(row[source.columns.text])]
    held = [held_words(d) for d in documents]
    whole = Held([w for h in held for w in h.provisions], [w for h in held for w in h.listed])
    return compare(source.name, file, whole)


def main(arguments: Sequence[str]) -> int:
    """Print a line per document, the worst first, with examples after the figures."""
    print("  kept%  added% list.% joined parted words document")
    found = find_sources([Path(argument) for argument in arguments])
    results = [kept for source in found.sources for kept in share_kept(source)]
    for kept in sorted(results, key=lambda k: (k.share_kept, -k.share_added)):
        print(
            f"{100 * kept.share_kept:7.3f} {100 * kept.share_added:7.3f}"
            f" {100 * kept.listed / max(1, kept.words):6.2f}"
            f" {len(kept.joined):5d} {len(kept.parted):5d} {kept.words:7d} {kept.id}"
            f"  -{_most(kept.missing)}  +{_most(kept.added)}"
            f"  joined {_most(kept.joined)}  parted {_most(kept.parted)}"
        )
    below = sum(k.share_kept < 0.99 or k.share_added > 0.01 for k in results)
    print(f"{len(results)} documents, {below} below 99 % kept or over 1 % added")
    return 0


def _most(words: Sequence[str]) -> str:
    return " ".join(f"{word}*{count}" for word, count in Counter(words).most_common(8))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
