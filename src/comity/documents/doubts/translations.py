"""Translations that say of themselves that they are a machine's, or not official."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.documents.doubts.evidence import found
from comity.records import Document, Notice

_TOP, _TAIL = 2500, 1500  # characters at the ends of a text in which such remarks stand
_LONGEST = 400  # characters of a line that can be a remark about the text
_ENGINES = (
    r"(?:deep\s?l|google|chat\s?gpt|gpt|claude|gemini|copilot|deepseek|qwen|bing|yandex|baidu|"
    r"microsoft\s+translator|systran|e-?translation|谷歌|百度|有道|腾讯|яндекс|гугл|جوجل|غوغل)"
)
_BY_ENGINE = re.compile(
    rf"""(?:translated|translation|traduit|traduction|traducido|traducción|traduzido|tradução
        |tradotto|traduzione|übersetzt|übersetzung|переведено|перевод|ترجمة|ترجم\w*|翻译|翻訳
        |번역|diterjemahkan|terjemahan|çevri\w*|przetłumaczono|tłumaczenie)
        .{{0,40}}?(?:\b|(?<=[\u3400-\u9fff])){_ENGINES}
      |{_ENGINES}.{{0,20}}(?:翻译|翻訳|번역|translat(?:ed|ion)\b|übersetzt|переведено)""",
    re.IGNORECASE | re.VERBOSE,
)
_BY_MACHINE = re.compile(
    r"""machine[\s-]*translat(?:ed|ion)|automatic(?:ally)?[\s-]*(?:generated\s+)?translat(?:ed|ion)
      |translated\s+(?:automatically|by\s+(?:a\s+)?(?:machine|software|computer|ai\b))
      |(?:ai|computer)[\s-](?:generated\s+)?translat(?:ed|ion)
      |traduction\s+automatique|traduit\s+automatiquement|traducción\s+automática
      |traducido\s+automáticamente|tradução\s+automática|traduzido\s+automaticamente
      |traduzione\s+automatica|tradotto\s+automaticamente|maschinell\w*\s+übersetz\w+
      |automatisch\w*\s+übersetz\w+|машинн\w+\s+перевод\w*|автоматическ\w+\s+перевод\w*
      |переведен\w*\s+автоматически|ترجمة\s+(?:آلية|الية|تلقائية)|ت?ترجم\w*\s+(?:آليا|آلياً|تلقائيا)
      |机器翻译|機器翻譯|机翻|自动翻译|機械翻訳|自動翻訳|기계\s*번역|자동\s*번역
      |terjemahan\s+(?:mesin|otomatis)|makine\s+çevirisi|tłumaczenie\s+(?:maszynowe|automatyczne)
      |automatische\s+vertaling|machinevertaling""",
    re.IGNORECASE | re.VERBOSE,
)
_UNOFFICIAL = re.compile(
    r"""(?:unofficial|non-?\s?official|provisional|informal|courtesy|convenience|tentative|working
          |free)\s+(?:[a-z]+\s+)?translation
      |translation\s+(?:is\s+)?(?:for\s+reference|not\s+(?:an\s+)?official|provided\s+for\s+
          (?:information|reference|convenience))
      |not\s+an\s+official\s+translation|in\s+lieu\s+of\s+the\s+original
      |traduction\s+(?:non\s+officielle|libre|de\s+courtoisie|provisoire|informelle)
      |traducción\s+(?:no\s+oficial|libre|de\s+cortesía|provisional|informal)
      |tradução\s+(?:não\s+oficial|livre|de\s+cortesia)
      |traduzione\s+(?:non\s+ufficiale|di\s+cortesia|libera)
      |(?:nicht\s?amtliche|inoffizielle|unverbindliche|vorläufige)\s+übersetzung|arbeitsübersetzung
      |(?:неофициальный|неофициальном|рабочий|предварительный)\s+перевод\w*
      |ترجمة\s+(?:غير\s+رسمية|مؤقتة|استرشادية)|非官方(?:中文|英文|参考)?(?:翻译|译文|译本)|非正式(?:翻译|译文|译本)
      |(?:参考|參考)(?:译文|譯文)|仮訳|暫定訳|参考訳|비공식\s*번역|terjemahan\s+tidak\s+resmi
      |gayri\s*resm[iî]\s+çeviri|(?:nieoficjalne|robocze)\s+tłumaczenie|tłumaczenie\s+nieoficjalne
      |niet-officiële\s+vertaling|onofficiële\s+vertaling""",
    re.IGNORECASE | re.VERBOSE,
)
# A rule about translations that others may make, or about the technique, is no remark on the text.
_OF_OTHERS = re.compile(
    r"\bif\s+you\b|may\s+be\s+translated|label(?:l?ed|s)?\b|\bany\s+translation|shall\b|systems?\b"
    r"|create\s+a\s+translation|si\s+vous|si\s+(?:usted\s+)?(?:traduce|crea)|wenn\s+sie|sollen\b"
    r"|такие\s+как|including|such\s+as|como\s+la|comme\s+la|speech|services?\b|recognition"
    r"|into\s+(?:practice|action|law|policy|results)|models?\b|tools?\b|technolog|技术|系统|服务|تقنيات|система",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"\b(?:this|the)\s+(?:\w+\s+)?(?:text|document|version|translation|page|content)\b|\bnote\b"
    r"|disclaimer|warning|caution|\bce(?:tte|\s)|\best[ae]\b|\bquest[oa]\b|\bdies\w+\b|hinweis|nota\b"
    r"|\bданн\w+|\bнастоящ\w+|примечание|هذ[اه]|ملاحظة|本文|此|本译|注[:：]"
    r"|이 문서|dokumen ini|bu metin",
    re.IGNORECASE,
)
_SPEAKS = (
    *(
        "translat",
        "tradu",
        "tradotto",
        "bersetz",
        "перев",
        "ترجم",
        "翻译",
        "翻譯",
        "机翻",
        "译文",
        "译本",
    ),
    *(
        "譯文",
        "翻訳",
        "仮訳",
        "参考訳",
        "暫定訳",
        "번역",
        "erjemah",
        "çevir",
        "tłumacz",
        "vertaling",
    ),
)
_WHOLE_LINE = 60  # characters of a line that says nothing but that


def translation_doubts(document: Document) -> list[Notice]:
    """One notice when the text says that it is a machine's or an unofficial translation."""
    lines = list(_lines(document.text))
    for start, line in lines:
        match = _BY_ENGINE.search(line) or _by_machine(line)
        if match and not _OF_OTHERS.search(line):
            at = start + match.start()
            message = (
                "The text says that a machine translated it:"
                f" {found(document, at, start + match.end())}. Check what you quote against the"
                " original, and prefer an official translation."
            )
            return [Notice(code="machine-translation", message=message)]
    for start, line in lines:
        match = _UNOFFICIAL.search(line)
        if match and line[match.start() - 1 : match.start()] not in ('"', "“", "«", "„", "‘", "'"):
            if _OF_OTHERS.search(line) and not _REMARK.search(line):
                continue
            at = start + match.start()
            message = (
                f"The text says that it is {found(document, at, start + match.end())}: the"
                " original governs. Quote it as a translation."
            )
            return [Notice(code="unofficial-translation", message=message)]
    return []


def _by_machine(line: str) -> re.Match[str] | None:
    """A remark that the text was translated by machine; the mere name of the technique is none."""
    match = _BY_MACHINE.search(line)
    if not match:
        return None
    around = line[: match.start()].strip(" \t*_>-–—")
    alone = around in ("", "[", "(", "（", "【") and len(line) <= _WHOLE_LINE
    in_brackets = around in ("[", "(", "（", "【") or re.search(r"[\])）】]\s*\W*$", line)
    if _REMARK.search(line) or (alone and (in_brackets or len(line) > len(match[0]) + 5)):
        return match
    return None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """(start, line) at both ends of the text, lines that speak of translation only."""
    parts = [(0, text)]
    if len(text) > _TOP + _TAIL:
        parts = [(0, text[:_TOP]), (len(text) - _TAIL, text[-_TAIL:])]
    for offset, part in parts:
        lowered = part.lower()
        if not any(word in lowered for word in _SPEAKS):
            continue
        for line in part.split("\n"):
            lowered = line.lower()
            if len(line) <= _LONGEST and any(word in lowered for word in _SPEAKS):
                yield offset, line
            offset += len(line) + 1  # noqa: PLW2901 - the place moves along with the lines
