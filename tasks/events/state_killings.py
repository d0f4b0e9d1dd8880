"""Deaths at the hands of the state: whether a sentence says that police or soldiers killed someone (English).

A sentence counts when it states a death and a cause that names the state: the state as agent (`_CAUSE`: "shot by
police", "troops opened fire"), a deed that only the state does ("police firing", "encounter", "custodial death"), a
clash with it, outlaws killed by nobody who is named (`_CAUGHT`), or the use of arms in a sentence in which the state
is more than who tells it (`_beside`). A death does not count when it is denied, when the dead are the state's own, or when its clause gives
it a cause of another kind ("killed by rioters", "stabbed"): the clause is what lies between commas, "while" and "but".
"""

from __future__ import annotations

import re

from tasks.language.lexicon import fold_for_lexicon
from warehouse.tables import Span

_AGENT = (
    r"(?:police(?:m[ae]n|wom[ae]n)?|cops?|constables?|(?:border |national |coast ?|presidential )guards?|gendarmes?"
    r"|(?:security|government|regime|state|armed|occupation|border|special|russian|israeli|indian|military) "
    r"(?:forces?|personnel|men|agents|officers)|security men|troops|troopers|soldiers|army|military|jawans|commandos"
    r"|(?:sub-?|head )?inspectors?|sharpshooters?|crime branch|(?:special |anti-\w+ )?task force|special (?:cell|operations group)|national security guards?"
    r"|black cats?|law ?men|law[- ]enforc\w+(?: \w+)?|[dp]si|[da]cp|dsp|nsg|stf|ats|sog|itbp|cisf|ssb|(?:assam|rashtriya) rifles"
    r"|(?:home|prison|jail|forest|village) (?:guards?|wardens?|warders?)|paramilitar(?:y|ies)|(?:riot|anti-riot) police|(?:police |army |security )?officers|[bcs]rpf|bsf|srp|rab|rapid action force)"
)
_WORDS = (
    r"(?:\W+(?!sa(?:id|ys?)\b|told|confirm|report|claim|add(?:ed|s)\b|stat(?:ed|es)\b|that\b|till\b|until\b|w(?:as|ere)\b|been\b|being\b"
    r"|fail|prevent|stop|arrest|accus|charg|regist|book|search|found|find|recover|investigat|probe|suspect|blam|after\b)[\w'-]+)"
)
"""A word between the state and what it does; after words of reporting, of the passive and of police work someone else acts."""
_SAID_OF_IT = r"(?:\W+(?:who|which|have|has|had|also|then|later|on|in|self-defence|retaliation|shot and|\w+ly|\w+day))"
_KIND = r"(?:(?:alleged|fake|staged|fierce|brief|subsequent|indiscriminate|unprovoked|heavy|retaliatory|the|an?|this|that) )*"
_FIRING = r"(?:firing|firng|fring|firring|gunfire|shooting|bullets?|shots|fire(?! brigade| station| engine| service| tender| truck| dep))"
_FORCE = (
    rf"(?:{_FIRING}|encounters?|custody|lock-?up|brutality|excess(?:es)?|atrocit(?:y|ies)|beatings?|torture|action"
    r"|crackdown|lathi-?charge|lathi charge|baton charge|airstrikes?|air strikes?|shelling|drone strikes?)"
)
_USES_FORCE = (
    r"(?:open(?:s|ed|ing)? (?:\w+ )?(?:fire|firing)|fir(?:es|ed|ing)|sho(?:ot|ots|oting|t)|gun(?:s|ned|ning) down"
    r"|retaliat(?:es|ed|ing)|return(?:s|ed|ing) (?:the )?fire|fir(?:es|ed|ing) back"
    r"|resort(?:s|ed|ing)? to (?:\w+ )?(?:firing|fire|force)|(?:had|have|forced|compelled|choice but) to (?:open )?fire|(?:lathi|baton)[- ]?charg\w+)"
)
_KILLS = (
    r"(?:kill(?:s|ed|ing)?|beat(?:s|ing)?|thrash\w+|tortur\w+|execut(?:es|ed|ing)|shell(?:s|ed)|bomb(?:s|ed)|murder(?:s|ed|ing)"
    r"|eliminat(?:es|ed|ing)|neutrali[sz](?:es|ed|ing)|liquidat(?:es|ed|ing)|annihilat\w+|sl(?:ay|ays|ew|aying))"
)
_OTHERS = (
    r"(?:rioters?|mobs?|miscreants|militants?|terrorists?|extremists?|rebels?|insurgents?|gunm[ae]n|bandits?|crowds?|robbers|attackers|assailants"
    r"|activists|goons|gangs?|criminals|protesters|demonstrators|unidentified|unknown|private|naxal\w*|maoists?|separatists?|fighters)"
)
_COUNT = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|another|others?|(?:the )?rest|remaining)"
_CAUSE = re.compile(
    rf"\b{_AGENT}(?:'s?)?(?: \w+){{0,2}} {_FORCE}\b"
    rf"|\b(?:{_FORCE}|attack|assault|killed|dead|down|death|slain|murdered|killing|shot|shot at|fired at|beaten|executed) (?:by|of|from|at the hands of) {_KIND}(?:\w+ ){{0,2}}?{_AGENT}\b"
    rf"|\b(?:in|during) {_KIND}{_AGENT} (?:raid|operation)s?\b"
    rf"|\b{_AGENT}{_WORDS}{{0,6}}?\W+{_USES_FORCE}\b|\b{_AGENT}{_SAID_OF_IT}{{0,4}}\W+{_KILLS}\b"
    rf"|\b(?:in|during|by|to|due to|of|from|after|through) {_KIND}(?:firing|encounters?)\b(?! (?:by|from|between|of|incidents? by) {_KIND}{_OTHERS})|\bencounters? (?:in|during) which"
    rf"|\b(?:bullets?|pellets?|rounds?|shells?|canisters?|shots?) (?:\w+ ){{0,2}}?(?:fired|shot|lobbed) by {_KIND}(?:\w+ ){{0,2}}?{_AGENT}\b"
    r"|\b(?:killed|died|dead) in (?:the )?police\W*$"
    rf"|\b{_AGENT}{_WORDS}{{0,6}}?\W+and (?:kill(?:ed|ing)|shot dead|gunned down|eliminated)"
    r"|\bfiring (?:left|leaves|leaving|kill|claim|that|which|incident)"
    rf"|\b(?:exchange of (?:gun)?fire|shoot-?outs?|cross-?fir(?:e|ing)|gun-?(?:battle|fight)s?) with{_WORDS}{{0,3}}?\W+{_AGENT}\b"
    r"|\b(?:resort(?:ed|ing)?|forced|compelled|had|choice but) to (?:\w+ )?(?:fire|firing)\b"
    r"|\border(?:s|ed|ing)?\b[^.;]{0,90}?\b(?:opening fire|open fire|firing|shoot)\b(?!.at.sight)"
    rf"|\bopen(?:ed|ing)? fire (?:on|at|to disperse|into){_WORDS}{{0,3}}?\W+(?:rioters|mobs?|crowds?|protesters|demonstrators|students)"
    rf"|\b(?:encounter|extra-?judicial|custodial) (?:killings?|deaths?|executions?)|\b(?:died|death|dead|killed) (?:while )?in (?:the )?(?:police |judicial )?(?:custody|lock-?up)"
    rf"|\b{_AGENT}(?:[ -]\w+){{0,2}}?[ -]clash(?:e[ds])?\b"
    rf"|\bclash(?:e[ds])? (?:with|between){_WORDS}{{0,6}}?\W+{_AGENT}\b"
    rf"|\b(?:bullets?|gunshots?|firearms?) (?:injur\w+|wounds?|marks?)\b[^.]*\b{_AGENT}|\b{_AGENT}\b[^.]*\b(?:bullet|gunshot) (?:injur\w+|wounds?|marks?)"
)
_OUTLAWS = r"(?:militants?|terrorists?|extremists?|insurgents?|gunm[ae]n|dacoits?|gangsters?|naxal\w*|maoists?|jehadis?|jihadis?|ultras?|infiltrators?|hijackers?|fidayeen|suspects?|criminals?|history-?sheeters?)"
_CAUGHT = re.compile(
    rf"\b{_OUTLAWS}(?:,? (?!by\b|and\b)[\w'-]+){{0,4}}? (?:was|were|been|being|is|are) (?:\w+ )?(?:killed|gunned down|shot dead|eliminated|neutrali[sz]ed|liquidated|slain)\b(?! by)"
    rf"|\b(?:killing|elimination|death|deaths|bodies) of (?:the |both |a |all |two |three |four |\w+ )?(?:\w+ )?{_OUTLAWS}\b(?! (?:attack|victim))"
    rf"|^\W*(?:\w+ ){{0,2}}{_OUTLAWS} (?:killed|shot dead|gunned down)(?! (?:a|an|the|one|two|three|four|five|six|\d+|by|police\w*|soldiers|at least)\b)"
)
"""Outlaws who were killed, nobody is said to have done it: the state does."""
_DEATH = re.compile(
    r"\b(?:kill(?:ed|ings?|s)?|dead|die[ds]?|dying|deaths?|succumb(?:ed|s)?|liv?fe?s? lost|lost (?:his|her|their) li(?:fe|ves)|lives|bod(?:y|ies)"
    r"|gun(?:s|ned) down|slain|victims?|casualt(?:y|ies)|fatal(?:ly|ity|ities)|toll|murder(?:ed|s)?|executed|martyr(?:ed|s)?|perished|fell to|felled|eliminated|neutrali[sz]ed|liquidated|claim(?:ed|ing|s))\b"
)
_DENIED = re.compile(
    r"\b(?:no|nobody|without|nil|zero|any)\b(?:[ -]\w+){0,2} (?:casualt\w*|deaths?|died|dead|killed|loss|fatalit\w+)"
    r"|\bnot (?:been )?(?:killed|dead|die|hit|shot|fired|open(?:ed)? fire)(?: by (?:the )?\w+ \w+)?|\bsav(?:e|es|ed|ing)(?: \w+){0,3} lives\b"
    r"|\b(?:den(?:y|ies|ied|ying)|rumou?rs?|rumou?red|would have|wouldn't|might have)\b[^.;]*|\bfired [^.]{0,30}in the air\b|\bneither\b[^.]*\bnor\b|\bdead(?:line|lock)\w*"
)
_TELLS = r"(?:sa(?:id|ys?)|told|stat(?:es?|ed)|claim(?:s|ed)?|confirm(?:s|ed)?|report(?:s|ed)?|add(?:s|ed)|believe[sd]?|suspect(?:s|ed)?|inform(?:s|ed)?)"
_ASIDE = re.compile(
    rf"\b{_AGENT}(?: (?:sources?|officials?|officers?|records?|spokes\w+|commissioner|control room))*(?: \w+)? {_TELLS}\b"
    rf"|\b(?:{_TELLS}|according to|source in) (?:the |a |by )?(?:\w+ )?{_AGENT}\b"
    r"|\bpolice (?:stations?|complaints?|outposts?|chowk\w*|headquarters|control|vans?|jeeps?|vehicles?|protection|lines|help|presence|picket)\b"
    r"|\bshoot[- ]at[- ]sight\b|\bfir(?:e|ing)[- ](?:fight\w+|brigade|tender|station|engine|service)s?\b|\bset on fire\b|\b(?:caught|catch|under) fire\b|\bfirearms?\b"
)
"""Where the state is only who tells it, or a place is named after it; and fire that nobody opens."""
_OWN = re.compile(
    rf"(?<!by )(?<!by a )(?<!by an )(?<!by the )(?<!of )(?:\b(?:\d+|an?|one|two|three|four|five|six|several|some) )?\b{_AGENT}(?: (?!and\b|who\b|\d|{_FORCE}\b|{_COUNT}\b)\w+){{0,3}}? (?:was|were|is|are|has been|have been|had been|being|got|died|succumbed) ?(?:\w+ )?(?:killed|shot dead|shot|dead|died|gunned down|martyred|succumbed|slain)?\b"
    rf"|\b{_AGENT} (?:killed|shot dead|gunned down|martyred|slain)(?=\W*$|[,;.]| (?:in|by|as|when|after|near|during|while|and|at|on|amid|along|inside|outside)\b)"
    rf"|\bkill(?:ed|s|ing) (?:at least |about |the |a |an |one |two |three |four |five |six |\d+ |several )+(?:\w+ )?{_AGENT}\b"
)
"""The state's own dead: "a policeman was killed", "killing two soldiers"."""
_RIVAL = re.compile(
    rf"\bby {_KIND}(?:\w+ )?{_OTHERS}|\b(?:stab|stabb\w+|knif\w+|sword\w*|hack\w*|lynch\w*)\b|\bstone[- ]?(?:pelt|throw)\w*|\bburn(?:s|t|ed|ing)?\b|\barson\b|\bbomb (?:attack|explosion)s?\b|\bblasts?\b|\baccident"
    rf"|\b{_OTHERS} (?:\w+ ){{0,2}}?(?:attack|fir|open|sho[ot]|kill|hurl|lob|pelt|set|gun|murder|ambush|lynch|beat)"
    r"|\bin (?:the |other |mob |communal |sectarian |post-\w+ |incidents? of |group )*(?:riots?|rioting|carnage|violence|clash(?:es)? between)"
)
_COUNTED = re.compile(rf"\b{_COUNT}\b")
_HURT = re.compile(r"\b(?:injur|wound|hurt|arrest|round)")
_STATE = re.compile(rf"\b{_AGENT}\b")
_SHOOTS = re.compile(
    rf"\b(?:clash\w*|{_USES_FORCE}|{_FIRING}|encounters?|shot dead|lathi-?charge\w*|custody|lock-?up)\b"
)
_CLAUSE = re.compile(r"[,;]|\b(?:while|but|whereas|even as|though)\b")


def killed_by_state(sentence: str) -> Span | None:
    """The words that say that police or soldiers killed someone, or None."""
    folded = _blank(_DENIED, fold_for_lexicon(sentence))
    if not _DEATH.search(folded):
        return None
    found = _CAUSE.search(folded) or _CAUGHT.search(folded) or _beside(folded)
    if found is None or not any(_of_the_state(clause) for clause in _CLAUSE.split(_blank(_OWN, folded))):
        return None
    return Span(text=sentence[found.start() : found.end()], start=found.start(), end=found.end(), in_title=False)


def _beside(folded: str) -> re.Match[str] | None:
    """The use of arms in a sentence that also names the state as more than who tells it."""
    rest = _blank(_ASIDE, folded)
    return _SHOOTS.search(rest) if _STATE.search(rest) else None


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """The text with what matches replaced by as many spaces."""
    return pattern.sub(lambda match: " " * len(match.group()), text)


def _of_the_state(clause: str) -> bool:
    """Whether a clause of a sentence that names a deed of the state leaves a death to it: one without a cause of
    another kind, or some of the dead counted by the deed alone ("... and 30 in police firing")."""
    if _DEATH.search(clause):
        return bool(_CAUSE.search(clause)) or not _RIVAL.search(clause)
    return bool(_CAUSE.search(clause) and _COUNTED.search(clause) and not _HURT.search(clause))
