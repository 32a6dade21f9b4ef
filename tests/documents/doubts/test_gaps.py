"""What editors left out, in many wordings, and what only looks like it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.doubts.made import LAW, codes, message


@pytest.mark.parametrize(
    "mark",
    [
        "[Footnotes omitted.]",
        "[text omitted]",
        "[… omitted]",
        "[Tables and annex removed]",
        "[remainder not reproduced]",
        "[excerpt]",
        "[removed all footnotes]",
        "(Omitted)",
        "[texte omis]",
        "[extrait]",
        "[passage supprimé]",
        "[se omiten las notas]",
        "[texto omitido]",
        "[Anlagen nicht abgedruckt]",
        "[gekürzt]",
        "[не приводится]",
        "[текст опущен]",
        "[محذوف]",
        "（略）",
        "（以下省略）",
        "【附件略】",
        "（中略）",
        "[生략]".replace("生", "중"),
        "[…]",
        "[...]",
        "(…)",
    ],
)
def test_an_omission_is_quoted_with_its_place(tmp_path: Path, mark: str) -> None:
    said = message(tmp_path, f"{LAW}\n{mark}\n", "text-omitted", title="Harbour Truth Act")

    assert f"“{mark}” (line 14)" in said


@pytest.mark.parametrize(
    "line",
    [
        "Whoever omits to answer, or makes an omission, shall pay (acts or omissions included).",
        "A harbour [Repealed] shall say so, as the office may [from time to time] decide.",
        "The master said that a berth “[…] was assigned by a machine” (emphasis added).",
        "(internal quotation marks omitted)",
        "The strategy (战略) and the summary record are kept for ten years.",
        "第二条 港口应当制定发展战略（以下简称战略），并予以公布。",
        "[Figure: a crane lifts a box]",
        "[a] harbour, [b] ship; see note [12] and the model clause [name of harbour].",
    ],
)
def test_what_is_no_omission_is_not_noted(tmp_path: Path, line: str) -> None:
    assert "text-omitted" not in codes(tmp_path, f"{LAW}\n{line}\n", title="Harbour Truth Act")


def test_rows_of_asterisks_in_an_amending_law_stand_for_law_not_reprinted(tmp_path: Path) -> None:
    text = (
        "Section 4 is amended to read as follows:\n\nSec. 4. Berths.\n\n* * * * *\n\n"
        "(c) A machine may assign berths.\n\n* * * * *\n"
    )

    assert "2 rows of asterisks" in message(tmp_path, text, "text-omitted", title="Harbour Act")


def test_a_row_of_asterisks_that_parts_chapters_is_no_omission(tmp_path: Path) -> None:
    assert "text-omitted" not in codes(tmp_path, f"{LAW}\n***\n\n{LAW}\n* * *\n\n{LAW}")


def numbered(*numbers: int) -> str:
    lines = (f"{n}. A harbour shall tell the truth about machine {n}." for n in numbers)
    return "Harbour Truth Act\n\n" + "\n\n".join(lines)


def test_numbers_that_skip_make_a_text_less_than_it_claims(tmp_path: Path) -> None:
    text = numbered(1, 2, 5, 8, 9, 40, 41, 57)
    said = message(tmp_path, text, "not-as-claimed", title="Harbour Truth Act", kind="law")

    assert "up to 57, but only 8" in said
    assert "none between 9 and 40" in said
    assert "numbers-missing" in codes(tmp_path, text)  # nobody claims anything


@pytest.mark.parametrize(
    "numbers",
    [
        tuple(range(1, 60)),
        (*range(1, 8), *range(1, 8), *range(1, 12), 75),  # lists, and a stray number
        (*range(1, 20), *range(25, 60)),
        tuple(range(41, 60)),  # a part that begins in the middle
    ],
)
def test_numbers_that_count_up_are_no_gap(tmp_path: Path, numbers: tuple[int, ...]) -> None:
    assert codes(tmp_path, numbered(*numbers), title="Harbour Truth Act", kind="law") == []


def test_a_part_of_an_instrument_may_skip_numbers(tmp_path: Path) -> None:
    text = numbered(1, 2, 5, 8, 9, 40, 41, 57)

    assert codes(tmp_path, text, title="Harbour Truth Act, Section 3", kind="law") == []
