"""Units that hold no commitment: what a law is called, that it is enacted, an empty place.

Such a unit is never tied to others: hundreds of acts "may be cited as", and that says nothing
of what they are about. A unit counts as boilerplate when nothing but formulas is left of it:
its sentences, without labels and headings of such sentences, all have the form of one. Forms
are known in six languages.
"""

from __future__ import annotations

import re

from comity.text.tokens import primary

#: A formula is short; a list of contents need not be.
_LONGEST_FORMULA = 1_200  # characters
_LONGEST_LIST = 50_000
_LONGEST_NAME = 250

_ENGLISH = {
    "title": r"""
        (this|the)\ [\w ]{1,40}\ (may|shall)\ (also\ )?be\ (cited|known|referred\ to)\b
        | \bshall\ be\ known(,)?\ and\ may\ be\ cited\b
        | (this|the)\ [\w ]{1,40}\ is\ (cited|referred\ to|known)\ (in\ [\w ]{1,40}\ )?as\b""",
    "enactment": r"""
        \bbe\ it\ (therefore\ )?(enacted|resolved|ordained)\ by\b(?!.{0,400}\bthat\b)
        | \b(the\ )?people\ of\ the\ state\ of\ [\w ,]{1,80}\ do\ (hereby\ )?enact\b
        | \b(has|have)\ adopted\ this\ (regulation|directive|decision)\b
        | \bnow,?\ therefore,?\ (be\ it|the)\b.{0,120}\bresolved\b.{0,30}$""",
    "empty": r"""
        ^[\W\d]*(intentionally\ left\ blank|reserved|repealed|omitted|deleted|vacant)[\W\d]*$""",
    "commencement": r"""
        ^(this|the|these|sections?|subsections?|paragraphs?|articles?|title|chapter|parts?)\b
        (?!.*\b(unless\b|must\b|shall\ not\b|may\ (?!\d)))
        [^.;]{0,160}\b(shall\ )?(takes?|comes?|enters?|become|becomes)\ (in)?
        (\ ?in)?\ ?(to)?\ ?(effect|force|effective)\b
        | ^(it|they|this\ \w+)\ shall\ apply\ (as\ )?(from|of)\ [^.;]{0,40}\d[^.;]{0,10}$""",
    "severability": r"""
        \b(held|declared|determined|found)\b[^.]{0,80}\b(invalid|unconstitutional|unenforceable)\b
        [^.]*\b(remain(der|ing)|other)\b
        | \b(found|held|declared)\b[^.]{0,40}\b(invalid|unconstitutional|unenforceable)\b
        [^.]*\b(finding|holding|invalidity)\ (shall|does)\ not\ affect\b
        | \bprovisions\ of\ this\ [^.]{1,60}\b(are|shall\ be)\ (separate\ and\ )?severable\b
        | \binvalidity\ (shall|does)\ not\ affect\ other\b""",
    "lead-in": r"""
        ^(not|no)\ later\ than\b[^.;:]{3,60}\bafter\ the\ date\ of\ (the\ )?(enactment|passage)\ of
        \ this\ \w+((?!\bshall\b)[^.;:]){0,160}\b(shall|must)\W*$
        | ^(on\ or\ )?(before|after)\ the\ date\ of\ (the\ )?(enactment|passage)
          \ of\ this\ \w+\W*$""",
    "contents": r"""
        \btable\ of\ contents\b.{0,120}\b(as\ follows|is\ amended)\b""",
}

_FORMS = {
    "en": _ENGLISH,
    "fr": {
        "title": r"\b(peut|pourra)\ être\ citée?\ (comme|sous)\b|^titre\ abrégé\b",
        "enactment": r"\b(a|ont)\ adopté\ la\ loi\ dont\ la\ teneur\ suit\b|\bédicte\s*:?\s*$",
        "empty": r"^[\W\d]*(abrogée?s?|réservée?s?|supprimée?s?|sans\ objet)[\W\d]*$",
        "commencement": r"""
            ^(le|la|les)\ présente?s?\b[^.;]{0,160}\bentre(nt|ra|ront)?\ en\ vigueur\b""",
        "severability": r"""
            \b(nulle?|invalide|inconstitutionnelle?)s?\b[^.]*\bautres\ dispositions\b""",
        "contents": r"^\W*(table\ des\ matières|sommaire)\W*$",
    },
    "es": {
        "title": r"\b(podrá|puede)\ citarse\ como\b|\bse\ citará\ como\b",
        "enactment": r"\bsanciona(n)?\ con\ fuerza\ de\ ley\b|^\W*decreta(n)?\W*$",
        "empty": r"^[\W\d]*(derogad[oa]s?|reservad[oa]s?|suprimid[oa]s?|sin\ contenido)[\W\d]*$",
        "commencement": r"""
            ^(el|la|los|las)\ presentes?\b[^.;]{0,160}\bentra(rá|n|rán)?\ en\ vigor\b""",
        "severability": r"""
            \b(nul[oa]|inválid[oa]|inconstitucional)\b[^.]*\bdemás\ disposiciones\b""",
        "contents": r"^\W*(índice|tabla\ de\ contenidos)\W*$",
    },
    "ru": {
        "title": r"\bможет\ (цитироваться|именоваться)\ как\b",
        "enactment": r"^\W*(постановляет|постановляю)\W*$",
        "empty": r"^[\W\d]*(утратил[аио]?\ силу|исключен[аоы]?|зарезервирован[аоы]?)[\W\d]*$",
        "commencement": r"^настоящ\w+\b[^.;]{0,160}\bвступа(ет|ют)\ в\ силу\b",
        "severability": r"\bнедействительн\w+\b[^.]*\bостальн\w+\ положени\w+\b",
        "contents": r"^\W*(содержание|оглавление)\W*$",
    },
    "zh": {
        "title": r"(以下)?简称.{0,30}$(?<!。)",
        "enactment": r"^.{0,40}(现予公布|予以公布|通过)，?自.{0,20}起?施行。?$",
        "empty": r"^[\W\d]*(删除|废止|保留|略)[\W\d]*$",
        "commencement": r"""
            ^(本|该)[法条例办规定细则章程暂行]{1,8}.{0,10}(自|从).{1,40}(施行|实施|生效)。?$""",
        "severability": r"无效.{0,30}不影响.{0,20}(其他|其余).{0,10}效力",
        "contents": r"^\W*目\s*[录錄]\W*$",
    },
    "ar": {
        "title": r"\bيجوز\ الاستشهاد\ ب|^\W*العنوان\ المختصر\b",
        "enactment": r"^\W*(قرر|قررنا|صدّ?ق)\W*(ما\ يلي|ما\ هو\ آت)?\W*$",
        "empty": r"^[\W\d]*(ملغاة?|محذوفة?|محجوزة?)[\W\d]*$",
        "commencement": r"""
            ^(يُ?عمل|تسري|يسري|يدخل|تدخل)\b[^.؛]{0,80}\bب?(هذا|هذه)\b
            [^.؛]{0,120}(من\ تاريخ|حيز\ النفاذ|نشره?ا?)""",
        "severability": r"\bبطلان\b[^.]*\bلا\ يؤثر\b",
        "contents": r"^\W*(المحتويات|الفهرس|فهرس)\W*$",
    },
}

#: Headings and labels of such sentences, taken off before what is left is counted.
_HEADS = re.compile(
    r"""(?ix)
    ^(\W{0,4}\([a-z\d]{1,4}\))?[\W\d]*(sec(tion|\.)?|art(icle|\.|ículo|ículo)?|статья|第[一二三四五六七八九十百零〇\d]+条|المادة)?
    [\W\dIVXLC]{0,12}
    (short\ titles?|titre\ abrégé|título\ (abreviado|breve)|citation|severability|severable
    |effective\ date|commencement|entry\ into\ force|entrée\ en\ vigueur|entrada\ en\ vigor
    |вступление\ в\ силу|table\ of\ contents|clerical\ amendment|reserved|in\ general)?
    [\W\d]*""",
)
#: Not after the last stop of an abbreviation: "the Secure A.I. Act".
_ENDS = re.compile(r"(?<=[.;。；])(?<!\b\w\.\w\.)\s+(?=[^\W\d_])|\n\s*\n")
_LETTERS = re.compile(r"[^\W\d_]+")

_COMPILED = {
    language: {
        kind: re.compile(f"(?ixs){form}" if kind == "enactment" else f"(?ix){form}")
        for kind, form in forms.items()
    }
    for language, forms in _FORMS.items()
}
#: One of these stands in whatever is a formula: nearly all other texts are passed over by it.
_MARKS = {
    "en": ("cited", "known", "referred", "enactment", "passage", "shall apply",
           "nacted", "esolved", "dopted", "reserved", "Reserved",
           "epealed", "mitted", "eleted", "acant", "left blank", "effect", "force", "nvalid",
           "severable", "unenforceable", "unconstitutional", "able of contents",
           "able Of Contents", "ABLE OF CONTENTS", "ENACTED", "RESERVED"),
    "fr": ("cité", "abrégé", "adopté la loi", "édicte", "brog", "éserv", "upprim", "sans objet",
           "en vigueur", "autres dispositions", "able des mati", "ommaire"),
    "es": ("itarse", "citará", "fuerza de ley", "ecreta", "erogad", "eservad", "uprimid",
           "sin contenido", "en vigor", "demás disposiciones", "ndice", "abla de contenidos"),
    "ru": ("может", "остановля", "тратил", "сключен", "арезервирован", "в силу", "едействит",
           "одержание", "главление"),
    "zh": ("简称", "施行", "实施", "生效", "删除", "废止", "保留", "略", "效力", "目"),
    "ar": ("الاستشهاد", "العنوان", "قرر", "صد", "ملغا", "محذوف", "محجوز", "عمل", "سري", "دخل",
           "بطلان", "المحتويات", "الفهرس", "فهرس"),
}  # fmt: skip
#: Text within text: what an act puts into another one is more than a formula.
_NESTED = re.compile(r"[.;][”\"]|[.;]\s?“")
_ENTRY = re.compile(
    r"(?i)\W{0,10}(sec(tion|\.)|art(icle|ículo|\.)|chapter|chapitre|capítulo|part|annex|title"
    r"|статья|глава)\W{0,10}[\dIVXLC]+\b.{0,200}"
)


#: An item of a list that only names an office or a body ("(C) the Committee on Armed Services of
#: the Senate; and"): a quarter of the word-for-word pairs of AGORA, before they were left out.
_OFFICES = re.compile(
    r"""(?x)^[\W\d]*(?:\(?[a-zA-Z]{1,5}[.)][\W]*)?(?:[Tt]he\ )?
    (?:Sub)?(?:[Cc]ommittees?|Secretary|Director|Administrator|Attorney\ General|Speaker|Chair\w*
    |Commissioner|Comptroller|Department|Office|Bureau|Under\ Secretary|Assistant\ Secretary
    |majority\ leader|minority\ leader|President\ pro\ tempore|Majority\ Leader|Minority\ Leader)\b
    """
)
_SMALL = frozenset(
    [
        *("of", "on", "the", "and", "or", "for", "in", "to", "a", "an", "s", "with"),
        *("pro", "tempore", "majority", "minority", "leader"),
    ]
)
_WORD = re.compile(r"[^\W\d_]+")


def _only_names(text: str) -> bool:
    found = _OFFICES.match(text)
    if not found:
        return False
    rest = _WORD.findall(text[found.end() :])
    return all(word in _SMALL or word[0].isupper() for word in rest)


def boilerplate(text: str, language: str) -> str:
    """What kind of formula a unit is; "" when it is more than that.

    Args:
        text: of the unit, as it stands.
        language: BCP 47; in a language whose formulas are not known, only lists of contents
            are found.

    Returns:
        "title" (what a text is called), "enactment", "empty" (reserved, repealed),
        "commencement", "severability", "contents", "lead-in" (only the time by which), "name"
        (only an office or a body), or "".
    """
    spoken = primary(language)
    if spoken == "en" and len(text) <= _LONGEST_NAME and _only_names(text):
        return "name"
    if len(text) <= _LONGEST_FORMULA and any(mark in text for mark in _MARKS.get(spoken, ())):
        kind = _formula(text, _COMPILED[spoken])
        if kind == "title" or (kind and not _NESTED.search(text)):
            return kind
    return "contents" if _is_list(text) else ""


_LINKING = frozenset(["and", "or", "et", "ou", "y", "o", "и", "или", "و", "أو"])


def _formula(text: str, forms: dict[str, re.Pattern[str]]) -> str:
    found = ""
    for part in _ENDS.split(text):
        rest = " ".join(part.split())
        if rest.strip(" .,;").lower() in _LINKING:
            continue
        head = _HEADS.match(rest)
        bare = rest[head.end() :].strip(" \t\n—–-.:") if head else rest
        if not _LETTERS.search(bare):
            if bare != rest and re.search(r"(?i)reserved", rest):
                found = found or "empty"
            continue
        kind = next((k for k, form in forms.items() if form.search(bare) or form.search(rest)), "")
        if not kind:
            return ""
        found = found or kind
    return found


def _is_list(text: str) -> bool:
    """True for a list of headings: three or more lines, nearly all of them entries."""
    if text.count("\n") < 2 or len(text) > _LONGEST_LIST:
        return False
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    entries = sum(_ENTRY.fullmatch(line) is not None for line in lines)
    return len(lines) >= 3 and entries >= 0.8 * len(lines)
