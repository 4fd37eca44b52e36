"""Telegram from its webhook to its answer: linking, buttons, groups, and what is no text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot import webhooks
from crm_core import db
from crm_core.models import Address, Contact, ImportJob, Inbox, Item, Outbox, Question, User
from crm_core.services import consent, messages, users, waiting
from tests import world
from tests.conftest import House
from tests.doors import Doors, add_line
from tests.fakes.telegram import BOT, FakeTelegram, Fault
from tests.fakes.twilio import FakeTwilio
from tests.pictures import photo
from workers import transfer

BOT_ID = str(BOT["id"])
OLIVIA, SAM, ANN = 700100, 700101, 700200
GROUP = {"id": -1001234567890, "title": "Gallery staff", "type": "supergroup"}
_numbers = count(1)


@pytest.fixture
def doors(house: House, setting: Callable[..., None]) -> Iterator[Doors]:
    add_line(house, "telegram", BOT_ID)
    with FakeTelegram() as telegram, FakeTwilio() as twilio:
        with Doors(house, setting, twilio=twilio, telegram=telegram) as running:
            yield running


def person(who: int) -> dict[str, Any]:
    return {"id": who, "is_bot": False, "first_name": {OLIVIA: "Olivia", ANN: "Ann"}.get(who, "Somebody")}


def chat(who: int) -> dict[str, Any]:
    return {"id": who, "first_name": "x", "type": "private"}


def write(
    doors: Doors, who: int, text: str = "", *, where: dict[str, Any] | None = None, **more: Any
) -> None:
    """A message; then the workers look, four seconds later where there are pictures."""
    said = {"text": text} if text else {}
    body = {"message_id": next(_numbers), "from": person(who), "chat": where or chat(who), "date": 1795168901}
    doors.update({"message": {**body, **said, **more}})
    doors.settle()


def press(doors: Doors, who: int, data: str, *, accessible: bool = True) -> None:
    on = {"message_id": 12, "chat": chat(who), "date": 1795168901 if accessible else 0}
    doors.update(
        {
            "callback_query": {
                "id": str(next(_numbers)),
                "from": person(who),
                "chat_instance": "1",
                "data": data,
                "message": on,
            }
        }
    )
    doors.settle()


def token(doors: Doors, name: str = "Olivia Grant") -> str:
    with doors.house.crm() as crm:
        return users.telegram_token(crm, crm.session.scalars(select(User).where(User.name == name)).one())


def linked(doors: Doors, who: int = OLIVIA, name: str = "Olivia Grant") -> None:
    write(doors, who, f"/start {token(doors, name)}")


def heard(doors: Doors, who: int) -> list[str]:
    return [
        str(data["text"]) for data in doors.telegram.made("sendMessage") if str(data["chat_id"]) == str(who)
    ]


# -- linking


def test_a_link_makes_the_chat_the_colleagues_once_and_for_whoever_opens_it_first(doors: Doors) -> None:
    link = token(doors)
    write(doors, OLIVIA, f"/start {link}")
    assert heard(doors, OLIVIA)[-1].startswith("Linked: this chat is yours now, Olivia")
    write(doors, OLIVIA, "who am i")
    assert heard(doors, OLIVIA)[-1].startswith("You are Olivia Grant, an admin")
    write(doors, 666, f"/start {link}")
    assert "has been used or is too old" in heard(doors, 666)[-1]
    write(doors, 666, "who am i")
    assert not any(text.startswith("You are") for text in heard(doors, 666))


def test_what_was_written_before_the_link_was_opened_counts_as_theirs(doors: Doors) -> None:
    link = token(doors)
    for text in (f"/start {link}", "who am i"):
        body = {
            "message_id": next(_numbers),
            "from": person(OLIVIA),
            "chat": chat(OLIVIA),
            "date": 1795168901,
        }
        doors.update({"message": {**body, "text": text}})
    doors.settle()
    assert heard(doors, OLIVIA)[-1].startswith("You are Olivia Grant")
    assert doors.rows(Contact, Contact.state == "draft") == []


def test_the_link_is_asked_for_by_text_and_needs_a_bot(doors: Doors) -> None:
    with world.acting(doors.house) as crm:
        way = users.telegram_link(crm, users.me(crm))
    assert way.startswith(f"https://t.me/herring_test_bot?start={doors.house.one}-")
    assert len(way.partition("start=")[2]) <= 64
    with world.acting(doors.house) as crm:
        text = world.do(crm, "link_telegram").text
    assert "press Start" in text
    with doors.house.crm(gallery=doors.house.two) as crm:
        with pytest.raises(Exception, match="Telegram isn't set up here"):
            users.telegram_link(crm, crm.session.scalars(select(User)).first())


def test_a_bare_start_is_a_greeting_and_no_consent(doors: Doors) -> None:
    write(doors, ANN, "/start")
    assert heard(doors, ANN)[-1].endswith("Write here and one of us answers.")
    with doors.house.crm() as crm:
        assert consent.latest(crm, "telegram", str(ANN)) is None
    linked(doors)
    write(doors, OLIVIA, "/start")
    assert "Text MENU" in heard(doors, OLIVIA)[-1]


# -- one bot for several galleries


def test_the_shared_bot_finds_the_gallery_by_link_by_chat_and_by_use(doors: Doors) -> None:
    house = doors.house
    add_line(house, "telegram", BOT_ID, house.two)
    write(doors, ANN, "hello")  # nobody's: nothing says which gallery is meant
    assert doors.rows(Inbox) == []
    write(doors, ANN, f"/start {house.two}")
    write(doors, ANN, "hello")
    with house.crm(gallery=house.two) as crm:
        assert [row.text for row in crm.session.scalars(select(Inbox).order_by(Inbox.id))] == [
            f"/start {house.two}",
            "hello",
        ]
    assert doors.rows(Inbox) == []
    linked(doors)
    with house.crm(gallery=house.two) as crm:
        olivia = crm.session.scalars(select(User).where(User.name == "Olivia Grant")).one()
        second = users.telegram_token(crm, olivia)
    doors.house.one, doors.house.two = house.two, house.one
    write(doors, OLIVIA, f"/start {second}")
    assert db.gallery_of_chat("telegram", str(OLIVIA)) == house.one
    doors.house.one, doors.house.two = house.two, house.one
    write(doors, OLIVIA, "use gallery one")
    assert heard(doors, OLIVIA)[-1].startswith("You are at")
    assert db.gallery_of_chat("telegram", str(OLIVIA)) == house.one
    write(doors, ANN, "use gallery one")  # who doesn't work there stays where they are
    assert db.gallery_of_chat("telegram", str(ANN)) == house.two


# -- buttons


def test_a_question_has_buttons_and_a_press_answers_it_once(doors: Doors) -> None:
    linked(doors)
    write(doors, OLIVIA, "sold Blue Nude to Maria for 4500")
    asked = doors.telegram.made("sendMessage")[-1]
    keys = [key for row in asked["reply_markup"]["inline_keyboard"] for key in row]
    assert [key["text"] for key in keys] == ["OK", "NO"]
    assert all(len(key["callback_data"].encode()) <= 64 for key in keys)
    press(doors, OLIVIA, keys[0]["callback_data"])
    assert heard(doors, OLIVIA)[-1].startswith("Sold. Order 1001")
    press(doors, OLIVIA, keys[0]["callback_data"], accessible=False)
    assert heard(doors, OLIVIA)[-1].startswith("Already done: Sold. Order 1001")
    assert len(doors.telegram.made("answerCallbackQuery")) == 2  # no spinner is left turning


def test_a_choice_has_a_button_for_each_row(doors: Doors) -> None:
    linked(doors)
    with doors.house.crm() as crm:
        crm.session.add(Contact(name="Maria Sandoval", state="active"))
    write(doors, OLIVIA, "note on Maria: called back")
    asked = doors.telegram.made("sendMessage")[-1]
    keys = [key for row in asked["reply_markup"]["inline_keyboard"] for key in row]
    assert len(keys) == 2 and keys[0]["text"].startswith("1 Maria")
    press(doors, OLIVIA, keys[1]["callback_data"])
    with doors.house.crm() as crm:
        assert crm.session.scalars(select(Question).order_by(Question.id.desc())).first().state == "answered"


def test_a_button_of_somebody_else_or_of_nothing_changes_nothing(doors: Doors) -> None:
    linked(doors)
    linked(doors, SAM, "Sam Reed")
    write(doors, OLIVIA, "sold Blue Nude to Maria for 4500")
    asked = doors.telegram.made("sendMessage")[-1]
    key = asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    press(doors, SAM, key)
    press(doors, SAM, "ap:7:ok")
    press(doors, ANN, key)
    assert not any(text.startswith("Sold") for text in heard(doors, SAM) + heard(doors, ANN))
    assert len(doors.telegram.made("answerCallbackQuery")) == 3


def test_a_collectors_message_comes_with_buttons_for_what_to_do(doors: Doors) -> None:
    linked(doors)
    doors.text("+14155550132", "I'll take To the Lighthouse")
    doors.settle()
    note = doors.telegram.made("sendMessage")[-1]
    assert "Maria Lopez wants to buy" in note["text"]
    keys = [key for row in note["reply_markup"]["inline_keyboard"] for key in row]
    assert keys[0]["text"].startswith("1 Sell To the Lighthouse")
    press(doors, OLIVIA, keys[0]["callback_data"])
    assert "OK" in heard(doors, OLIVIA)[-1]


def keys(message: dict[str, Any]) -> dict[str, str]:
    """What the buttons under a message send, by their labels."""
    return {
        key["text"]: key["callback_data"] for row in message["reply_markup"]["inline_keyboard"] for key in row
    }


def test_the_buttons_of_a_note_work_when_the_next_one_has_come(doors: Doors) -> None:
    """A number means the latest note; a button means its own, whatever else was asked, and once."""
    linked(doors)
    doors.text("+14155550132", "hello, do you frame works as well?")
    doors.settle()
    maria = keys(doors.telegram.made("sendMessage")[-1])
    doors.text("+14155550133", "are you there?")
    doors.settle()
    tom = keys(doors.telegram.made("sendMessage")[-1])
    assert list(maria) == list(tom) == ["1 reply", "2 hand over"]
    write(doors, OLIVIA, "sold Red Field to Maria for 9000")
    press(doors, OLIVIA, maria["1 reply"])
    assert heard(doors, OLIVIA)[-1].startswith("Not recorded: Sell Red Field")
    assert heard(doors, OLIVIA)[-1].endswith("What should I answer?")
    write(doors, OLIVIA, "yes, in oak")
    assert heard(doors, OLIVIA)[-1].startswith(
        "Answer Maria Lopez (who wrote “hello, do you frame works as well?”): “yes, in oak”?"
    )
    write(doors, OLIVIA, "ok")
    doors.house.clock.advance(minutes=15)
    press(doors, OLIVIA, maria["2 hand over"])
    assert heard(doors, OLIVIA)[-1] == "That question is closed; nothing was changed."
    press(doors, OLIVIA, tom["2 hand over"])
    assert heard(doors, OLIVIA)[-1] == "Who should take it?"
    doors.house.clock.advance(days=2)
    doors.text("+14155550133", "hello?")
    doors.settle()
    late = keys(doors.telegram.made("sendMessage")[-1])
    doors.house.clock.advance(days=2)
    press(doors, OLIVIA, late["1 reply"])
    assert heard(doors, OLIVIA)[-1] == "That question is closed; nothing was changed."


# -- groups


def test_a_group_is_answered_in_private_and_only_when_addressed(doors: Doors) -> None:
    linked(doors)
    before = len(doors.telegram.made("sendMessage"))
    write(doors, OLIVIA, "what do we owe Ana Ruiz", where=GROUP)
    assert len(doors.telegram.made("sendMessage")) == before
    write(doors, OLIVIA, "/whoami@herring_test_bot", where=GROUP)
    write(doors, OLIVIA, "/undo@another_bot", where=GROUP)
    made = doors.telegram.made("sendMessage")[before:]
    assert [str(data["chat_id"]) for data in made] == [str(OLIVIA)]


# -- what is no text


def test_undo_and_menu_are_commands_of_the_bot(doors: Doors) -> None:
    linked(doors)
    write(doors, OLIVIA, "note on Tom: likes blue")
    write(doors, OLIVIA, "/undo")
    assert heard(doors, OLIVIA)[-1].startswith("Undone")


def test_an_edit_is_not_carried_out_again(doors: Doors) -> None:
    linked(doors)
    body = {"message_id": 5, "from": person(OLIVIA), "chat": chat(OLIVIA), "date": 1795168901}
    doors.update(
        {"edited_message": {**body, "edit_date": 1795168999, "text": "new: Sunset by Ana Ruiz, $1200"}}
    )
    doors.settle()
    assert "I don't go by edits" in heard(doors, OLIVIA)[-1]
    assert len(doors.rows(Item)) == 7


def test_a_voice_message_is_politely_refused_and_kept(doors: Doors) -> None:
    doors.telegram.files["photos/v1.jpg"] = b"OggS voice"
    voice = {"file_id": "v1", "file_unique_id": "v1", "duration": 7, "mime_type": "audio/ogg"}
    linked(doors)
    write(doors, OLIVIA, voice=voice)
    write(doors, ANN, voice=voice)
    assert heard(doors, OLIVIA)[1].startswith("Sorry, I can't listen to voice messages.")
    assert heard(doors, ANN)[-1].startswith("Sorry, I can't listen to voice messages.")
    kept = [row for row in doors.inbox() if row.media]
    assert [row.media[0]["key"][-4:] for row in kept] == [".oga", ".oga"] and kept[0].outcome == "kept"
    assert any("[a voice message]" in text for text in heard(doors, OLIVIA))
    with world.acting(doors.house) as crm:
        (shown,) = [each for each in waiting.waiting(crm) if each.kind == "inbox"]
    link = shown.detail.partition("Voice message: ")[2]
    assert httpx.get(link).content == b"OggS voice"


def a_sheet(doors: Doors, name: str, content: str, **more: str) -> None:
    doors.telegram.files["photos/d1.jpg"] = content.encode()
    sheet = {"file_id": "d1", "file_unique_id": name, "file_name": name, "mime_type": "text/csv"}
    write(doors, OLIVIA, document=sheet, **more)


def test_a_spreadsheet_is_shown_and_imported_on_ok(doors: Doors) -> None:
    linked(doors)
    a_sheet(
        doors, "works.csv", "Titel;Künstler;Preis;Rahmen\nSunset;Ana Ruiz;1.200,50;oak\nDusk;Ana Ruiz;soon;\n"
    )
    assert heard(doors, OLIVIA)[-1] == (
        "Import 2 rows of works.csv as items?\n"
        "title = Titel, maker = Künstler, price = Preis.\n"
        "Read as utf-8, semicolon. Preis: the comma is the decimal sign. Amounts are USD.\n"
        "Kept with each item as they are: Rahmen.\n"
        "Wrong? Say “artist is column 3”, “ignore notes”, “prices are in eur”, “dates are day first”.\n"
        "Reply OK, or NO."
    )
    write(doors, OLIVIA, text="ok")
    assert heard(doors, OLIVIA)[-1].startswith("Importing 2 rows of works.csv.")
    with world.acting(doors.house) as crm:
        (job,) = crm.session.scalars(select(ImportJob))
        assert (job.state, job.rows_read) == ("running", 0)
    assert transfer.work(doors.house.one, job.id, doors.house.clock)
    doors.settle()
    said = heard(doors, OLIVIA)[-1]
    assert said.startswith(
        "works.csv is in: 1 new item. 1 row needs you.\n1 × Preis “soon” is not an amount\n"
    )
    link = said.partition("send me the file: ")[2].splitlines()[0]
    rows = httpx.get(link).content.decode("utf-8-sig").splitlines()
    assert rows == [
        "Titel,Künstler,Preis,Rahmen,Why it was not taken",
        "Dusk,Ana Ruiz,soon,,line 3: Preis “soon” is not an amount",
    ]
    write(doors, OLIVIA, text="show Sunset")
    assert "$1,200.50" in heard(doors, OLIVIA)[-1]
    write(doors, OLIVIA, text=f"undo import {job.id}")
    assert "1 item archived." in heard(doors, OLIVIA)[-1]
    write(doors, OLIVIA, text="show Sunset")
    assert "I don't know" in heard(doors, OLIVIA)[-1]
    write(doors, OLIVIA, text="redo")
    write(doors, OLIVIA, text="show Sunset")
    assert "$1,200.50" in heard(doors, OLIVIA)[-1]


def test_a_caption_says_what_a_spreadsheet_is_of_and_a_reply_corrects_it(doors: Doors) -> None:
    linked(doors)
    a_sheet(doors, "names.csv", "name,note\nZelda Quist,likes blue\n", caption="our people")
    assert heard(doors, OLIVIA)[-1].startswith("I can't tell what is in names.csv. Say")
    write(doors, OLIVIA, text="import it as items")
    assert heard(doors, OLIVIA)[-1].startswith("Import 1 row of names.csv as items?\ntitle = name.")
    write(doors, OLIVIA, text="import it as contacts")
    assert "Import 1 row of names.csv as contacts?\nname = name, note = note." in heard(doors, OLIVIA)[-1]
    write(doors, OLIVIA, text="no")
    with world.acting(doors.house) as crm:
        assert crm.session.scalars(select(ImportJob)).all() == []


def test_a_shared_card_is_a_new_contact(doors: Doors) -> None:
    linked(doors)
    write(doors, OLIVIA, contact={"phone_number": "12065550142", "first_name": "Ann", "last_name": "Lind"})
    (ann,) = doors.rows(Contact, Contact.name == "Ann Lind")
    with doors.house.crm() as crm:
        assert {
            row.value for row in crm.session.scalars(select(Address).where(Address.contact_id == ann.id))
        } == {"+12065550142"}


def test_a_collectors_card_and_sticker_are_passed_on_and_change_nothing(doors: Doors) -> None:
    linked(doors)
    write(doors, ANN, "hello")
    write(doors, ANN, contact={"phone_number": "+12065550142", "first_name": "Ann", "user_id": ANN})
    write(doors, ANN, sticker={"file_id": "s", "file_unique_id": "s", "width": 1, "height": 1})
    told = "\n".join(heard(doors, OLIVIA))
    assert "(a contact card: Ann +12065550142)" in told and "(a sticker)" in told
    assert [
        row.value for row in doors.rows(Address, Address.channel == "sms", Address.value == "+12065550142")
    ] == []


def test_an_album_with_one_caption_is_one_item(doors: Doors) -> None:
    linked(doors)
    for number in range(3):
        doors.telegram.files[f"photos/p{number}.jpg"] = photo(number)
        size = [{"file_id": f"p{number}", "file_unique_id": f"p{number}", "width": 640, "height": 480}]
        caption = {"caption": "Sunset by Ana Ruiz, oil, 24x36, $1200"} if number == 1 else {}
        write(doors, OLIVIA, photo=size, media_group_id="77", **caption)
    doors.settle(seconds=5)
    assert heard(doors, OLIVIA)[-1].startswith("Added Sunset (SV-0022) by Ana Ruiz")
    assert "With 3 photos." in heard(doors, OLIVIA)[-1]
    assert len(doors.telegram.made("sendMessage")) == 2  # the link's answer, and this


def test_photos_go_out_to_telegram(doors: Doors) -> None:
    linked(doors)
    doors.telegram.files["photos/p.jpg"] = photo(1)
    size = [{"file_id": "p", "file_unique_id": "p", "width": 640, "height": 480}]
    write(doors, OLIVIA, photo=size, caption="Blue Nude")
    doors.settle(seconds=5)
    write(doors, OLIVIA, "show SV-0012")
    assert doors.telegram.made("sendPhoto"), heard(doors, OLIVIA)
    sent = doors.telegram.made("sendPhoto")[-1]
    assert sent["photo"].startswith(f"{doors.url}/media/") and "Blue Nude (SV-0012)" in sent["caption"]


# -- blocked


def membership(doors: Doors, who: int, status: str) -> None:
    change = {
        "chat": chat(who),
        "from": person(who),
        "date": 1795168901,
        "old_chat_member": {"user": BOT, "status": "member"},
    }
    doors.update(
        {"my_chat_member": {**change, "new_chat_member": {"user": BOT, "status": status, "until_date": 0}}}
    )
    doors.settle()


def test_who_blocks_the_bot_is_not_written_to_until_they_unblock_it(doors: Doors) -> None:
    write(doors, ANN, "hello, is Blue Nude still there?")
    before = len(heard(doors, ANN))
    membership(doors, ANN, "kicked")
    assert len(heard(doors, ANN)) == before
    (address,) = doors.rows(Address, Address.channel == "telegram", Address.value == str(ANN))
    assert address.blocked_reason == "they blocked the bot"
    with doors.house.crm() as crm:
        ann = crm.session.get_one(Contact, address.contact_id)
        with pytest.raises(Exception, match="they blocked the bot"):
            messages.send(crm, ann, "Still there?", purpose="personal")
        assert not consent.may_send(crm, "telegram", str(ANN), "personal").allowed
    membership(doors, ANN, "member")
    (address,) = doors.rows(Address, Address.channel == "telegram", Address.value == str(ANN))
    assert address.blocked_reason is None
    with doors.house.crm() as crm:
        assert consent.may_send(crm, "telegram", str(ANN), "personal").allowed


def test_a_colleague_who_blocks_the_bot_is_reached_by_phone(doors: Doors) -> None:
    linked(doors)
    membership(doors, OLIVIA, "kicked")
    with doors.house.crm() as crm:
        olivia = crm.session.scalars(select(User).where(User.name == "Olivia Grant")).one()
        assert messages.best_address(crm, olivia).channel == "sms"


def test_a_refused_send_leads_to_the_phone_until_start_is_pressed_again(doors: Doors) -> None:
    linked(doors)
    doors.telegram.faults[str(OLIVIA)] = Fault(403, "Forbidden: bot was blocked by the user", times=1)
    write(doors, OLIVIA, "who am i")
    with doors.house.crm() as crm:
        olivia = crm.session.scalars(select(User).where(User.name == "Olivia Grant")).one()
        assert messages.best_address(crm, olivia).channel == "sms"
    write(doors, OLIVIA, "/start")
    with doors.house.crm() as crm:
        assert messages.best_address(crm, olivia).channel == "telegram"
        assert consent.may_send(crm, "telegram", str(OLIVIA), "reply").allowed
    assert "Text MENU" in heard(doors, OLIVIA)[-1]


def test_an_unplaceable_update_is_answered_2xx_so_that_telegram_forgets_it(doors: Doors) -> None:
    doors.telegram.faults["1"] = Fault(500)
    assert doors.telegram.push(f"{doors.url}/webhooks/telegram", {"poll_answer": {}}) == 204
    assert doors.telegram.push(f"{doors.url}/webhooks/telegram", {}, secret="wrong") == 403
    assert doors.rows(Outbox) == [] and webhooks.channels()["telegram"].enabled()
