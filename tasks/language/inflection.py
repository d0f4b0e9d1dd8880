"""Base forms that an inflected place name may have: `в Москве` names Москва, `Ankara'da` Ankara.

Endings, not grammars: each rule turns an ending into others, and the gazetteer decides which result is a name. Keys
are folded (`tasks.language.name_keys.name_key`), so й is и, ё is е, ę is e and ї is і.
"""

from __future__ import annotations

import functools
import re

_RU = (
    "е:а,,я,ь у:а, ы:а, и:а,я,ь, ои:а,ая,ыи ом: ем:ь, ьем:ье ьи:ье ье:ье нем:нии ком:кии ии:ия ию:ия,ии ия:ии ю:я,ь ы: а: я:ь,и ах:ы,и скои:ская скую:ская "
    "ского:скии,ское ском:ск,скии,ское ске:ск ска:ск ову:ов ове:ов,ово ова:ов,ово ови:ов еву:ев еве:ев ева:ев"
)
_UK = (
    "і:а,,ь,я у:а, и:а, ю:я,ь ої:а ою:а ом: єві:ів єва:ів єву:ів ові:ів ова:ів ову:ів а: я:ь ії:ія ію:ія ькіи:ька "
    "ької:ька ьку:ьк,ька ьк: ську:ськ ська:ськ ках:ки івці:івці щині:щина щину:щина щини:щина"
)
_PL = (
    "ie:a,,o y:a, gi:ga,g ki:ka,k dze:ga u:,o e:a, a: em: iem: owie:ow owa:ow owem:ow awie:awa awy:awa awe:awa ach:y,i,e cy:ca,ec ic:ice "
    "icach:ice dzie:da,d cie:ta,t rze:ra,r le:la,l,lo li:l,la nia:n,nie ni:n,nia,nie niu:n,nie skiego:skie skim:skie "
    "skiej:ska lu:l la:l sce:ska,sko zi:z,dz lach:le"
)
_SOUTH = "u:a,,o e:a, i:a, om: em: a: ju:je,j ima:i,e ama:e,a ovu:ovo oj:a skoj:ska"
_RULES: dict[str, str] = {
    "ru": _RU,
    "be": _RU,
    "bg": "та: ът:",
    "uk": _UK,
    "pl": _PL,
    "cs": _SOUTH + " ze:ha y:a, ech:y,e ku:k",
    "sk": _SOUTH + " y:a, ach:y",
    "hr": _SOUTH,
    "sr": _SOUTH + " у:а,,о е:а, и:а, ом: а: ем: ој:а",
    "bs": _SOUTH,
    "sl": _SOUTH,
    "mk": "от: та:",
    "kk": "да: де: та: те: дан: ден: тан: тен: га: ге: ка: ке: нын: нин: дагы: деги: ды: ди: ты: ти:",
    "ky": "да: де: та: те: дан: ден: тан: га: го: ка: нын: нин: дагы: деги:",
    "mn": "д: т: аас: ээс: оос: ын: иин: гаас: аар: руу: рүү: ниі: ны: нд: анд:",
    "uz": "da: dan: ga: ning: dagi: ni:",
    "tr": "da: de: ta: te: dan: den: tan: ten: ya: ye: nin: nun: in: un: yi: a: e:",
    "az": "da: de: dan: den: ya: ye: nin: nun: in: un: a: e:",
    "fi": "ingissa:inki ingista:inki ingin:inki eella:e eessa:e een:e ssa: sta: lla: lta: an: en: on: in: n: han: hen: oon:o aan:a",
    "et": "s: st: sse: l: lt: le: a: i:",
    "hu": "ban: ben: bol: ba: be: on: en: n: ra: re: rol: tol: nak: nek: ot: t: i:",
    "lt": "e:a,as o:as,a oje:a eje:e yje:is uje:us a: as: us:",
    "lv": "a:a,s,as e:e i: us:a u:a,s as:a es:e",
    "ro": "ul: ului: ei:a ii:ia",
    "sq": "i: in: it: es:a en:a ne:a",
    "el": "ου:ος,ο,ι ας:α ης:η ων:α,ες,οι ους:οι ο:ος ον:ος",
    "hy": "ում: ի: ից: ը: ն: ով:",
    "ka": "ში:,ი,ა ს:,ი,ა დან:,ი,ა ის:ი,ა ზე:,ი,ა თან:,ი,ა ში:",
    "ko": "에서: 에: 의: 은: 는: 이: 가: 을: 를: 로: 으로: 와: 과: 도: 까지: 부터:",
    "bn": "র: ে: তে: য়: ের: এর: কে:",
    "de": "s: er: ern:",
    "sv": "s:",
    "nl": "s: se:",
    "da": "s:",
    "no": "s:",
}
_ARABIC = re.compile(r"^(?:وال|بال|كال|فال|ولل|لل|و|ب|ل|ف|ك)(?=..)")
_HEBREW = re.compile(r"^(?:וב|ול|ומ|וה|שב|מה|ב|ל|מ|ה|ו|ש|כ)(?=..)")

_ETHIOPIC = re.compile(r"^[በከለየ](?=..)")


@functools.cache
def _rules(lang: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    pairs = (rule.split(":") for rule in _RULES.get(lang, "").split())
    return tuple(sorted(((end, tuple(bases.split(","))) for end, bases in pairs), key=lambda r: (-len(r[0]), r[0])))


@functools.lru_cache(maxsize=20_000)
def base_forms(key: str, lang: str) -> tuple[str, ...]:
    """Keys that the word may be a form of, the longest endings first; none where the language has no rules."""
    if lang in ("ar", "fa", "ur", "ps", "ckb"):
        found = _ARABIC.match(key)
        if not found:
            return ()
        rest = key[found.end() :]
        return ("ال" + rest, rest) if found.group().endswith(("ال", "لل")) else (rest,)
    if lang in ("he", "yi", "am", "ti"):
        found = (_HEBREW if lang in ("he", "yi") else _ETHIOPIC).match(key)
        return (key[found.end() :],) if found else ()
    forms: dict[str, None] = {}
    for ending, bases in _rules(lang):
        if key.endswith(ending) and len(key) - len(ending) >= (3 if key.isascii() else 2):
            stem = key[: -len(ending)]
            forms.update(dict.fromkeys(stem + base for base in bases))
    forms.pop(key, None)
    return tuple(forms)
