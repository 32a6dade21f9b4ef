"""Drafts and proposals that are offered as final, and adopted texts that are offered as drafts."""

from __future__ import annotations

import re

from comity.documents.doubts.evidence import found, is_claimed, quoted, top_blocks, top_lines
from comity.records import Document, Notice

_TOP = 1500  # characters in which a text says what stage it is at
_LONGEST = 240
# A provision may rule on drafts.
_PROVISION = re.compile(
    r"(?:article|art\.|section|sec\.|artículo|artikel|статья|pasal)\s*\d|§|\(\w{1,4}\)|\d+[.)]\s|第.{1,4}[条條]|المادة",
    re.IGNORECASE,
)
_SPEAKS = (
    *("draft", "propos", "projet", "consult", "provisoire", "ébauche", "proyecto", "propuesta"),
    *("borrador", "projeto", "minuta", "disegno", "schema", "bozza", "entwurf", "vorschlag"),
    *("konsultation", "проект", "предложен", "مشروع", "مسودة", "اقتراح", "rancangan", "konsep"),
    *("draf", "projekt", "taslağ", "teklif", "ontwerp", "voorstel", "稿", "草案", "案", "초안"),
    *("not yet adopted", "not yet in force"),
)
# At the start of a title line: what follows "draft" or "proposal" is the title itself.
_DRAFT_START = re.compile(
    r"""[\W\d_]*(?:
        (?:(?:first|second|third|initial|early|zero|working|discussion|exposure|consultation|staff
           |preliminary|revised|public|final|pre-?decisional|legislative)\s+)*
          draft(?:\s+(?:for|bill|law|act|regulation|guid\w+|polic\w+|strategy|resolution|convention
            |v(?:ersion)?|recommendation|declaration|code|decree|order|decision|text|rules?|\d+|of|not)
            \b.*|\W*$|\s+[A-Z\d][A-Z\d\s]{6,}$)
      | (?:proposal\s+for\s+(?:a|an)|proposed\s+(?:rule|regulations?|amendments?|polic\w+|law|bill
          |legislation|code)|new\s+proposed)\b.*
      | (?:avant-projet|projet|proposition)\s+de\s+(?:loi|décret|règlement|directive|résolution
          |convention|recommandation|stratégie|décision)\b.* | document\s+de\s+consultation\b.*
      | version\s+provisoire\b.* | (?:première\s+)?ébauche\b.*
      | (?:anteproyecto|proyecto)\s+de\s+(?:ley|decreto|reglamento|real\s+decreto|norma|resolución
          |orden)\b.* | propuesta\s+de\s+(?:reglamento|ley|directiva|decisión|resolución)\b.*
      | borrador\b.* | documento\s+(?:para|de|en)\s+consulta\b.*
      | (?:anteprojeto|projeto)\s+de\s+(?:lei|decreto)\b.* | minuta\s+de\b.* | proposta\s+di\b.*
      | disegno\s+di\s+legge\b.* | schema\s+di\s+(?:decreto|legge)\b.* | bozza\b.*
      | (?:(?:referenten|gesetz|diskussions|arbeits|vor)?entwurf)\b.* | konsultationsfassung\b.*
      | vorschlag\s+für\s+(?:eine|ein|einen)\b.*
      | проект(?:\s+(?:федерального\s+)?(?:закона|указа|постановления|стратегии|резолюции
          |конвенции|решения)\b.*|\W*$) | законопроект\b.* | предложение\s+о\b.*
      | مشروع\s+(?:قانون|مرسوم|قرار|نظام|لائحة|استراتيجية)\b.* | مسودة\b.*
      | اقتراح\s+(?:بقانون|قانون).*
      | rancangan\s+(?:undang-undang|peraturan|keputusan)\b.* | (?:konsep|draf)\s.*
      | projekt\s+(?:ustawy|rozporządzenia|uchwały)\b.* | kanun\s+(?:taslağı|teklifi)\b.*
      | (?:ontwerp|voorstel)\s+(?:van|voor)\b.*
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_GOES_ON = re.compile(
    r"(?:^|\s)(?:of|the|to|on|for|by|and|a|an|de|la|del|le|les|des|du|el|los|der|die|den|dem|zur|zum|zu"
    r"|über|sur|à|au|aux|al|o|к|о|на|по|в|على|في|من|إلى|di|della|da|do|tentang)$",
    re.IGNORECASE,
)
# In brackets or at the end of a title line.
_DRAFT_MARK = re.compile(
    r"""[(\[]\s*(?:\w+\s+){0,2}(?:draft|proposal|proposed|borrador|anteproyecto|avant-projet|bozza
          |entwurf|проект|مسودة|مشروع)\b[^)\]]{0,60}[)\]]
      | (?:征求意见稿|徵求意見稿|草案|建议稿|送审稿|讨论稿|草稿|素案|초안)
          (?:[)\uff09\]】〕》\s]|$)
      | [（(]\s*案\s*[)\uff09]$
      | \b(?:consultation|exposure|discussion|working)\s+draft\b
      | \bdraft\s+(?:for\s+(?:public\s+)?(?:comments?|consultation|feedback|discussion|review)
          |not\s+for\s+(?:citation|circulation|quotation|distribution))
      | \bnot\s+yet\s+(?:adopted|in\s+force)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Words by which a catalogue's title already says so; parts of words count in any script.
_ADMITS = re.compile(
    r"draft|propos|\bbill\b|consultation|anteproyecto|proyecto|propuesta|borrador|projet\b"
    r"|projeto|entwurf|vorschlag|disegno|bozza|schema\b|проект|предложение|مشروع|مسودة|اقتراح"
    r"|草案|意见稿|意見稿|建议稿|送审稿|讨论稿|法案|案\W*$|rancangan|projekt|taslağ|teklif|discussion"
    r"|provisional|white paper|\bH\.?R\.?\s?\d|\bS\.?\s?\d|initiative|alpha|beta|working paper",
    re.IGNORECASE,
)
_STATUS = re.compile(r"draft|propos|introduc|pending|bill|defunct|failed|consultation", re.I)
_ADOPTED = re.compile(
    r"""(?:public\s+law\s+(?:no\.?:?\s*)?\d+\s?[-\u2013]\s?\d+
        | (?:signed\s+into\s+law|became\s+law|royal\s+assent)\b.{0,40}
        | (?:received\s+)?royal\s+assent\b.*
        | approved\s+(?:by\s+(?:the\s+)?)?governor\b.*
        | chapter\s+\d+,?\s+statutes\s+of\s+\d{4}.*
        | acts\s+of\s+assembly\s+chapter.*
        | (?:loi|décret)\s+n[o°º]\s*\d{4}-\d+\s+du\b.*
        | ley\s+(?:n[.o°º]+\s*)?\d+(?:/\d+)?\s*,?\s+de\s+\d.*
        | федеральный\s+закон\s+от\s.* | undang-undang\s+nomor\s+\d+\s+tahun\s.*)""",
    re.IGNORECASE | re.VERBOSE,
)


def draft_doubts(document: Document) -> list[Notice]:
    """A notice when text and catalogue differ on whether the text was adopted."""
    admitted = _said_to_be_draft(document)
    if not admitted and _said_to_be_final(document):
        at = _draft_line(document)
        if at:
            start, line = at
            words = found(document, start, start + len(line))
            message = (
                f"The text calls itself a draft or proposal, {words},"
                f" but is offered as {_offer(document)}. Fetch the adopted text, or state its"
                " legal force as draft."
            )
            return [Notice(code="draft-as-final", message=message)]
        watermark = _watermark(document)
        if watermark:
            message = (
                f"Its pages are marked {quoted(watermark)}, but it is offered as"
                f" {_offer(document)}. Fetch the adopted text, or state its legal force as draft."
            )
            return [Notice(code="draft-as-final", message=message)]
    if document.legal_force == "draft" or document.kind == "bill":
        for line, start in top_lines(document, _TOP, 120):
            if _ADOPTED.fullmatch(line):
                message = (
                    "The catalogue calls it a draft, but the text says that it was adopted:"
                    f" {found(document, start, start + len(line))}. Correct the catalogue."
                )
                return [Notice(code="final-as-draft", message=message)]
    return []


def _said_to_be_draft(document: Document) -> bool:
    status = dict(document.extra).get("status", "")
    return (
        document.legal_force == "draft"
        or document.kind == "bill"
        or bool(_ADMITS.search(document.title[:_LONGEST]))
        or bool(_STATUS.search(status))
    )


def _said_to_be_final(document: Document) -> bool:
    return is_claimed(document) or document.legal_force == "binding" or bool(document.kind)


def _offer(document: Document) -> str:
    words = " ".join(w for w in (document.legal_force, document.kind) if w and w != "unknown")
    return f"{quoted(document.title)} ({words})" if words else quoted(document.title)


def _draft_line(document: Document) -> tuple[int, str] | None:
    """(start, line) of the title line that says "draft"; title pages come as blocks or lines."""
    folded = document.text[: _TOP + _LONGEST].casefold()
    if not any(word in folded for word in _SPEAKS):
        return None
    for texts in (top_blocks, top_lines):
        before = ""
        for line, start in texts(document, _TOP, _LONGEST):
            # "Annex to the" above "Proposal for a decision": the text is not the proposal.
            starts = _DRAFT_START.fullmatch(line) and not _GOES_ON.search(before)
            if starts or (_DRAFT_MARK.search(line) and not _PROVISION.match(line)):
                return start, line
            before = line
    return None


def _watermark(document: Document) -> str:
    for removed in document.removed[:40]:
        if len(removed.text) <= 100 and "page" in removed.reason:
            line = removed.text
            if _DRAFT_MARK.search(line) or re.match(r"\W*DRAFT\b", line):
                return line
    return ""
