"""The gallery's own numbers for things, by its rule: "SV-####" makes SV-0012, "YY/###" makes 26/012."""

from __future__ import annotations

import re

from crm_core.crm import Crm
from crm_core.errors import Refused

LONGEST = 20
RULE = re.compile(r"(?P<head>[A-Z0-9./ -]*?)(?P<digits>#+)")
YEARS = {"YYYY": "%Y", "YY": "%y"}
SAMPLE = re.compile(r"(?P<head>.*?[^0-9])?(?P<digits>[0-9]{1,8})")


def rule_of(said: str) -> str:
    """A rule from an example or a prefix: "SV-0001", "SV-####", "SV", "SV-YYYY-001". Refused for what can be none."""
    wanted = re.sub(r"\s+", "", said.strip().strip("“”\"'").upper()).strip(",;")
    if "#" not in wanted:
        sample = SAMPLE.fullmatch(wanted)
        digits = len(sample["digits"]) if sample else 4
        head = (sample["head"] or "") if sample else f"{wanted}-" if wanted[-1:].isalpha() else wanted
        wanted = head + "#" * digits
    if not RULE.fullmatch(wanted) or len(wanted) > LONGEST or wanted.count("#") > 8:
        raise Refused(
            why=f"“{said}” makes no numbers. Say it by an example: “sku rule SV-0001” or “SV-YYYY-001”."
        )
    return wanted


def _head(rule: str, crm: Crm) -> str:
    head = rule.rstrip("#")
    for sign, form in YEARS.items():
        if re.search(rf"(?<![A-Z]){sign}(?![A-Z])", head):
            return re.sub(rf"(?<![A-Z]){sign}(?![A-Z])", crm.today().strftime(form), head)
    return head


def written(crm: Crm, number: int) -> str:
    """The gallery's number so and so, as its rule has it."""
    rule = crm.settings.sku_rule
    return f"{_head(rule, crm)}{number:0{rule.count('#')}}"


def block(crm: Crm, first: int, count: int) -> list[str]:
    """So many of its numbers in a row."""
    rule = crm.settings.sku_rule
    head, digits = _head(rule, crm), rule.count("#")
    return [f"{head}{number:0{digits}}" for number in range(first, first + count)]


def meant(crm: Crm, said: str) -> set[str]:
    """What these words may be: "sv12" and "#12" are SV-0012, where the rule is SV-####."""
    found = {said.lstrip("#").strip().upper()}
    match = re.fullmatch(r"#?\s*(?:([a-z]{1,6})\s*-?\s*)?0*(\d{1,9})", said.strip(), re.IGNORECASE)
    if match is None:
        return found
    if match[1]:
        prefix = match[1].upper()
        found |= {f"{prefix}-{int(match[2]):04}", f"{prefix}{match[2]}"}
    head = re.match("[A-Z]*", crm.settings.sku_rule)
    if not match[1] or (head and match[1].upper() == head[0]):
        found.add(written(crm, int(match[2])))
    return found


def shown(rule: str) -> str:
    """ "SV-0001, SV-0002 …", with YYYY standing for the year."""
    head, digits = rule.rstrip("#"), rule.count("#")
    return f"{head}{1:0{digits}}, {head}{2:0{digits}} …"
