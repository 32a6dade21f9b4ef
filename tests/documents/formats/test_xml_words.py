"""Every word of an XML file is in the text or listed, wherever it stands, and nowhere twice."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable

import pytest
from lxml import etree

from comity.documents.content import Content
from comity.documents.formats.akn import read_akn
from comity.documents.formats.lims import read_lims
from comity.documents.limits import Limits
from tests.documents.formats.test_akn import ACT
from tests.documents.formats.test_lims import STATUTE
from tests.fuzz.targets import seeds

Reader = Callable[[bytes, Limits], Content]
TABLE = """<akomaNtoso><act name="act"><meta><notes><note><p>Seen.</p></note></notes></meta><body>
<article eId="art_1"><num>Article 1</num><content><table><caption>Fees</caption>
<tr><td>in <b>bold</b> or not</td><td><p>one</p><p>two</p></td></tr></table>
<p>Text<authorialNote marker="1">loose <p>set</p></authorialNote>.</p></content></article>
</body></act></akomaNtoso>"""


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        *((read_akn, data) for data in (ACT.encode(), TABLE.encode(), *seeds("akn"))),
        *((read_lims, data) for data in (STATUTE.encode(), *seeds("lims"))),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value.__name__,
)
def test_a_word_put_anywhere_is_kept_once(reader: Reader, data: bytes) -> None:
    root = etree.fromstring(data)
    number = 0
    for element in list(root.iter("*")):
        element.text = f"{element.text or ''} zq{number}qz "
        number += 1
        if element is not root:
            element.tail = f" zq{number}qz {element.tail or ''}"
            number += 1

    content = reader(etree.tostring(root), Limits())

    kept = " ".join([content.text, *(removed.text for removed in content.removed)])
    assert Counter(re.findall(r"zq\d+qz", kept)) == Counter(f"zq{n}qz" for n in range(number))


def test_the_parts_of_a_canadian_note_are_read_once_each() -> None:
    note = "<Footnote><Label>1</Label><Text>One.</Text><Text>Two.</Text></Footnote>"
    data = STATUTE.replace("Whereas machines count;", f"Whereas machines count;{note}")

    content = read_lims(data.encode(), Limits())

    assert "1 One.\nTwo." in content.text


def test_many_labels_of_a_canadian_note_take_time_in_proportion() -> None:
    labels = "<Label>1</Label>" * 40_000  # 30,000 took 6 s, by the square
    data = STATUTE.replace("Whereas machines", f"<Footnote>{labels}</Footnote>Whereas machines")
    started = time.process_time()

    read_lims(data.encode(), Limits())

    assert time.process_time() - started < 6
