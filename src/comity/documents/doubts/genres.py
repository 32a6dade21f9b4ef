"""Signs that a text is about an instrument: press release, reply, article, web page, summary."""

from __future__ import annotations

import re

from comity.documents.doubts.evidence import found, quoted, top_blocks, top_lines
from comity.records import Document

_TOP = 1200
_TITLE = 600  # characters in which a text says what it is
_PRESS = re.compile(
    r"""[\W\d_]*(?:for\s+immediate\s+release|(?:press|news|media)\s+(?:release|statement|advisory)
        |press\s+(?:note|communiqu[eé])|communiqu[eé]\s+de\s+presse
        |(?:comunicado|nota|boletín)\s+(?:de|a\s+la)\s+(?:prensa|imprensa)|nota\s+à\s+imprensa
        |comunicado\s+à\s+imprensa|comunicato\s+stampa|(?:presse|medien)mitteilung|persbericht
        |pressmeddelande|pressemelding|пресс-?релиз|сообщение\s+для\s+(?:прессы|печати)
        |بيان\s+(?:صحفي|صحافي)|خبر\s+صحفي|新闻稿|新聞稿|新闻公报|新闻发布|プレスリリース|報道発表(?:資料)?
        |보도\s*자료|siaran\s+pers|kenyataan\s+media|basın\s+(?:bülteni|açıklaması)
        |komunikat\s+prasowy|informacja\s+prasowa)
        (?:[\s:|–—/-].{0,60})?\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_REPLY = re.compile(
    r"""^[\W\d]*(?:\w+[’']?s?\s+){0,4}
          (?:response|reply|submission|comments?|feedback|input|contribution)s?\s+
          (?:from\s+.{1,60}?\s+)?(?:to|on|in\s+re(?:ply|sponse)\s+to)\s+(?:the|an?|your|its)\b
      |^dear\s+(?:sir|madam|mr|ms|mrs|dr|colleague|secretary|president|minister|chair|commissioner)
      |^(?:réponse|contribution|observations|commentaires|avis)\b.{0,60}?\s(?:à|aux?|sur)\s
          (?:la\s+|le\s+|l.)?(?:consultation|rapport|questionnaire|appel|projet|recommandation)
      |^(?:madame|monsieur)\b.{0,40},$
      |^(?:respuesta|contestación|aportes|aportaciones|comentarios|observaciones)\b.{0,60}?\s(?:al?|sobre)\s
          (?:la\s+|el\s+|l)?(?:consulta|informe|cuestionario|proyecto|recomendación)
      |^(?:estimad[oa]s?|señora?)\b.{0,60}[:,]$
      |^(?:stellungnahme|antwort|rückmeldung)\b.{0,80}?\s(?:zu[mr]?|auf)\b|^sehr\s+geehrte
      |^(?:ответ|отзыв|замечания|комментарии)\b.{0,60}?\s(?:на|к|по|о)\s|^уважаем(?:ый|ая|ые)\b
      |^(?:رد|ردا|رداً|مساهمة|تعليقات|ملاحظات)\b.{0,60}\sعلى\s|^السيد(?:ة)?\s.{0,60}المحترم
      |^尊敬的
      |^tanggapan\s+(?:atas|terhadap)|^jawaban\s+atas""",
    re.IGNORECASE | re.VERBOSE,
)
_IN_REPLY = ("in reply to", "in response to", "in answer to", "en respuesta a", "en réponse à")
_REPLY_ENDS = ("的答复", "的复函", "的回复", "的反馈意见", "の回答", "에 대한 답변")
# Parts of words without one of which neither pattern can match: looking for them is much faster.
_REPLY_HINTS = (
    *("reply", "respon", "answer", "submission", "comment", "feedback", "input", "contribut"),
    *("dear ", "répon", "observ", "avis", "madame", "monsieur", "respuest", "contesta", "aport"),
    *("comentario", "estimad", "señor", "stellungn", "antwort", "rückmeld", "geehrte", "ответ"),
    *("отзыв", "замечан", "коммент", "уважаем", "رد", "مساهمة", "تعليق", "ملاحظ", "السيد"),
    *("答复", "复函", "回复", "反馈", "回答", "尊敬", "답변", "tanggap", "jawaban"),
)
_SUMMARY_HINTS = (
    *("summar", "condens", "abridg", "shorten", "simplif", "excerpt", "extract", "selected"),
    *("glance", "overview", "key ", "highlight", "explain", "fact", "q&a", "q & a", "faq"),
    *("frequently", "in brief", "résum", "synth", "extrait", "abrég", "resum", "síntesis"),
    *("abrevia", "sintesi", "estratt", "riassunt", "extrato", "zusammenf", "auszug", "auszüge"),
    *("kurzf", "кратк", "извлечен", "выдержк", "обзор", "ملخص", "موجز", "مقتطف", "خلاصة", "节选"),
    *("節選", "摘录", "摘要", "简介", "解读", "抜粋", "概要", "ringkas", "kutip", "ikhtisar"),
)
_QUESTION = re.compile(
    r"""^(?:what|why|how|who|when|which|is|are|does|do|can|should|will|qu.est-ce|pourquoi|comment
        |qu[eé]|¿.*|por\s+qué|cómo|was|warum|wie|wer|что|почему|как|зачем|ما|لماذا|كيف|هل|什么是
        |为什么|怎样|如何|apa|mengapa|bagaimana|o\s+que|cos.è|perché)\b.{3,110}[?？؟]$""",
    re.IGNORECASE | re.VERBOSE,
)
_SUMMARY = re.compile(
    r"""^[\W\d_]*(?:(?:executive\s+|short\s+|plain\s+language\s+|one-?page\s+|unofficial\s+)?summary
          \s+(?:of|for)\b.+|(?:a\s+)?(?:condensed|abridged|shortened|simplified)\s+(?:version|text|edition)\b.*
        |(?:excerpts?|extracts?)\s+(?:from|of)\b.*|selected\s+(?:provisions|articles|excerpts|sections)\b.*
        |(?:\S+\s+){3,12}at\s+a\s+glance
        |.{3,100}(?:[:–—-]\s*(?:an?\s+)?(?:overview|summary|excerpts?|extracts?|key\s+points
          |highlights|explainer|factsheet|fact\s+sheet|q\s?&\s?a)|\bexplained|\(excerpts?\)|\(summary\)
          |\(extracts?\)|\(abridged\)|in\s+brief)
        |(?:key\s+(?:points|takeaways)|fact\s?sheet|explainer|frequently\s+asked\s+questions|faqs?|q\s?&\s?a)
          (?:\s+(?:on|of|about|from|for)\b.*|[:\s–—-].*)?
        |(?:résumé|synthèse|extraits?)\s+(?:de|du|des|d.)\b.*|version\s+(?:abrégée|condensée|simplifiée)\b.*
        |(?:resumen|síntesis|extractos?)\s+(?:de|del)\b.*|versión\s+(?:abreviada|resumida|simplificada)\b.*
        |(?:resumo|extratos?)\s+d[aeo]s?\b.*|(?:sintesi|estratt[oi]|riassunto)\s+d\w+\b.*
        |(?:zusammenfassung|auszug|auszüge|kurzfassung)\s+(?:de[rs]|aus|von)\b.*|kurzfassung\W*
        |(?:краткое\s+(?:изложение|содержание)|извлечени[ея]|выдержки|обзор)\b.*|.{3,80}\((?:извлечени[ея]|выдержки)\)
        |(?:ملخص|موجز|مقتطفات|خلاصة)\s.*|.{0,60}[（(]?(?:节选|節選|摘录|摘要|简介|解读|抜粋|概要)[)）]?
        |(?:ringkasan|kutipan|ikhtisar)\s.*)$""",
    re.IGNORECASE | re.VERBOSE,
)
_DATED = re.compile(
    r"""^\W*(?:last\s+)?(?:update[ds]?|published|posted|reviewed|modified)\s*(?:on)?\s*[:\s]\s*.{0,40}\d{2,4}\W*$
      |^\W*(?:publié|mis\s+à\s+jour)\s+le\b.{4,40}$|^\W*(?:publicado|actualizado)\s+(?:el|en)?.{4,40}\d$
      |^\W*(?:veröffentlicht|aktualisiert|stand)\s*(?:am)?:?\s.{4,40}\d$|^\W*(?:опубликовано|обновлено)\b.{4,40}$
      |^\W*(?:发布时间|更新时间|发布日期|来源)\s*[:：].{2,60}$|^\W*(?:نُشر|تم\s+النشر|آخر\s+تحديث)\b.{4,60}$
      |^\d{1,2}\s?min(?:ute)?s?\s+(?:read|de\s+lecture)\W*$|^by\s+[A-Z][a-z]+\s+[A-Z][\w.\s-]{2,40}$""",
    re.IGNORECASE | re.VERBOSE,
)
_WEB_LINE = re.compile(
    r"""^\W*(?:read\s+(?:more|the\s+(?:full|original)\b.{0,40})|(?:learn|see|find\s+out|discover|show)\s+more
        |discover|share(?:\s+(?:this|on)\b.{0,30})?|subscribe\b.{0,40}|sign\s+up\b.{0,40}|related\s+\w+
        |download(?:\s+(?:the\s+)?(?:pdf|document|text|full\s+text|report))?|watch\s+the\s+video|more\s*\.*
        |(?:en\s+savoir|lire|voir)\s+(?:plus|la\s+suite)|partager|télécharger|leer\s+más|ver\s+más|saber\s+más
        |compartir|descargar|mehr\s+(?:erfahren|lesen|dazu)|teilen|herunterladen|подробнее|читать\s+(?:далее|дальше)
        |поделиться|скачать|اقرأ\s+المزيد|المزيد|شارك|تحميل|阅读更多|更多|查看详情|分享到?|下载|selengkapnya
        |baca\s+juga.{0,60}|©\s.{3,80}|(?:photo|image|credit)s?\s*[:©].{2,60})\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_INSTRUMENT = (
    r"(?:recommendation|act|regulation|law|convention|treaty|resolution|declaration|principles|"
    r"strategy|guidelines|code|framework|charter|agreement|order|directive)s?"
)
_POINTER = re.compile(
    rf"""\b(?:(?:see|read|view|access|download|find)\s+(?:here\s+)?the\s+(?:full\s+|complete\s+|official\s+)?
          (?:text\s+of\s+the\s+)?{_INSTRUMENT}\s+(?:here|in\s+full|online|at\b|on\s+(?:our|the)\s+website)
        |full\s+text\s+of\s+the\s+{_INSTRUMENT}\b
        |(?:the\s+)?(?:full|complete)\s+text\s+(?:is\s+|can\s+be\s+)?(?:available|found|read|accessed)
        |click\s+here\s+(?:to|for)\b
        |(?:lire|consulter|télécharger)\s+le\s+texte\s+(?:intégral|complet)|texte\s+intégral\s+(?:disponible|de\s+la)
        |(?:ver|leer|consultar|descargar)\s+(?:el\s+)?texto\s+(?:íntegro|completo)|texto\s+(?:íntegro|completo)\s+(?:aquí|disponible)
        |(?:den\s+)?(?:vollständigen?|vollen)\s+(?:wort)?(?:laut|text)\s+(?:finden|lesen|gibt)
        |полный\s+текст\s+(?:доступен|документа|закона|на\s+сайте)|النص\s+الكامل\s+(?:متاح|على|هنا)
        |(?:点击|點擊)(?:查看|下载|这里)|全文(?:见|链接|下载|请见|可在)|teks\s+lengkap\s+(?:dapat|tersedia|di))""",
    re.IGNORECASE | re.VERBOSE,
)
_ABOUT_IT = re.compile(
    rf"""\b(?:(?:the|this|its|new|landmark|first[- ]ever|historic)\s+(?:[\w’']+\s+){{0,6}}?
          {_INSTRUMENT}|they|it)
          \s+(?:was|were|has\s+been|have\s+been)\s+(?:formally\s+|officially\s+|unanimously\s+)?
          (?:adopted|approved|signed|endorsed|agreed|launched|published|passed)
        |\b(?:produced|adopted|launched|unveiled|approved|signed)\s+(?:the|its)\s+(?:world.s\s+)?(?:first|new|landmark)
        |\bthe\s+{_INSTRUMENT}\s+(?:interprets|represents|identifies|is\s+the\s+first|calls\s+(?:on|to|for)
          |explicitly\s+mentions|highlights|outlines|aims\s+to\s+help|further\s+provides|does\s+just)""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_ARTICLE = 40_000  # characters
_FIRST = 8  # lines or blocks in which a letter or reply says so
_WEB_LENGTH = 45
_WEIGHED = 4  # weight of the signs from which a text is taken to be about its subject


def press_release(document: Document) -> str:
    """The line by which a text says that it is a press release, with its place; "" for none."""
    for line, start in top_lines(document, _TOP, 90):
        if _PRESS.fullmatch(line):
            return found(document, start, start + len(line))
    return ""


def names_press_release(title: str) -> bool:
    """Whether a title admits that the text is a press release."""
    return bool(_PRESS.search(title))


def reply(document: Document) -> str:
    """The words by which a text begins as a reply, letter or submission; "" for none."""
    folded = document.text[: _TITLE + 300].casefold()
    if not any(hint in folded for hint in _REPLY_HINTS):
        return ""
    for texts, longest in ((top_lines, 120), (top_blocks, 300)):
        for line, start in list(texts(document, _TITLE, longest))[:_FIRST]:
            if line[0] in "(（[0123456789":
                continue
            folded = line.casefold()
            if (
                any(words in folded for words in _IN_REPLY)
                or _REPLY.match(line)
                or line.endswith(_REPLY_ENDS)
            ):
                return found(document, start, start + min(len(line), 160))
    return ""


def summary(document: Document, stated_title: str) -> str:
    """The title line by which a text says that it is a summary or extract; "" for none."""
    folded = f"{stated_title} {document.text[:_TITLE]}".casefold()
    if not any(hint in folded for hint in _SUMMARY_HINTS):
        return ""
    for line, start in list(top_lines(document, _TITLE, 130))[:_FIRST]:
        if _SUMMARY.match(line):
            return found(document, start, start + len(line))
    stated = " ".join(stated_title.split())
    if 0 < len(stated) <= 130 and _SUMMARY.match(stated):
        return f"{quoted(stated)} (the file's own title)"
    return ""


def article(document: Document) -> tuple[str, ...]:
    """Signs that a text is an article or web page about something, together enough; () if not.

    Each sign alone is met in sound instruments: a question as title, a date of
    the last update, links for going on reading, a pointer to the full text, and
    the instrument spoken of as of a third party.
    """
    if len(document.text) > _LONGEST_ARTICLE:
        return ()
    signs = _signs_of_a_page(document)
    if signs:  # those of wording alone do not suffice, and take the longest to look for
        signs += _signs_of_wording(document)
    if sum(weight for weight, _ in signs) < _WEIGHED:
        return ()
    return tuple(words for _, words in signs)


def _signs_of_a_page(document: Document) -> list[tuple[int, str]]:
    """(weight, words) of each sign that lines of their own give."""
    signs = []
    for line, start in list(top_blocks(document, _TITLE, 130))[:3]:
        if _QUESTION.match(line):
            where = found(document, start, start + len(line))
            signs.append((2, f"its title is a question, {where}"))
            break
    for line, start in top_lines(document, _TOP, 60):
        if _DATED.match(line):
            where = found(document, start, start + len(line))
            signs.append((1, f"it is dated like a web page, {where}"))
            break
    links = [(n, at) for n, at in _short_lines(document.text) if _WEB_LINE.match(n)]
    if links:
        line, start = links[0]
        more = f" and {len(links) - 1} more" if len(links) > 1 else ""
        words = f"it holds links of a web page, {found(document, start, start + len(line))}{more}"
        signs.append((1 if len(links) < 3 else 2, words))
    return signs


def _signs_of_wording(document: Document) -> list[tuple[int, str]]:
    """(weight, words) of each sign in running text."""
    signs = []
    pointer = _POINTER.search(document.text)
    if pointer:
        signs.append((2, f"it points to the text elsewhere, {found(document, *pointer.span())}"))
    about = list(_ABOUT_IT.finditer(document.text))
    if about:
        words = f"it speaks about the instrument, {found(document, *about[0].span())}"
        signs.append((1 if len(about) < 2 else 2, words))
    return signs


def _short_lines(text: str) -> list[tuple[str, int]]:
    """(line, its start) for lines as short as a link's, in the whole of a text."""
    lines = []
    start = 0
    for line in text.split("\n"):
        if 3 < len(line) <= _WEB_LENGTH:
            lines.append((line.strip(), start))
        start += len(line) + 1
    return lines
