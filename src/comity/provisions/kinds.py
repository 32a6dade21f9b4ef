"""The kinds of provision: what they are called in print, and how an eId writes them.

eId abbreviations follow the Akoma Ntoso naming convention (OASIS, 2019,
section 5.2 and its table of prefixes); kinds that it does not name keep their
own word.
"""

from __future__ import annotations

from typing import NamedTuple


class WordKind(NamedTuple):
    """A kind that is printed with its own word, as "Article 5"."""

    kind: str
    rank: int  # smaller holds larger: an annex holds parts, a chapter holds sections
    words: str  # as printed, parted by "|", in any language; case is handled by the grammar


# Ranks leave room for what single documents reorder (see outline.py).
ANNEX, DIVISION, PART, TITLE, CHAPTER, SECTION, BASIC, NAMED = 10, 20, 30, 40, 50, 60, 70, 80
STATUTE = BASIC + 2  # a section of a code: within a section of the act that amends the code

WORD_KINDS = (
    WordKind(
        "annex",
        ANNEX,
        "Annex|Annexe|Anexo|Allegato|Anhang|Anlage|Bijlage|Załącznik|Lampiran|Приложение"
        "|الملحق|ملحق|المرفق|مرفق",
    ),
    WordKind("appendix", ANNEX, "Appendix|Appendice|Apéndice|Apêndice|Добавление|التذييل"),
    WordKind("schedule", ANNEX, "Schedule|Attachment|Exhibit|Supplement"),
    WordKind("book", DIVISION, "Book|Livre|Libro|Livro|Buch"),
    WordKind("division", DIVISION, "Division"),
    WordKind("part", PART, "Part|Partie|Parte|Teil|Часть|Część|Deel|الجزء|الباب"),
    WordKind("title", TITLE, "Title|Titre|Título|Titolo|Titel"),
    WordKind("subtitle", TITLE + 2, "Subtitle"),
    WordKind("chapter", CHAPTER, "Chapter|Chapitre|Capítulo|Capitolo|Kapitel|Глава|الفصل|BAB"
             "|Rozdział|Hoofdstuk|Bölüm"),
    WordKind("subchapter", CHAPTER + 2, "Subchapter"),
    WordKind("subpart", CHAPTER + 4, "Subpart"),
    WordKind("section", SECTION, "Section|Sec|Sect|Sección|Secção|Seção|Sezione|Abschnitt|Раздел"
             "|القسم|Bagian|Oddział|Afdeling|§|§§"),
    WordKind("subsection", SECTION + 2, "Subsection|Subsección|Sous-section|Sottosezione"),
    WordKind(
        "article",
        BASIC,
        "Article|Art|Artículo|Articulo|Artigo|Articolo|Artikel|Artykuł|Статья|المادة|مادة|Pasal"
        "|Madde|Άρθρο|Článok|Článek|Čl",
    ),
    WordKind("rule", BASIC, "Rule|Règle|Regla|Regola|Правило|القاعدة"),
    WordKind("principle", NAMED, "Principle|Principe|Principio|Princípio|Grundsatz|Prinzip|Zasada"
             "|Принцип|المبدأ|Prinsip"),
    WordKind("commitment", NAMED, "Commitment|Engagement|Compromiso"),
    WordKind("measure", NAMED + 2, "Measure|Mesure|Medida|Misura|Maßnahme|Мера|التدبير"),
    WordKind("recommendation", NAMED, "Recommendation|Recommandation|Recomendación|Raccomandazione"
             "|Empfehlung|Рекомендация|التوصية|Rekomendasi"),
    WordKind("action", NAMED + 2, "Action|Acción|Azione|Aktion|Działanie"),
    WordKind("goal", NAMED, "Goal|Objectif|Objective|Objetivo|Obiettivo|Ziel|Цель|الهدف|Cel"),
    WordKind("pillar", NAMED - 2, "Pillar|Pilier|Pilar|Pilastro|Säule|الركيزة|المحور|Axis|Axe|Eje"),
    WordKind("priority", NAMED - 2, "Priority|Priorité|Prioridad|Priorità"),
    WordKind("area", NAMED - 2, "Policy area|Action area|Focus area|Area|Domaine d'action"),
    WordKind("requirement", NAMED, "Requirement|Exigence|Requisito|Anforderung"),
    WordKind("guideline", NAMED, "Guideline|Directriz|Leitlinie|Ligne directrice"),
    WordKind("step", NAMED, "Step|Étape|Paso|Schritt"),
    WordKind("stage", NAMED, "Stage|Phase|Fase"),
    WordKind("theme", NAMED - 2, "Theme|Thème|Tema"),
    WordKind("criterion", NAMED, "Criterion|Critère|Criterio|Kriterium"),
    WordKind("question", NAMED, "Question|Pregunta|Domanda|Frage|Q"),
    WordKind("clause", NAMED, "Clause|Cláusula|Clausola|Klausel"),
    WordKind("paragraph", NAMED + 4, "Paragraph|Paragraphe|Párrafo"),
    WordKind("point", NAMED + 6, "Point|Punto"),
)  # fmt: skip

# 第 N 章 and its like; the second column is what stands after the number.
HAN_KINDS = {
    "编": ("part", PART),
    "編": ("part", PART),
    "篇": ("part", PART),
    "部分": ("part", PART),
    "章": ("chapter", CHAPTER),
    "节": ("section", SECTION),
    "節": ("section", SECTION),
    "条": ("article", BASIC),
    "條": ("article", BASIC),
    "款": ("paragraph", NAMED + 4),
    "조": ("article", BASIC),
    "장": ("chapter", CHAPTER),
    "절": ("section", SECTION),
}

RANKS = {entry.kind: entry.rank for entry in WORD_KINDS}
RANKS["disposition"] = BASIC
RANKS["dispositions"] = DIVISION  # the title of a group of closing provisions
RANKS["statute"] = STATUTE
RANKS["ordinal"] = SECTION + 4  # "Primero. Objeto.", until its place is known

# Containers whose children are cited by their own number alone: "Article 5" is
# art_5 in whatever chapter it stands.
SOFT = frozenset(
    [
        "annex",
        "appendix",
        "schedule",
        "book",
        "division",
        "part",
        "title",
        "subtitle",
        "chapter",
        "subchapter",
        "subpart",
        "heading",
        "dispositions",
        "preface",
        "preamble",
        "body",
        "conclusions",
    ]
)
ANNEXES = frozenset({"annex", "appendix", "schedule"})
BOOKS = frozenset(["book", "division", "part", "title", "chapter"])  # numbered in Roman by custom

_ABBREVIATED = {
    "alinea": "al",
    "article": "art",
    "authorialNote": "fn",
    "chapter": "chp",
    "citation": "cit",
    "clause": "cl",
    "division": "dvs",
    "disposition": "disp",
    "paragraph": "para",
    "recital": "rec",
    "section": "sec",
    "subchapter": "subchp",
    "subclause": "subcl",
    "subparagraph": "subpara",
    "subsection": "subsec",
}


def eid_word(kind: str) -> str:
    """The word that an eId uses for a kind: "art" for "article"."""
    return _ABBREVIATED.get(kind, kind)
