"""What is put into the slots of templates when the weights learn from them: invented people, works, goods, talk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

FIRST = (
    "Maria Tom Chen Ana Priya Kwame Eva Olivia Sam Nadia Rosalind Wiktor Luca Greta Hans Ingrid Sofia Mateo Yuki Aiko "
    "Omar Leila Fatima Ivan Olga Pierre Claire Jean Henrik Lars Björn Elsa Marta Diego Carmen Rosa Paul Peter Anna "
    "Lisa Karen Doug Bruce Helen Ruth Edith Marge Frank Gus Hugo Iris Jill Ken Lou Max Ned Otto Pam Ray Sue Tess Uma "
    "Vera Walt Xiu Yann Zoe Bill Jo Kim Lee Ben Dan Mia Noah Emma Liam Ava Ella Ruby Oscar Felix Clara Nora Theo Ida "
    "Stavros Jonas Thomas Chris Marcus Agnes Silas Hollis Ines Luis Carlos Elias Francis James Dolores Anders Klaus "
    "Mats Idris Alexis Doris Travis Lucas Andreas Nikos Les Wes Bess"
).split()
LAST = (
    "Lopez Chen Ruiz Nowak Raman Boateng Achterberg Bianchi O'Dea Kealoha Lindqvist Schmidt Müller Tanaka Sato Haddad "
    "Rossi Novak Petrov Dubois Larsen Hansen Fischer Weber Costa Silva Mendes Park Kim Nguyen Patel Shah Khan Ali "
    "Cohen Levy Stein Gold Hart Reed Stone Brooks Hayes Ward Fox Wolfe Marsh Lane Vance Doyle Byrne Walsh Kerr Blair "
    "Grant Ross Boyd Ames Cole Dean Frost Hale Pope Rowe Sloan Tate Vogel Wirth Zorn Ek Berg Dahl Holm Lund Nyman "
    "Rios Sykes Jones Andrews Hughes Weeks Burrows Hodges Voss Prentiss"
).split()
HOW = (
    "Blue Red Green Silent Golden Late Early Quiet Broken Wild Distant Small Grand Northern Winter Summer Autumn "
    "Spring Morning Evening Midnight Lost Last First Hidden Burning Frozen Dancing White Black Yellow Pale Dark Old "
    "New Stray Folded Woven Salt"
).split()
WHAT = (
    "Nude Field Harbor Garden River Sky Lamp Vessel Study Portrait Landscape Horizon Window Door Bridge Forest "
    "Mountain Valley Island Shore Tide Moon Sun Star Bird Heron Fox Horse Dog Rose Lily Orchard Pear Lemon Bowl Chair "
    "Table Figure Head Hands Dream Song Dance Waltz Number Grid Line Circle Square Composition Interior Memory Shadow "
    "Mirror Stone"
).split()
GOODS = (
    "mug mugs plate plates bowl bowls vase vases tumbler tumblers teapot teapots candle candles scarf scarves bag "
    "necklace necklaces ring rings earrings bracelet print prints planter planters cups soap jug pitcher platter"
).split()
HUES = "blue green speckled white large small celadon cobalt stoneware linen silver oak matte striped red".split()
WATCHES = (
    "Speedmaster|Submariner 5513|Polerouter|Datejust|GMT|Daytona|Seamaster|Royal Oak|Explorer|1675|the Omega|"
    "Rolex 1016|Heuer Carrera|Tudor Sub|Navitimer|Constellation|King Seiko|Patek 5711|Tank|Reverso"
).split("|")
TASTES = (
    "abstracts|big abstract oils|photography|Ruiz|landscapes|Dutch photography|vintage divers|blue things|"
    "chronographs|small watercolours|stoneware|minimalism|old masters|prints|ceramics|sculpture|figurative work|"
    "anything red|gold watches|mid-century"
).split("|")
SAID = (
    "late again with the payment|prefers large works|we open at 10|the new works are in|I'll be ten minutes late|"
    "her husband is called Paul|wire only|wants it framed|ship it to the office|the Ruiz is in|thanks for coming last "
    "night|call me back|the invoice is attached|your order is ready|needs a bigger one|only buys at the fair|she is "
    "thinking about it|come by on saturday|doesn't like frames|we'd love to see you|has a new apartment"
).split("|")
TODO = (
    "call Ana|ship the Ruiz|water the plants|pay the framer|order boxes|send the invoice|pick up the frames|book the "
    "van|call the bank|renew the insurance|pack 1042|photograph the new pieces|check the kiln|buy tape"
).split("|")
PRICES = (
    "4500|$4,500|4.5k|900|1200 eur|€3.400|500 dollars|kr 12 000|2k|five hundred|twelve hundred|350|3800|$75|1,250.00|"
    "9.500 EUR|18 usd|6 grand|400 bucks|£250|two thousand|85|12000 sek"
).split("|")
SAID_AS: dict[str, Sequence[str]] = {
    "when": "friday|tomorrow|tue 3pm|next week|dec 3|on the 3rd|in 2 weeks|monday|tonight|saturday at 2|tomorrow "
    "morning|nov 30|end of the month|thursday 10am|sunday|wed noon|in an hour|next month|12/5|today".split("|"),
    "past": "yesterday|on tuesday|last friday|today|this morning|last week|monday|on nov 3".split("|"),
    "period": "this month|last year|q3|since june|yesterday|in 2024|last 90 days|this week|last month|today|this year|"
    "in october|last quarter|2025|since january".split("|"),
    "phone": "(415) 555-0132|+46 70 123 45 67|646 555 0143|917-555-0178|+48512345678|212.555.0188".split("|"),
    "email": "m@lopez.com|anna.k@gmail.com|tom@chen.co|info@holm.se".split("|"),
    "money": PRICES, "money_bare": PRICES,
    "discount": [*PRICES, "10%", "ten percent", "5 percent", "15%"],
    "percent": "10%|60%|ten percent|45 percent|half".split("|"),
    "int": "2|3|5|12|a dozen|two|ten|40|100".split("|"), "count": "2|3|5|12|a dozen|two|ten|40|100".split("|"),
    "ordinal": "1|2|3|the second one|the first|number 2".split("|"),
    "which": "2|the second one|the last one|the draft|1".split("|"),
    "any": "2|the second one|the last one|1".split("|"),
    "year": "1968|2021|1999|2024".split("|"), "currency": "usd|eur|euros|sek|dollars|pounds".split("|"),
    "order": "1042|1001|2217|#1042|1188".split("|"), "orders": "1042|1001 and 1002|1042, 1043 and 1050".split("|"),
    "batch": "B7|B12|b3|K2".split("|"), "batch_code": "B7|B12|b3|K2".split("|"), "new_batch": "B7|B12|K2".split("|"),
    "tracking": "JD0146000|00340434292135100186|1Z999AA10123456784".split("|"),
    "size": "24x36|30 x 40 cm|24 by 36|60x80".split("|"),
    "medium": "oil on canvas|gouache|bronze|oil|stoneware".split("|"),
    "likes": TASTES, "query": [*TASTES, "boston", "vip", "watch people"], "audience": [*TASTES, "boston", "vip"],
    "message": SAID, "clause": SAID, "text": SAID, "span": SAID, "purpose": ["framing", "new strap", "shipping"],
    "short": "hours|prices|euro|off|stockholm|1968".split("|"),
    "reply_name": "hours|prices|address|shipping".split("|"),
    "setting_value": "9pm to 9am|eur|off|stockholm|on".split("|"),
    "chore": TODO, "deed": TODO, "task_text": TODO, "task": TODO,
    "tag": "vip|press|slow payer|trade|friend".split("|"),
    "channel": "sms|whatsapp|telegram|email".split("|"),
    "platform": "catawiki|tradera|ebay|chrono24|etsy".split("|"),
    "role": "agent|manager|seller|finance|staff|admin".split("|"),
    "order_status": "pending|processing|shipped|delivered|canceled".split("|"),
    "method": "card|cash|bank transfer|wire|paypal".split("|"),
    "field": "price|size|medium|year|location|title|condition|cost".split("|"),
    "setting": "quiet hours|default currency|time zone|tax|language".split("|"),
    "item_status": "available|sold|on hold".split("|"), "measure": "revenue|profit|count".split("|"),
    "by": "maker|artist|item|month|category|channel".split("|"), "offer_answer": "accept|decline".split("|"),
    "listing_kind": "auction|fixed".split("|"), "export_what": "contacts|items|orders|messages".split("|"),
    "export_format": "csv|excel|xlsx".split("|"), "nudge_rule": "birthdays|low stock".split("|"),
    "repeat": "every monday|daily|every week".split("|"), "hours": "before 9|after 6pm".split("|"),
    "location": "storage|the back room|the viewing room|warehouse|the office|the vault|Stockholm|London|the framer|"
    "studio|shelf 3|the window|the main hall|the safe|Hamburg|the fair|rack B|the depot".split("|"),
}  # fmt: skip
for _place in ("place", "place_noun"):
    SAID_AS[_place] = SAID_AS["location"]


def person(dice: Random) -> str:
    """A name, as hurriedly as people write them."""
    first, last = dice.choice(FIRST), dice.choice(LAST)
    shapes = (
        first,
        f"{first} {last}",
        f"{dice.choice(('Mr', 'Mrs', 'Ms', 'Dr'))} {last}",
        f"the {last}s",
        last,
    )
    said = dice.choices(shapes, (50, 35, 5, 5, 5))[0]
    return said.lower() if dice.random() < 0.4 else said


def title(dice: Random) -> str:
    """A work, a watch or goods."""
    noun = dice.choice(WHAT)
    shapes = (
        f"{dice.choice(HOW)} {noun}",
        f"{noun} {dice.choice(('in', 'at', 'with', 'of', 'and', 'by'))} {dice.choice(WHAT)}",
        f"the {dice.choice(LAST)}", f"{noun} {dice.choice(('No. 3', 'II', 'IV', '7'))}", f"The {noun}",
        dice.choice(WATCHES), goods(dice), dice.choice(("the big red one", "the new Ruiz", "the small one")),
    )  # fmt: skip
    said = dice.choices(shapes, (45, 10, 7, 8, 6, 9, 10, 5))[0]
    if dice.random() < 0.35:
        said = said.lower()
    return f'"{said}"' if dice.random() < 0.08 else said


def goods(dice: Random) -> str:
    """Goods, without their number."""
    return (dice.choice(HUES) + " " if dice.random() < 0.7 else "") + dice.choice(GOODS)


def counted(dice: Random) -> str:
    """Goods with their number."""
    return dice.choice(("2 ", "3 ", "a dozen ", "two ", "12 ", "one ", "a ", "")) + goods(dice)


def sku(dice: Random) -> str:
    """A stock number."""
    return f"{dice.choice(('SV', 'TM', 'AB', 'W', 'sv', 'K'))}-{dice.randint(1, 9999):04}"


def item(dice: Random) -> str:
    """However an item is spoken of."""
    return dice.choices((sku(dice), dice.choice(("it", "that one", "this one")), title(dice)), (14, 6, 80))[0]


def several(one: Callable[[Random], str]) -> Callable[[Random], str]:
    """One to three of them."""

    def made(dice: Random) -> str:
        said = [one(dice) for _ in range(dice.choice((1, 1, 2, 2, 3)))]
        if len(said) == 1:
            return said[0]
        return ", ".join(said[:-1]) + dice.choice((" and ", " and ", ", ", " & ")) + said[-1]

    return made


MADE: dict[str, Callable[[Random], str]] = {
    "name": person, "person": person, "maker": person, "user": person, "contacts": several(person),
    "contact": lambda dice: person(dice) if dice.random() < 0.93 else dice.choice(("her", "him", "them")),
    "item": item, "the_piece": item, "piece": item, "named": item, "numbered": item, "definite": item,
    "line": counted, "lines": several(counted), "counted": several(counted), "items": several(item),
    "title": title, "wish": lambda dice: dice.choice(WATCHES) if dice.random() < 0.5 else title(dice), "sku": sku,
}  # fmt: skip


def filler(kind: str, past: bool, dice: Random) -> str:
    """Something a slot of this kind may hold."""
    if kind in MADE:
        return MADE[kind](dice)
    if kind == "day":
        kind = "when"
    return dice.choice(SAID_AS["past" if kind == "when" and past else kind])
