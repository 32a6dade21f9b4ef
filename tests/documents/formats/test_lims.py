from __future__ import annotations

from dataclasses import replace

import pytest

from comity.documents import find_sources, read_source
from comity.documents.content import Content
from comity.documents.formats.lims import read_lims
from comity.documents.limits import Limits
from comity.errors import FormatError, LimitError, NoTextError
from comity.provisions import split_provisions
from comity.records import Split
from tests.conftest import SHARED
from tests.documents.formats.soundness import assert_sound
from tests.provisions.make import by_eid, document, eids
from tests.provisions.test_properties import check

STATUTE = """<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?>
<Statute xmlns:lims="http://justice.gc.ca/lims" xml:lang="en" lims:current-date="2030-01-01">
<Identification><LongTitle>An Act respecting Counting</LongTitle>
<ShortTitle status="official">Counting Act</ShortTitle><RunningHead>Counting</RunningHead>
<Chapter><ConsolidatedNumber>C-99</ConsolidatedNumber></Chapter></Identification>
<Introduction><Preamble><Provision><Text>Whereas machines count;</Text></Provision></Preamble>
<Enacts><Provision><Text>Now therefore it is enacted:</Text></Provision></Enacts></Introduction>
<Body><Heading level="1"><Label>PART 1</Label><TitleText>Duties</TitleText></Heading>
<Section><MarginalNote>Definitions</MarginalNote><Label>2</Label>
 <Subsection><Label>(1)</Label><Text>In this Act,</Text>
 <Definition><Text><DefinedTermEn>machine</DefinedTermEn> means a thing that
  counts; (<DefinedTermFr>machine</DefinedTermFr>)</Text></Definition>
 <Definition><Text><DefinedTermEn>office</DefinedTermEn> means</Text>
  <Paragraph><Label>(a)</Label><Text>a ministry, or</Text></Paragraph>
  <Paragraph><Label>(b)</Label><Text>an agency,</Text>
   <Subparagraph><Label>(i)</Label><Text>of the Crown, or</Text></Subparagraph>
   <ContinuedParagraph><Text>however named.</Text></ContinuedParagraph></Paragraph></Definition>
 </Subsection></Section>
<Heading level="2"><TitleText>Registers</TitleText></Heading>
<Section type="amending"><Label>3</Label><Text>Section 7 of the
 <XRefExternal>Old Act</XRefExternal> is replaced by:</Text>
 <AmendedText><Section><MarginalNote>Register</MarginalNote><Label>7</Label>
 <Text>A register is <Del>closed</Del><Ins>open</Ins>.</Text></Section></AmendedText>
 <ExplanatoryNote><ExplanatoryText>Clause 3: existing text:</ExplanatoryText><ExistingText>
 <Section><Label>7</Label><Text>A register is closed.</Text></Section></ExistingText>
 </ExplanatoryNote></Section>
<Heading level="1"><Label>PART 2</Label><TitleText>Fees</TitleText></Heading>
<Section><Label>4</Label><Text>None.</Text><HistoricalNote><HistoricalNoteSubItem>2030, c. 9, s. 4
</HistoricalNoteSubItem></HistoricalNote></Section></Body>
<Schedule><ScheduleFormHeading><Label>SCHEDULE 1</Label><TitleText>Offices</TitleText>
 <OriginatingRef>(Section 2)</OriginatingRef></ScheduleFormHeading>
 <List><Item><Label>1</Label><Text><BilingualGroup><BilingualItemEn>North</BilingualItemEn>
 <BilingualItemFr>Nord</BilingualItemFr></BilingualGroup></Text></Item></List></Schedule>
</Statute>"""


def read(text: str, limits: Limits | None = None) -> Content:
    content = read_lims(text.encode(), limits or Limits())
    assert_sound(content)
    return content


def split_of(content: Content) -> Split:
    made = replace(document(content.text, content.blocks), structure=content.structure)
    split = split_provisions(made)
    check(made, split)
    return split


def test_parts_sections_definitions_and_schedules_come_with_their_names() -> None:
    split = split_of(read(STATUTE))

    wanted = ["rec_1", "part_1", "sec_2", "sec_2__subsec_1", "sec_2__subsec_1__definition_1"]
    wanted += ["sec_2__subsec_1__definition_2", "sec_2__subsec_1__definition_2__para_a"]
    wanted += ["sec_2__subsec_1__definition_2__para_b__subpara_i", "sec_3", "part_2", "sec_4"]
    wanted += ["schedule_1", "schedule_1__point_1"]
    assert [eid for eid in eids(split) if eid in wanted] == wanted
    section = by_eid(split, "sec_2")
    assert (section.label, section.heading) == ("2", "Definitions")
    part = by_eid(split, "part_1")
    assert (part.label, part.heading) == ("PART 1", "Duties")
    assert by_eid(split, "schedule_1").heading == "Offices"
    paragraph = by_eid(split, "sec_2__subsec_1__definition_2__para_b")
    assert paragraph.text == "(b) an agency,\n(i) of the Crown, or\nhowever named."


def test_text_that_an_act_amends_stays_below_the_section_that_quotes_it() -> None:
    content = read(STATUTE)
    split = split_of(content)

    assert by_eid(split, "sec_3__sec_7").text == "Register\n7 A register is open."
    assert "sec_7" not in eids(split)
    assert [r.text for r in content.removed if r.reason == "struck out"] == ["closed"]
    notes = [p.text for p in split.provisions if p.kind == "authorialNote"]
    assert notes == ["Clause 3: existing text:\n7 A register is closed.", "2030, c. 9, s. 4"]


def test_both_languages_of_a_bilingual_entry_are_kept() -> None:
    content = read(STATUTE)

    assert "North\nNord" in by_eid(split_of(content), "schedule_1__point_1").text
    assert (content.title, content.language) == ("Counting Act", "en")
    assert read(STATUTE.replace('xml:lang="en"', 'xml:lang="fr"')).language == "fr"


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("<Statute><Body>", FormatError, "damaged"),
        ("<Law/>", FormatError, "'Law'"),
        ("<Statute/>", NoTextError, "no text"),
        ('<!DOCTYPE Bill [<!ENTITY a "b">]><Bill>&a;</Bill>', FormatError, "declares entities"),
        ("<Bill>" + "<Group>" * 100_000, LimitError, "nested more than"),
    ],
)
def test_damaged_and_hostile_files_end_in_one_error(
    text: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        read_lims(text.encode(), Limits())


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(LimitError, match="longer than 40 characters"):
        read(STATUTE, Limits(max_chars=40))


@pytest.mark.shared
def test_a_bill_that_enacts_three_acts_has_every_provision_where_it_belongs() -> None:
    # Counted in the file of Bill C-27, first reading: elements outside ExistingText, 2026-11-25.
    path = SHARED / "corpus" / "instruments" / "canada-bill-c-27-aida-2022.en.xml"
    (source,) = find_sources([path]).sources
    (made,) = read_source(source).documents
    split = split_provisions(made)
    check(made, split)
    found = eids(split)

    def numbered(prefix: str) -> list[str]:
        return [
            e
            for e in found
            if e.startswith(f"{prefix}sec_") and e.count("__") == prefix.count("__")
        ]

    kinds = [p.kind for p in split.provisions]
    assert made.format == "lims"
    assert numbered("") == [f"sec_{n}" for n in range(1, 41)]
    assert numbered("sec_2__") == [f"sec_2__sec_{n}" for n in range(1, 131)]
    assert numbered("sec_37__") == [f"sec_37__sec_{n}" for n in range(1, 22)]
    assert numbered("sec_39__") == [f"sec_39__sec_{n}" for n in range(1, 42)]
    assert [e for e in found if e in ("part_1", "part_2", "part_3", "part_4")] == [
        *("part_1", "part_2", "part_3", "part_4"),
    ]
    counted = {"part": 10, "section": 245, "subsection": 333, "definition": 32, "schedule": 2}
    assert {kind: kinds.count(kind) for kind in counted} == counted
    assert kinds.count("recital") == 12
    # Every word of the file is in a provision, left out with a reason, or in `removed`.
    assert {out.reason for out in split.left_out} == {"contents"}
