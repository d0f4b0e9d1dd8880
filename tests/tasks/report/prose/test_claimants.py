"""A number of dead in a party's words is told from one that a party only caused or suffered."""

from __future__ import annotations

import pytest

from tasks.report.prose.claimants import is_in_a_partys_words

CLAIMED = {
    "en": [
        "12 killed: opposition",
        "Gunmen kill 30, activists said",
        "700 killed in vote protests in Hovd: Mongolia opposition",
        "About 700 killed in Hovd protests, opposition says",
        "Rebels claimed 40 soldiers were killed",
        "Syrian rebels: 12 killed in shelling",
        "At least 12 killed in raid, according to the rebels",
        "Dozens dead, said rebels",
        "Opposition leader says 700 killed in protests",
        "Village raid leaves 30 dead - separatists",
        "'Hundreds killed', opposition party alleged",
        "700 dead in unrest, main opposition party Chadema says",
        "Opposition puts toll at 700",
        "Army claims 60 killed in border clash",
    ],
    "es": ["Mueren 12 en la protesta, dijo la oposición", "12 muertos, según los rebeldes", "Denuncia la oposición 12 muertes", "Rebeldes afirmaron que mataron a 30"],
    "fr": ["30 morts dans un raid, selon l’opposition", "Les rebelles ont affirmé avoir tué 12 soldats", "12 morts, affirment des militants"],
    "de": ["Zwölf Tote bei Angriff, sagten Aktivisten", "Laut Rebellen 12 Tote", "Aktivisten zufolge 30 Tote", "12 Tote nach Angaben der Opposition"],
    "pt": ["Ataque deixa 30 mortos, disseram rebeldes", "12 mortos, segundo a oposição"],
    "it": ["30 morti, secondo i ribelli", "L'opposizione denuncia 12 morti"],
    "ru": ["Погибли 12 человек, заявили повстанцы", "По данным оппозиции, погибли 30 человек"],
    "uk": ["Загинули 12 людей, заявили повстанці"],
    "pl": ["Zginęło 12 osób, twierdzili rebelianci", "Według opozycji zginęło 30 osób"],
}  # fmt: skip
NOT_CLAIMED = {
    "en": [
        "Rebels kill 12 soldiers",
        "Army kills 12 rebels, officials say",
        "Rebel attack kills 30, police said",
        "Bomb kills 12, including rebels",
        "Clashes kill 12: soldiers and rebels",
        "Police say rebels killed 12",
        "12 killed in attack on opposition rally",
        "Rebels claim responsibility for blast that killed 12",
        "Separatists claimed the attack that killed 12",
        "Army says 12 killed",
        "12 dead as rebels report for talks",
        "Opposition leader killed among 12 dead",
        "12 killed: army blames rebels",
        "Reports rebels killed 12 are false",
        "According to police, rebels killed 12",
        "12 killed, 3 rebels among them",
    ],
    "es": ["Rebeldes matan a 12 soldados, dice el ejército", "Según la policía, rebeldes mataron a 12", "Mueren 12 rebeldes"],
    "fr": ["Des rebelles tuent 12 soldats, selon l’armée", "La police dit que les rebelles ont tué 12 personnes"],
    "de": ["Rebellen töten 12 Soldaten, sagt die Armee", "Laut Polizei töteten Rebellen 12 Menschen"],
    "pt": ["Rebeldes matam 12, diz a polícia"],
    "it": ["Ribelli uccidono 12 soldati, dice l'esercito"],
    "ru": ["Боевики убили 12 человек, заявила полиция", "Полиция заявила, что боевики убили 12 человек"],
    "uk": ["Бойовики вбили 12 людей, заявила поліція"],
    "pl": ["Rebelianci zabili 12 żołnierzy, twierdzi armia"],
    "xx": ["12 killed: opposition"],
}  # fmt: skip


@pytest.mark.parametrize(("lang", "title"), [(lang, title) for lang, titles in CLAIMED.items() for title in titles])
def test_what_a_party_says_is_its_claim(lang: str, title: str) -> None:
    assert is_in_a_partys_words(title, lang)


@pytest.mark.parametrize(("lang", "title"), [(lang, title) for lang, titles in NOT_CLAIMED.items() for title in titles])
def test_what_others_say_of_a_party_is_no_claim_of_its_own(lang: str, title: str) -> None:
    assert not is_in_a_partys_words(title, lang)
