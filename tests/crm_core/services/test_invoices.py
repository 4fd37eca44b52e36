"""Invoices: the page that is kept as it was issued, and the way it takes."""

from __future__ import annotations

import io
import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from crm_core.errors import Refused
from crm_core.models import Address, Invoice, Outbox
from crm_core.money import Money
from crm_core.services import (
    invoice_pdf,
    invoices,
    media_files,
    media_links,
    order_changes,
    payments,
    sales,
)
from crm_core.services.sale_plan import Terms
from tests.doors import MAIL, add_line
from tests.world import acting, ask, contact, do, item


def usd(amount):
    return Money.of(amount, "USD")


def sold(crm, *names, to="Maria", **terms):
    wanted = [(item(crm, name), 1) for name in names]
    return sales.sell(crm, Terms(wanted, contact=contact(crm, to), **terms))[0]


@pytest.fixture
def mailing(house, setting, tmp_path):
    setting(HERRING_HOME=str(tmp_path))
    add_line(house, "email", MAIL)
    return house


def test_the_page_says_what_was_sold_and_what_is_due(house):
    with acting(house) as crm:
        order = sold(crm, "Blue Nude", "Red Field", discount=usd(300), deposit=usd(4000))
        said = invoices.issue(crm, order).document
        assert [line["title"] for line in said["lines"]] == ["Blue Nude", "Red Field"]
        assert said["lines"][0]["detail"].startswith("Ana Ruiz, oil on canvas, 24x36")
        assert said["lines"][0]["detail"].endswith("2019. SV-0012")
        assert said["sums"] == [
            ["Subtotal", "$14,300.00"],
            ["Discount", "-$300.00"],
            ["Total", "$14,000.00"],
            ["Paid", "$4,000.00"],
            ["Due", "$10,000.00"],
        ]
        assert (said["title"], said["about"], said["to"]) == (
            "Invoice 1",
            ["November 20, 2026", "Order 1001"],
            ["Maria Lopez"],
        )


def test_the_page_stays_as_it_was_issued(house):
    with acting(house) as crm:
        order = sold(crm, "Red Field")
        first = invoices.issue(crm, order)
        page = invoice_pdf.draw(first)
        item(crm, "Red Field").title = "Renamed"
        order_changes.update(crm, order, order_changes.Changes(shipping=usd(50)))
        invoices.issue(crm, order)
        crm.session.expire_all()
        assert invoice_pdf.draw(crm.session.get_one(Invoice, first.id)) == page
        note = crm.session.scalars(select(Invoice).where(Invoice.credits_id == first.id)).one()
        assert note.document["title"] == "Credit note 2"
        assert note.document["lines"] == first.document["lines"]
        assert note.document["sums"] == [["Credit", "$9,500.00"]]
        assert note.document["notes"] == ["This credit note takes back invoice 1."]
        assert invoice_pdf.file_name(note) == "credit-note-2.pdf"


def test_letters_of_other_alphabets_are_drawn_and_long_orders_go_on_to_a_second_page(house):
    with acting(house) as crm:
        maria = contact(crm)
        maria.name = "Żaneta Ångström Пушкин ☎"
        mug = item(crm, "Blue Mug")
        order = sales.sell(crm, Terms([(mug, 1)] * 14, contact=maria))[0]
        page = invoice_pdf.draw(invoices.issue(crm, order))
        assert page.startswith(b"%PDF-") and page.count(b"/Type /Page\n") == 2


def test_it_goes_by_mail_as_an_attachment(mailing):
    with acting(mailing) as crm:
        maria = contact(crm)
        crm.session.add(Address(contact_id=maria.id, channel="email", value="maria@example.com"))
        crm.session.flush()
        order = sold(crm, "Blue Nude")
        assert ask(crm, "send_invoice", contact=maria).startswith(
            "Send Maria Lopez the invoice of Order 1001 by email?\n"
        )
        assert do(crm, "send_invoice", order=order).text == (
            "Invoice 1 of Order 1001 is on its way to Maria Lopez."
        )
        row = crm.session.scalars(select(Outbox)).one()
        assert (row.channel, row.subject) == ("email", f"{crm.settings.name}: invoice 1")
        (entry,) = row.media
        key, _, name = entry.partition("/")
        assert name == "invoice-1.pdf"
        assert media_files.path(crm.key, key).read_bytes().startswith(b"%PDF-")
        assert "PDF:" not in row.text


def test_it_goes_by_text_as_a_link_that_opens_for_three_months(mailing):
    with acting(mailing) as crm:
        sold(crm, "Blue Nude")
        do(crm, "send_invoice", contact=contact(crm))
        row = crm.session.scalars(select(Outbox)).one()
        url = next(line for line in row.text.splitlines() if line.startswith("PDF: "))
        token, name = urlsplit(url.removeprefix("PDF: ")).path.split("/")[2:]
        later = crm.now() + timedelta(days=89)
        gallery, key = media_links.opened(token, later)
        assert name == "invoice-1.pdf" and media_files.path(gallery, key) is not None
        assert media_links.opened(token, later + timedelta(days=3)) is None


def test_undoing_what_was_sent_leaves_a_credit_note_and_no_gap(mailing):
    from crm_core.services import journal

    with acting(mailing) as crm:
        sold(crm, "Blue Nude")
        do(crm, "send_invoice", contact=contact(crm))
        journal.undo(crm)
        numbers = crm.session.scalars(select(Invoice.number).order_by(Invoice.id)).all()
        assert numbers == [1, 2]
        assert crm.session.scalars(select(Outbox.state)).one() == "recalled"


def test_a_refused_invoice_takes_no_number(mailing):
    with acting(mailing) as crm:
        order = sold(crm, "Blue Nude")
        order.contact_id = None
        with pytest.raises(Refused, match="sold to nobody by name"):
            do(crm, "send_invoice", order=order)
        assert invoices.issue(crm, order).number == 1


def test_numbers_have_no_gaps_when_many_are_issued_at_once(house):
    titles = ("Blue Nude", "Red Field", "Still Life for Two", "Speedmaster")
    with acting(house) as crm:
        ids = [sold(crm, title).id for title in titles]

    def issue(order_id, fails):
        from crm_core.models import Order

        try:
            with acting(house) as crm:
                invoices.issue(crm, crm.session.get_one(Order, order_id))
                if fails:
                    raise InterruptedError
        except InterruptedError:
            pass

    threads = [threading.Thread(target=issue, args=(each, n % 2)) for n, each in enumerate(ids)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with acting(house) as crm:
        numbers = crm.session.scalars(select(Invoice.number).order_by(Invoice.number)).all()
    assert numbers == [1, 2]


def test_what_was_paid_since_is_not_asked_for_again(house):
    with acting(house) as crm:
        order = sold(crm, "Red Field")
        invoices.issue(crm, order)
        payments.record(crm, order, usd(9500), "wire")
        page = io.BytesIO(invoice_pdf.draw(invoices.issue(crm, order)))
        assert page.read(5) == b"%PDF-"
        assert invoices.issue(crm, order).number == 1


def test_photos_leave_by_mail_under_the_names_of_their_item(mailing):
    from crm_core.models import Photo
    from crm_core.services import messages
    from workers import envelope

    with acting(mailing) as crm:
        maria, blue = contact(crm), item(crm)
        crm.session.add(Address(contact_id=maria.id, channel="email", value="maria@example.com"))
        for position, letter in enumerate("ba", 1):
            crm.session.add(Photo(item_id=blue.id, key=f"{letter * 32}.jpg", position=position))
        crm.session.flush()
        keys = [f"{letter * 32}.jpg" for letter in "abc"]
        for channel, names in (("email", ["SV-0012_2.jpg", "SV-0012_1.jpg"]), ("sms", [])):
            row = messages.send(crm, maria, "Look", purpose="personal", channel=channel, media=keys)
            urls = [urlsplit(url).path.split("/")[2:] for url in envelope.of(crm, row).media_urls]
            assert [rest[1] for rest in urls if len(rest) > 1] == names


def test_the_page_carries_the_gallerys_address_tax_number_and_bank(house):
    from crm_core.services import setting_words

    with acting(house) as crm:
        contact(crm).postal_address = "5 Rue de la Paix, 75002 Paris"
        for name, said in (
            ("our address", "12 Main Street, New York, NY 10001"),
            ("vat number", "DE123456789"),
            ("iban", "DE89 3704 0044 0532 0130 00"),
        ):
            setting_words.change(crm, name, said)
        first = invoices.issue(crm, sold(crm, "Red Field"))
        said = first.document
        assert said["from"] == "12 Main Street\nNew York, NY 10001\nTax number DE123456789"
        assert said["to"] == ["Maria Lopez", "5 Rue de la Paix", "75002 Paris"]
        assert said["notes"][0] == "Pay to: IBAN DE89 3704 0044 0532 0130 00"
        paid = invoices.issue(crm, sold(crm, "Blue Nude", method="cash"))
        assert not [note for note in paid.document["notes"] if "IBAN" in note]  # nothing is due any more
        page = invoice_pdf.draw(first)
        setting_words.change(crm, "our address", "none")
        assert invoices.issue(crm, sold(crm, "Speedmaster")).document["from"] == "Tax number DE123456789"
        assert invoice_pdf.draw(first) == page


def test_an_address_longer_than_a_page_head_is_refused(house):
    from crm_core.services import setting_words

    with acting(house) as crm, pytest.raises(Refused, match="longer than 400 characters"):
        setting_words.change(crm, "our address", "Main Street " * 40)
