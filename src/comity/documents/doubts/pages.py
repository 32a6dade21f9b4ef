"""Error pages, barriers and empty prints that were saved in place of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.documents.doubts.evidence import bare, place, quoted
from comity.errors import FormatError, NoTextError
from comity.records import Document, Notice

_ERROR_LINE = re.compile(
    r"""(?:(?:http|error|erreur|erro|fehler|errore|ошибка|错误|خطأ|code|status|sorry|oops|ups|
          whoops|uh[ -]oh|we.re\ sorry|lo\ sentimos|désolé|entschuldigung|извините|抱歉|عذرا|عذراً
          )\b[\s:.,!–—-]*|[45]\d\d\b[\s:.,!–—-]*)*
        (?:(?:the|this|that|cette|la|esta|a|die|diese|эта|такая|该|您访问的|您要访问的|此|هذه)\s*)?
        (?:(?:web)?(?:page|site|document|file|url|resource|content)\s+
            (?:(?:you\s+(?:requested|are\s+looking\s+for)\s+)?
              (?:was|is|could|can)(?:\s*not|n?.t)\s+(?:be\s+)?(?:found|available|exist|displayed)
              |not\s+(?:found|available)|does(?:\s+not|n.t)\s+exist|no\s+longer\s+exists|missing)
          |not\s+found|(?:nothing|no\s+page)\s+(?:was\s+)?found
          |access\s+(?:denied|forbidden)|forbidden|bad\s+(?:request|gateway)|gone
          |(?:internal\s+)?server\s+error|service\s+(?:temporarily\s+)?unavailable
          |gateway\s+time-?out|(?:too\s+many|unauthori[sz]ed)\s+requests?|unauthori[sz]ed
          |just\s+a\s+moment|attention\s+required|are\s+you\s+(?:a\s+)?(?:human|robot)
          |(?:please\s+)?verify\s+(?:that\s+)?you\s+are\s+(?:a\s+)?human
          |checking\s+(?:if\s+the\s+site\s+connection\s+is\s+secure|your\s+browser)
          |please\s+enable\s+(?:java\s*script|cookies).{0,40}|session\s+(?:has\s+)?expired
          |page\s+(?:introuvable|non\s+trouvée|inexistante)|(?:page\s+)?n.existe\s+(?:pas|plus)
          |accès\s+(?:refusé|interdit)|page\s+n.a\s+pas\s+été\s+trouvée
          |p[áa]gina\s+(?:no|não)\s+(?:encontrada|existe|disponible|disponível|ha\s+sido\s+encontrada)
          |no\s+(?:se\s+)?(?:ha\s+)?encontr(?:ado|ó|amos)\s+(?:la\s+)?página
          |acceso\s+(?:denegado|prohibido)|acesso\s+negado
          |pagina\s+(?:non\s+trovata|niet\s+gevonden)|accesso\s+negato
          |seite\s+(?:(?:konnte|wurde|kann|ist)\s+)?nicht\s+(?:gefunden|vorhanden|verfügbar)
            (?:\s+werden)?|zugriff\s+verweigert
          |страница\s+не\s+(?:найдена|существует)|доступ\s+(?:запрещ[её]н|закрыт)
          |(?:запрашиваемая\s+)?страница\s+не\s+найдена|не\s+найдено
          |الصفحة\s+(?:غير\s+موجودة|المطلوبة\s+غير\s+موجودة)|لم\s+يتم\s+العثور\s+على\s+(?:هذه\s+)?الصفحة
          |(?:تم\s+)?رفض\s+الوصول|الوصول\s+مرفوض
          |(?:页面|页|网页|頁面|網頁|文件|内容|資源)\s*(?:不存在|未找到|找不到|已删除|无法访问|不存在或已被删除|丢失了?)
          |找不到(?:该|您要的|此)?(?:页面|网页|頁面)|(?:拒绝|禁止)访问|访问(?:被拒绝|受限)
          |(?:お探しの)?ページが?(?:見つかりません(?:でした)?|存在しません)|アクセスが拒否されました
          |페이지를\s*찾을\s*수\s*없습니다|halaman\s+tidak\s+(?:ditemukan|tersedia)
          |sayfa\s+bulunamadı|strona\s+nie\s+(?:została\s+znaleziona|istnieje)|nie\s+znaleziono\s+strony
        )
        (?:\s*[\s:.,!()–—|-]*(?:error|erreur|ошибка|错误|code)?\s*[45]\d\d)?
        (?:\s*[|–—-]\s*.{1,60})?[\s.!…]*""",
    re.IGNORECASE | re.VERBOSE,
)
_CODE_ONLY = re.compile(
    r"(?:(?:http\s*)?(?:error|erreur|erro|fehler|errore|ошибка|错误|خطأ)\s*:?\s*)?[45]0[0-9]"
    r"(?:\s*(?:error|erreur|错误|ошибка))?[\s.!]*",
    re.IGNORECASE,
)
# What error pages say besides: each a reason to take a line above for what it seems.
_CONFIRMING = (
    *("looking for", "may have been moved", "have been removed", "has been moved", "no longer"),
    *("been deleted", "temporarily unavailable", "check the url", "check the address", "mistyped"),
    *("home page", "homepage", "go back", "back to home", "return to", "try again", "try search"),
    *("permission to access", "ray id", "cloudflare", "incident id", "contact the administrator"),
    *("que vous cherchez", "que vous recherchez", "page d’accueil", "page d'accueil", "déplacée"),
    *("que busca", "página de inicio", "ha sido movida", "página inicial", "que procura"),
    *("gesuchte seite", "angeforderte", "zur startseite", "startseite", "verschoben"),
    *("на главную", "главную страницу", "была удалена", "перемещена", "неправильно набран"),
    *(
        "الصفحة الرئيسية",
        "تبحث عن",
        "تم نقل",
        "返回首页",
        "首页",
        "已删除",
        "已被移除",
        "输入的网址",
    ),
    *("トップページ", "移動または削除", "홈으로", "주소를", "beranda", "home pagina", "ana sayfa"),
)
_SHORT = 1500  # characters of a text that can be nothing but the message
_MAX_ERROR_PRINT = 60_000  # printed pages drag the menus of their site along
_MAX_LINE = 90
_NEAR = 1200  # characters around the message in which something must confirm it
_TOP = 3000
_SCANT, _LITTLE = 40, 200  # characters to a page
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af]")


def page_doubts(document: Document, stated_title: str) -> list[Notice]:
    """Refusals of error pages and empty prints; notices where a page is nearly empty.

    Raises:
        FormatError: an error message in place of a text.
        NoTextError: pages that hold hardly a line.
    """
    _refuse_error(document, stated_title)
    return _scant(document)


def _refuse_error(document: Document, stated_title: str) -> None:
    text = document.text
    if len(text) > _MAX_ERROR_PRINT:
        return
    for line, start in _lines(document, stated_title):
        is_message = _ERROR_LINE.fullmatch(line) or _CODE_ONLY.fullmatch(line)
        if not is_message or (bare(line) in ("gone", "forbidden") and len(text) > _SHORT):
            continue
        near = text[max(0, start - _NEAR) : start + _NEAR].casefold()
        confirmed = sum(words in near for words in _CONFIRMING)
        if (_weight(text) <= _SHORT and (confirmed or _weight(text) <= 400)) or confirmed >= 2:
            where = f" on {place(document, start)}" if start >= 0 else " in its title"
            raise FormatError(
                "The text is an error message of a web site, not the text it stands for:"
                f" {quoted(line)} stands{where}.",
                hint="Fetch the text again from where it was published.",
            )


def _lines(document: Document, stated_title: str) -> Iterator[tuple[str, int]]:
    """(line, start) of short lines: the title's, those at the top, in PDF and HTML all."""
    if stated_title and len(stated_title) <= _MAX_LINE:
        yield " ".join(stated_title.split()), 0
    printed = document.format in ("pdf", "html")
    text = document.text if printed else document.text[:_TOP]
    start = 0
    for raw in text.split("\n"):
        # An error is told in few words: most lines of a real text are spared the pattern.
        if 3 <= len(raw) <= _MAX_LINE:
            line = raw.strip()
            if line:
                yield line, start
        start += len(raw) + 1


def _weight(text: str) -> int:
    """Length of a text in Latin letters' worth: a Chinese character says what three of them do."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text[:5000]))


def _scant(document: Document) -> list[Notice]:
    """Pages whose running headers are longer than what is printed between them."""
    pages = len(document.page_starts)
    if document.format != "pdf" or not pages:
        return []
    weight = _weight(document.text)
    around = sum(len(removed.text) for removed in document.removed)
    if weight < _SCANT * pages:
        raise NoTextError(
            f"The {pages} pages of this PDF hold {len(document.text.strip())} characters of text"
            f" beside {around} of page headers and footers: their body is pictures or blank.",
            hint="Recognise the letters of its pages (OCR), or fetch the text itself: this may be"
            " the print of a web page about it.",
        )
    if pages >= 2 and weight < _LITTLE * pages:
        message = (
            f"{pages} pages hold only {len(document.text.strip())} characters: much of them may"
            " be pictures. Look at the file, and recognise its letters (OCR) if so."
        )
        return [Notice(code="little-text", message=message)]
    return []
