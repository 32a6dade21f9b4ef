"""Hostile files, each made on the spot from a few lines: none is kept as a file."""

from __future__ import annotations

import hashlib
import io
import os
import socket
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.documents.formats.test_docx import W, package, para
from tests.documents.test_pdf_made import column, made_pdf

MIB = 2**20
SOUND = (
    "Pact of the Two Lakes\n\n"
    "Article 1\n\nEach office shall keep a public list of the learning machines that it uses.\n\n"
    "Article 2\n\nNo machine decides alone on the liberty of a person.\n"
)
_LINES = ["Article 1", "Each office keeps a list of the machines that it uses.", "It is public."]


# Files that take long to make or to refuse: for the long tests.
HEAVY = frozenset(("swelling.pdf", "elements.docx", "long.txt", "blocks.txt", "bomb.docx"))


@dataclass(frozen=True, slots=True)
class Case:
    """One hostile file: how it is made, and what its one failure must say."""

    name: str  # of the file
    write: Callable[[Path], object]
    says: str  # a pattern in the failure's error


def _bytes(data: Callable[[], bytes]) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data())


# PDF


def sound_pdf() -> bytes:
    return made_pdf(column(_LINES, top=100))


_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def _rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def locked_pdf(password: bytes) -> bytes:
    """A PDF that asks for a password: the standard handler, revision 2 (ISO 32000-1, 7.6.3)."""
    padded = (password + _PADDING)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    permissions, name = struct.pack("<i", -4), b"0123456789abcdef"
    key = hashlib.md5(padded + owner + permissions + name).digest()[:5]
    user = _rc4(key, _PADDING)
    encrypt = (
        f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{user.hex()}> >>"
        f" /ID [<{name.hex()}> <{name.hex()}>]"
    )
    return made_pdf(column(_LINES, top=100), trailer=encrypt)


def _unknown_lock() -> bytes:
    return made_pdf(column(_LINES, top=100), trailer="/Encrypt << /Filter /Own /V 9 /R 9 >>")


def _many_pages() -> bytes:
    """20,000 pages that are all the same object."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 20000 /Kids [" + b"3 0 R " * 20_000 + b"] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + (
        b"xref\n0 4\n0000000000 65535 f \n%b"
        b"trailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (table, len(out))
    )


def _swelling_pdf() -> bytes:
    """A page whose stream unpacks to 40 million painted letters."""
    said = b"BT /F1 9 Tf 70 700 Td\n" + (b"(" + b"lake " * 200 + b") Tj\n") * 40_000 + b"ET"
    packed = zlib.compress(said, 9)
    whole = made_pdf(column(["XX"], top=100))
    head, _, tail = whole.partition(b"<< /Length ")
    _, _, tail = tail.partition(b"endstream")
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(packed), packed)
    return head + stream + tail


# DOCX


def _zip(method: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method, compresslevel=9) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return file.getvalue()


def _docx_bomb() -> bytes:
    """1 GB of blanks in a megabyte."""
    head = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>'.encode()
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        part.write(head)
        for _ in range(256):
            part.write(b" " * (4 * MIB))
    return file.getvalue()


def _docx_of_many_elements() -> bytes:
    """180 MB of empty elements: small in the zip, huge as a tree."""
    head = f'<w:document xmlns:w="{W}"><w:body>'.encode()
    return _zip(word__document_xml=head + b"<w:p/>" * (30 * MIB) + b"</w:body></w:document>")


def _overlapping_docx() -> bytes:
    """A zip whose entries all point to one packed megabyte of blanks."""
    body = b"<a>" + b" " * (8 * MIB) + b"</a>"
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = packed.compress(body) + packed.flush()
    name = b"word/header1.xml"
    crc = zlib.crc32(body)
    local = struct.pack(
        *("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(stream), len(body), len(name), 0)
    )
    out = local + name + stream
    main = f'<w:document xmlns:w="{W}"><w:body>{para("Lists are public.")}</w:body></w:document>'
    inside = main.encode()
    entries = [(b"word/document.xml", inside, len(out), 0)]
    out += struct.pack(
        "<4s5H3I2H",
        *(b"PK\3\4", 20, 0, 0, 0, 0, zlib.crc32(inside), len(inside), len(inside), 17, 0),
    )
    out += b"word/document.xml" + inside
    entries += [(b"word/header%d.xml" % n, body, 0, 8) for n in range(1, 100)]
    directory = b""
    for entry, data, offset, method in entries:
        size = len(data) if method == 0 else len(stream)
        directory += struct.pack(
            "<4s6H3I5H2I",
            *(b"PK\1\2", 20, 20, 0, method, 0, 0, zlib.crc32(data), size, len(data)),
            *(len(entry), 0, 0, 0, 0, 0, offset),
        )
        directory += entry
    end = struct.pack(
        "<4s4H2IH", b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), len(out), 0
    )
    return out + directory + end


def entities(root: str, body: str, *, padding: int = 0) -> bytes:
    """XML whose entities unfold to 10^9 words, after `padding` characters of comment."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    comment = f"<!--{'x' * padding}-->" if padding else ""
    bomb = f'<?xml version="1.0"?>{comment}<!DOCTYPE {root} [<!ENTITY e0 "lake ">{levels}]>{body}'
    return bomb.encode()


def _docx_entities(*, padding: int = 0, attribute: bool = False) -> bytes:
    inside = '<w:p w:x="&e9;"/>' if attribute else "<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>"
    body = f'<w:document xmlns:w="{W}"><w:body>{inside}</w:body></w:document>'
    return _zip(word__document_xml=entities("w:document", body, padding=padding))


def _docx_wide_entities() -> bytes:
    body = f'<w:document xmlns:w="{W}"><w:body><w:p w:x="&e9;"/></w:body></w:document>'
    wide = entities("w:document", body).decode().replace("?>", ' encoding="UTF-16"?>', 1)
    return _zip(word__document_xml=wide.encode("utf-16"))


def _docx_external() -> bytes:
    return _zip(
        word__document_xml=(
            '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body>'
            "</w:document>"
        ).encode()
    )


def _docx_tables() -> bytes:
    depth = 100_000
    return package("<w:tbl><w:tr><w:tc>" * depth + para("a") + "</w:tc></w:tr></w:tbl>" * depth)


# Text


def _sparse(size: int) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        with path.open("wb") as file:
            file.write(SOUND.encode())
            file.truncate(size)

    return write


def _long_text() -> bytes:
    return b"The list is public.\n" * 2_000_000  # 40 million characters in 40 MB


def _many_blocks() -> bytes:
    return b"a\n\n" * 6_000_000


def _html(inside: str) -> bytes:
    return f"<html><body><main>{inside}</main></body></html>".encode()


DEEP = 100_000
CASES = [
    Case("password.pdf", _bytes(lambda: locked_pdf(b"secret")), "password"),
    Case("handler.pdf", _bytes(_unknown_lock), "encrypted"),
    Case("half.pdf", _bytes(lambda: sound_pdf()[: len(sound_pdf()) // 2]), "damaged|cut short"),
    Case("tail.pdf", _bytes(lambda: sound_pdf()[:-8]), "cut short"),
    Case("head-only.pdf", _bytes(lambda: b"%PDF-1.7\n"), "damaged"),
    Case("pages.pdf", _bytes(_many_pages), "20000 pages; the limit is 5000"),
    Case(
        "swelling.pdf", _bytes(_swelling_pdf), "longer than|memory|brought the reading process down"
    ),
    *(Case(f"empty.{end}", _bytes(bytes), "empty") for end in ("pdf", "html", "docx", "md", "txt")),
    *(
        Case(f"binary.{end}", _bytes(lambda: bytes(range(256)) * 400), "not text|no intact|begin")
        for end in ("pdf", "html", "docx", "md", "txt")
    ),
    Case("nul.txt", _bytes(lambda: bytes(500_000)), "blanks|not text|no text"),
    Case("nul.html", _bytes(lambda: bytes(500_000)), "blanks|not text|no text|HTML"),
    Case("bomb.docx", _bytes(_docx_bomb), "larger than"),
    Case("elements.docx", _bytes(_docx_of_many_elements), "more than 5000000 elements"),
    Case("overlap.docx", _bytes(_overlapping_docx), "larger than|overlap|cannot be unpacked"),
    Case("half.docx", _bytes(lambda: package(para("a"))[:150]), "no intact DOCX"),
    Case("entities.docx", _bytes(_docx_entities), "entities"),
    Case("late-entities.docx", _bytes(lambda: _docx_entities(padding=5000)), "entities"),
    Case(
        "attribute.docx", _bytes(lambda: _docx_entities(padding=5000, attribute=True)), "entities"
    ),
    Case("wide.docx", _bytes(_docx_wide_entities), "entities"),
    Case("external.docx", _bytes(_docx_external), "entities"),
    Case("tables.docx", _bytes(_docx_tables), "nested"),
    Case("nested.html", _bytes(lambda: _html("<div>" * DEEP + "a" + "</div>" * DEEP)), "nested"),
    Case("lists.html", _bytes(lambda: _html("<ul><li>" * DEEP + "a")), "nested"),
    Case("tables.html", _bytes(lambda: _html("<table><tr><td>" * DEEP + "a")), "nested"),
    Case("inline.html", _bytes(lambda: _html("<b>" * DEEP + "a")), "nested"),
    Case("quotes.md", _bytes(lambda: b"> " * DEEP + b"a\n"), "nested"),
    Case("lists.md", _bytes(lambda: b"- " * DEEP + b"a\n"), "nested"),
    Case("huge.txt", _sparse(2**30), "1073741824 bytes; the limit is"),
    Case("huge.md", _sparse(2**30), "1073741824 bytes; the limit is"),
    Case("huge.html", _sparse(2**30), "1073741824 bytes; the limit is"),
    Case("huge.pdf", _sparse(2**30), "1073741824 bytes; the limit is"),
    Case("huge.docx", _sparse(2**30), "1073741824 bytes; the limit is"),
    Case("long.txt", _bytes(_long_text), "longer than"),
    Case("blocks.txt", _bytes(_many_blocks), "longer than"),
    # Formats that are not read, or not with such content.
    Case("bomb.xml", _bytes(lambda: entities("a", "<a>&e9;</a>")), "not read|entit|no "),
    Case("deep.xml", _bytes(lambda: b"<a>" * DEEP + b"</a>" * DEEP), "not read|nested|no "),
    Case(
        "bomb.odt",
        _bytes(lambda: _zip(content_xml=entities("a", "<a>&e9;</a>"))),
        "not read|entit|no ",
    ),
    Case("deep.rtf", _bytes(lambda: b"{\\rtf1 " + b"{" * DEEP), "not read|nested|no |damaged"),
    Case("bomb.zip", _bytes(lambda: _zip(a_txt=b" " * (64 * MIB))), "not read|larger|no |blanks"),
    Case("half.zip", _bytes(lambda: _zip(a_txt=b"a" * 9000)[:60]), "not read|no |damaged"),
    # What is no ordinary file.
    Case("pipe.txt", os.mkfifo, "no ordinary file"),
    Case("circle.txt", lambda path: path.symlink_to(path.name), "nowhere|cannot be opened"),
    Case("dangling.txt", lambda path: path.symlink_to("absent.txt"), "cannot be opened|not there"),
    Case("zero.txt", lambda path: path.symlink_to("/dev/zero"), "outside"),
    Case("outside.txt", lambda path: path.symlink_to("/etc/hostname"), "outside"),
    Case("line\nbreak \x1b[2J.txt", _bytes(bytes), "empty"),
    Case("\u202etxt.exe\u202c.txt", _bytes(bytes), "empty"),
]


def make_socket(path: Path) -> None:
    """A socket's address may have 100 characters at most, so it is made from within."""
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


CASES.append(Case("socket.txt", make_socket, "no ordinary file"))

# XML that would unfold, in pages that are read all the same: nothing of it may be in the text.
HARMLESS = {
    "entities.html": entities("html", "<html><body><p>Lists &e9; are public.</p></body></html>"),
    "external.html": (
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        b"<html><body><p>Lists &e; are public.</p></body></html>"
    ),
    "nul-among.txt": SOUND.replace("list", "li\0st").replace("1", "7").encode(),
}
