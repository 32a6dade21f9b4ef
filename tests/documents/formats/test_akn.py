from __future__ import annotations

import pytest

from comity.documents.content import Content
from comity.documents.formats.akn import read_akn
from comity.documents.limits import Limits
from comity.errors import FormatError, LimitError, NoTextError
from comity.provisions import split_provisions
from comity.records import Document, Split
from tests.documents.formats.soundness import assert_sound, shown
from tests.provisions.make import by_eid, document, eids
from tests.provisions.test_properties import check

V3 = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
V2 = "http://www.akomantoso.org/2.0"
META = """<meta><identification source="#x"><FRBRWork><FRBRthis value="/akn/xx/act/2031/4/!main"/>
<FRBRuri value="/akn/xx/act/2031/4"/><FRBRdate date="2031-05-06" name="adoption"/>
<FRBRauthor href="#assembly"/><FRBRcountry value="xx"/></FRBRWork>
<FRBRExpression><FRBRlanguage language="fra"/></FRBRExpression></identification>
<references source="#x"><TLCOrganization eId="assembly" href="/o" showAs="Assembly of Lakes"/>
</references></meta>"""
ACT = f"""<?xml version="1.0"?>
<akomaNtoso xmlns="{V3}"><act name="act">{META}
<preface><longTitle><p>An Act on <docTitle>Counting Machines</docTitle></p></longTitle></preface>
<preamble><recitals eId="recs">
  <recital eId="rec_1"><num>(1)</num><p>Machines count.</p></recital>
  <recital eId="rec_2"><num>(2)</num><p>People check.</p></recital></recitals></preamble>
<body><chapter eId="chp_I"><num>CHAPTER I</num><heading>Duties</heading>
 <article eId="art_1"><num>Article 1</num><heading>Registers</heading>
  <paragraph eId="art_1__para_1"><num>1.</num>
   <intro><p>Each office shall keep<authorialNote marker="a" eId="n1"><p>By hand or not.</p>
   </authorialNote> a register of:</p></intro>
   <point eId="art_1__para_1__point_a"><num>(a)</num><content><p>its <b>machines</b>;</p></content>
   </point>
   <point eId="art_1__para_1__point_b"><num>(b)</num><content><p>their uses.</p></content></point>
   <wrapUp><p>It shall be open to all.</p></wrapUp></paragraph>
  <paragraph eId="art_1__para_2"><num>2.</num><content>
   <table><tr><th><p>Office</p></th><th><p>Machines</p></th></tr>
   <tr><td><p>North</p></td><td><p>3</p></td></tr></table></content></paragraph>
 </article>
 <article eId="art_2"><num>Article 2</num><content><p>In the Act of 2020, <mod>article 9 reads:
  <quotedStructure startQuote="«"><article eId="art_2__mod_1__art_9"><num>Article 9</num>
  <content><p>No machine counts alone.</p></content></article></quotedStructure></mod></p>
  </content></article></chapter></body>
<conclusions><p>Done at the lake.</p></conclusions>
<attachments><attachment eId="att_1"><heading>Forms</heading><doc name="annex"><meta/><mainBody>
 <p>One form for each machine.</p></mainBody></doc></attachment></attachments>
</act></akomaNtoso>"""


def read(text: str | bytes, limits: Limits | None = None) -> Content:
    data = text.encode() if isinstance(text, str) else text
    content = read_akn(data, limits or Limits())
    assert_sound(content)
    return content


def provisions(content: Content) -> tuple[Document, Split]:
    made = document(content.text, content.blocks)
    made = type(made)(
        **{
            **{name: getattr(made, name) for name in made.__dataclass_fields__},
            "structure": content.structure,
        }
    )
    split = split_provisions(made)
    check(made, split)
    return made, split


def test_the_structure_and_eids_of_the_file_are_kept() -> None:
    _, split = provisions(read(ACT))

    stated = ["rec_1", "rec_2", "chp_I", "art_1", "art_1__para_1", "art_1__para_1__point_a"]
    stated += ["art_1__para_1__point_b", "art_1__para_2", "art_2", "art_2__mod_1__art_9", "att_1"]
    assert [eid for eid in eids(split) if eid in stated] == stated
    article = by_eid(split, "art_1")
    assert (article.label, article.heading) == ("Article 1", "Registers")
    assert by_eid(split, "art_1__para_1__point_a").text == "(a) its machines;"
    assert by_eid(split, "rec_2").label == "(2)"
    assert by_eid(split, "att_1").kind == "annex" and by_eid(split, "att_1").heading == "Forms"


def test_what_is_quoted_stays_below_what_quotes_it() -> None:
    _, split = provisions(read(ACT))
    quoted = by_eid(split, "art_2__mod_1__art_9")

    assert quoted.parent == by_eid(split, "art_2").id
    assert quoted.text == "Article 9 No machine counts alone."
    assert "art_9" not in eids(split)


def test_introductions_closings_and_tables_are_read_in_their_place() -> None:
    made, split = provisions(read(ACT))

    assert by_eid(split, "art_1__para_1__intro").text == "Each office shall keep a register of:"
    assert by_eid(split, "art_1__para_1").text.endswith("It shall be open to all.")
    assert ("row", "North\t3") in [(b.kind, b.span.of(made.text)) for b in made.blocks]
    assert not by_eid(split, "conclusions").linkable


def test_notes_come_last_with_their_mark() -> None:
    content = read(ACT)

    assert shown(content)[-1] == ("footnote", "By hand or not.")
    assert content.blocks[-1].label == "a"


def test_the_file_speaks_of_itself() -> None:
    content = read(ACT)

    assert content.title == "Counting Machines"
    assert content.date == "2031-05-06"
    assert content.language == "fr"
    assert content.publisher == "Assembly of Lakes"


def test_version_2_is_read_alike() -> None:
    old = ACT.replace(V3, V2).replace("eId=", "id=")

    assert eids(provisions(read(old))[1]) == eids(provisions(read(ACT))[1])


def test_an_eid_given_twice_is_numbered_and_one_that_is_missing_is_made() -> None:
    body = "".join(
        f"<article {given}><num>Article {n}</num><content><p>Rule {n}.</p></content></article>"
        for n, given in ((1, 'eId="art_1"'), (2, 'eId="art_1"'), (3, ""), (4, 'eId="a b/c"'))
    )
    text = f'<akomaNtoso xmlns="{V3}"><act><meta/><body>{body}</body></act></akomaNtoso>'

    assert eids(provisions(read(text))[1]) == ["art_1", "art_1_2", "art_3", "art_4"]


def test_contents_are_left_out_and_deletions_removed() -> None:
    text = (
        f'<akomaNtoso xmlns="{V3}"><act><coverPage><toc><tocItem level="1">1 Aim</tocItem></toc>'
        '</coverPage><body><section eId="sec_1"><num>1</num><content><p>The <del>old</del>'
        "<ins>new</ins> aim.</p></content></section></body></act></akomaNtoso>"
    )
    content = read(text)
    made, split = provisions(content)

    assert [out.span.of(made.text) for out in split.left_out] == ["1 Aim"]
    assert by_eid(split, "sec_1").text == "1 The new aim."
    assert [r.text for r in content.removed] == ["old"]


def test_a_text_without_marked_provisions_is_split_as_any_other() -> None:
    text = (
        f'<akomaNtoso xmlns="{V3}"><doc><meta/><mainBody><p>1. First rule.</p>'
        "<p>2. Second rule.</p></mainBody></doc></akomaNtoso>"
    )

    assert eids(provisions(read(text))[1]) == ["para_1", "para_2"]


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("<akomaNtoso><act>", FormatError, "damaged"),
        ("", FormatError, "damaged"),
        ("plain words", FormatError, "damaged"),
        ("<book><p>x</p></book>", FormatError, "no Akoma Ntoso but 'book'"),
        ("<akomaNtoso><act><meta/><body/></act></akomaNtoso>", NoTextError, "no text"),
        (
            '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><akomaNtoso>&d;</akomaNtoso>',
            FormatError,
            "declares entities",
        ),
        (
            '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><akomaNtoso>&f;</akomaNtoso>',
            FormatError,
            "declares entities",
        ),
        ("<akomaNtoso>" + "<p>" * 100_000 + "x", LimitError, "nested more than"),
        (
            "<akomaNtoso>" + "<container>" * 300 + "x" + "</container>" * 300 + "</akomaNtoso>",
            LimitError,
            "nested more than 200",
        ),
    ],
)
def test_damaged_and_hostile_files_end_in_one_error(
    text: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        read_akn(text.encode(), Limits())


def test_an_entity_in_another_encoding_is_refused() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><akomaNtoso/>'

    with pytest.raises(FormatError, match="declares entities"):
        read_akn(text.encode("utf-16"), Limits())


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(LimitError, match="longer than 50 characters"):
        read_akn(ACT.encode(), Limits(max_chars=50))


def test_another_file_is_never_fetched(tmp_path: object) -> None:
    text = f'<!DOCTYPE akomaNtoso SYSTEM "file:///nowhere.dtd"><akomaNtoso xmlns="{V3}"><act><body>'
    text += "<p>Still read.</p></body></act></akomaNtoso>"

    assert read(text).text == "Still read.\n"
