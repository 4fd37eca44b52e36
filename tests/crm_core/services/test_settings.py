"""What a gallery chooses: each setting is read from words, refused with what would do, takes effect and comes back."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm_core.errors import NotAllowed, Refused
from crm_core.models import Setting
from crm_core.services import (
    find,
    items,
    journal,
    pricing,
    setting_values,
    setting_words,
    settings,
    shares,
    skus,
)
from crm_core.services.items import NewItem
from tests.world import acting, contact, do, item


@pytest.fixture
def crm(house):
    with acting(house) as crm:
        yield crm


REFUSALS = {
    "time zone": {
        "Stokholm": "I don't know the time zone “Stokholm”. Did you mean Europe/Stockholm?",
        "Narnia": "I don't know the time zone “Narnia”. Use a name like Europe/Stockholm.",
        "USA": "USA has 29 time zones. Say one, like America/New_York or America/Detroit or",
    },
    "currency": {"XYZ": "“XYZ” is not a currency I know. Use its three letters, like USD or EUR."},
    "country": {"Swedn": "I don't know the country “Swedn”. Did you mean Sweden?"},
    "locale": {"klingon": "I can't write as “klingon”. Say one like en-US, en-GB, de-DE or sv-SE."},
    "trades": {"cars": "The trades are gallery, watches and handmade."},
    "hold days": {"0": "0 days can't be: between 1 and 365.", "soon": "“soon” is not a number."},
    "tax rate": {"120": "120 percent can't be: a rate is below 100.", "-5": "“-5” can't be"},
    "sku rule": {"as you like it, please": "makes no numbers. Say it by an example: “sku rule SV-0001”"},
    "colour": {"tael": "I don't know the colour “tael”. Did you mean teal?"},
    "events webhook": {"ftp://x.example": "is no address I can post to. It begins with https://."},
    "logo": {"a cat": "Send me the logo as a picture, with the words “our logo”."},
    "name": {"x" * 61: "A gallery's name has up to 60 letters."},
    "commission": {"120": "120 percent can't be: a rate is below 100.", "a lot": "“a lot” is not a number."},
    "our language": {"swedish": "I write English. How numbers, money and dates are written is the locale"},
    "offer days": {"14": "An offer stands for 7 days unless you say it"},
    "payment terms": {"30 days": "An invoice names no day to pay by."},
    "curency": {"eur": "There is no setting “curency”. Did you mean currency?"},
}


@pytest.mark.parametrize(("name", "said"), [(name, said) for name, each in REFUSALS.items() for said in each])
def test_what_can_be_none_is_refused_with_what_would_do(crm, name, said):
    with pytest.raises(Refused) as refused:
        setting_words.meant(crm, name, said)
    assert REFUSALS[name][said] in str(refused.value)
    assert said not in crm.session.scalars(select(Setting.value)).all()


@pytest.mark.parametrize(
    ("name", "said", "now"),
    [
        ("time zone", "pacific time", "Time zone: America/Los_Angeles"),
        ("time zone", "Sweden", "Time zone: Europe/Stockholm"),
        ("currency", "euros", "Currency: EUR"),
        ("country", "uk", "Country: GB"),
        ("locale", "swedish", "Locale: sv-SE (12 000,00 $, 20 Nov 2026, 10:00)"),
        ("trades", "watches and handmade", "Trades: watches, handmade"),
        ("tax rate", "8,25%", "Tax rate: 8.25% (contained in prices)"),
        ("sku rule", "art-yyyy-001", "Sku rule: ART-YYYY-### (ART-YYYY-001, ART-YYYY-002 …)"),
        ("step up amount", "5,000", "Step up amount: 5000"),
        ("our colour", "teal", "Colour: #008080"),
        ("colour", "none", "Our colour: none"),
        ("business hours", "Tue-Sat 11 to 6", "Opening hours: Tue-Sat 11 to 6"),
        ("signature", "Warmly,\nOlivia  Grant.", "Signature: Warmly,\nOlivia Grant."),
        ("commission", "40%", "Commission: 40% (who has no terms of their own gets 60%)"),
        ("commission rate", "none", "Commission rate: none"),
        ("events webhook", "https://hook.example/a?b=1", "Events webhook: https://hook.example/a?b=1"),
    ],
)
def test_words_are_read_as_they_are_meant(crm, name, said, now):
    wanted = now.partition(": ")[2]
    assert setting_words.meant(crm, name, said).partition(": ")[2] == wanted
    setting_words.change(crm, name, said)
    assert setting_words.shown(crm, name)[0].partition(": ")[2] == wanted


def test_only_who_may_changes_them(house):
    with acting(house, "Sam") as crm, pytest.raises(NotAllowed):
        setting_words.change(crm, "currency", "eur")


def test_a_zone_decides_what_today_is(house, crm):
    house.clock.now = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    assert str(crm.today()) == "2026-11-20"
    setting_words.change(crm, "time zone", "Stockholm")
    assert str(crm.today()) == "2026-11-21"


def test_tax_is_in_the_next_price(crm):
    setting_words.change(crm, "tax rate", "25")
    assert pricing.tax_in(crm, Decimal(125), "USD") == 25


def test_the_commission_is_taken_where_nobody_agreed_on_another(crm):
    tom, ana = contact(crm, "Tom"), contact(crm, "Ana")
    vessel = items.add(crm, NewItem("Vessel"))
    vessel.consignor_id = tom.id
    assert [share.percent for share in shares.of(crm, vessel, Decimal(500), "USD")] == [None]
    setting_words.change(crm, "commission", "40%")
    assert [share.amount for share in shares.of(crm, vessel, Decimal(500), "USD")] == [300]
    items.set_terms(crm, tom, Decimal(0))  # nothing at all is terms too
    assert [share.amount for share in shares.of(crm, vessel, Decimal(500), "USD")] == [0]
    assert shares.percent_of(crm, item(crm, "Blue Nude"), ana) == 50


def test_what_sounds_like_a_setting_is_none(crm):
    assert not set(setting_words.ELSEWHERE) & set(setting_words.NAMES)


def test_numbers_follow_the_rule_and_are_found_by_their_last_part(crm):
    setting_words.change(crm, "sku rule", "ART-YYYY-001")
    vessel = items.add(crm, NewItem("Vessel"))
    assert vessel.sku == "ART-2026-022"
    assert find.items(crm, "#22").one == vessel and find.items(crm, "art22").one == vessel
    assert find.items(crm, "SV-0012").one.title == "Blue Nude"  # who had a number keeps it
    assert skus.written(crm, 1234) == "ART-2026-1234"


def test_what_was_accepted_once_still_opens_the_gallery(crm):
    """A stored value that is refused today must not stand in the way of everything."""
    crm.session.add(Setting(name="region", value="Atlantis"))
    crm.session.add(Setting(name="wallpaper", value="blue"))
    crm.session.flush()
    assert settings.load(crm).region == "Atlantis"


def test_each_comes_back_with_undo(house):
    for name, said in (("locale", "german"), ("sku rule", "X-1"), ("colour", "teal"), ("trades", "handmade")):
        with acting(house) as crm:
            before = getattr(crm.settings, setting_words.NAMES[name])
            do(crm, "set_setting", setting=name, value=said)
            assert getattr(crm.settings, setting_words.NAMES[name]) != before
        with acting(house) as crm:
            journal.undo(crm)
        with acting(house) as crm:
            assert getattr(crm.settings, setting_words.NAMES[name]) == before


def test_every_setting_can_be_said_and_is_shown(crm):
    named = {*setting_words.NAMES.values(), "quiet_from", "quiet_to"}
    assert named == set(settings.READERS) == set(settings.DEFAULTS)
    assert len(setting_words.shown(crm)) == len(setting_words.known())
    assert set(setting_values.TRADES) >= set(crm.settings.trades)


def test_a_potter_says_one_and_means_stock(crm):
    setting_words.change(crm, "trade", "handmade")
    assert items.add(crm, NewItem("Jar", quantity=1)).kind == "goods"
    setting_words.change(crm, "trades", "gallery and handmade")
    assert items.add(crm, NewItem("Oil", quantity=1)).kind == "unique"
