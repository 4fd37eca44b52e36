"""The small world of the demo, of every command's examples and of the tests: Sol Vista Gallery.

`fill` puts it into an empty gallery. `ensure` makes the demo's own gallery, which has a console line and no
other: it can never text a real number, whatever is configured.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select

from crm_core import migrate
from crm_core.crm import Crm, open_crm
from crm_core.db import gallery_of_line
from crm_core.models import Address, Base, Claim, Contact, Counter, Item, Piece, StockMove, User
from crm_core.services import settings
from crm_core.services.find import rebuild_terms

NAME = "Sol Vista Gallery"
CONSOLE = "herring"
CHANNELS = ("sms", "console")

# Numbers of the 555-01xx range, which is set aside for fiction.
USERS = (
    ("Olivia Grant", "admin", "+12125550100"),
    ("Sam Reed", "staff", "+12125550101"),
    ("Mia Park", "manager", "+12125550102"),
    ("Leo Hart", "seller", "+12125550103"),
    ("Fay Ito", "finance", "+12125550104"),
    ("Gus Lind", "agent", "+12125550105"),
)
CONTACTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Maria Lopez", "+14155550132", {"likes": "abstract oils"}),
    ("Tom Chen", "+14155550133", {"likes": "watches, Ruiz"}),
    ("Eva Stone", "+14155550134", {}),
    ("Ana Ruiz", "+14155550135", {"tags": ["artist", "consignor"], "share_percent": Decimal(50)}),
    ("Marion Gold", "+14155550136", {}),
    ("Nadia Khan", "+14155550137", {}),
)
RUIZ = {"maker": "Ana Ruiz", "medium": "oil on canvas", "category": "painting"}
WORKS: tuple[tuple[int, str, int, str, dict[str, Any]], ...] = (
    (12, "Blue Nude", 4800, "wall 1", {**RUIZ, "size": "24x36 in", "year": 2019}),
    (13, "Still Life for Two", 900, "wall 2", {**RUIZ, "size": "12x16 in", "year": 2021}),
    (
        14, "Speedmaster 145.022", 6500, "storage",
        {"maker": "Omega", "category": "watch", "medium": "steel", "reference": "145.022", "year": 1968},
    ),
    (15, "To the Lighthouse", 2200, "wall 3", {"maker": "B. Shah", "category": "print", "medium": "etching"}),
    (16, "Red Field", 9500, "storage", {**RUIZ, "size": "60x80 in", "year": 2024}),
)  # fmt: skip
GOODS = ((20, "Blue Mug", 28, 40), (21, "Dinner Plate", 34, 25))
CONSIGNED = (13, 16)  # Ana Ruiz's own; Blue Nude was bought from her
LAST_SKU = 21

Row = TypeVar("Row", bound=Base)


def ensure() -> str:
    """The demo gallery's key; made and filled the first time."""
    key = gallery_of_line("console", CONSOLE) or migrate.add_gallery(NAME, {"console": CONSOLE})
    with open_crm(key) as crm:
        if crm.session.scalar(select(User.id).limit(1)) is None:
            fill(crm)
    return key


def fill(crm: Crm) -> None:
    """The demo world, in a gallery that has nothing yet."""
    for name, value in (
        ("name", NAME),
        ("sku_rule", "SV-####"),
        ("timezone", "America/New_York"),
        ("currency", "USD"),
    ):
        settings.change(crm, name, value)
    users = [_person(crm, User(name=name, role=role), phone) for name, role, phone in USERS]
    contacts = {name: _person(crm, Contact(name=name, **more), phone) for name, phone, more in CONTACTS}
    works = {work[0]: _work(crm, *work) for work in WORKS}
    for number in CONSIGNED:
        works[number].consignor_id = contacts["Ana Ruiz"].id
    for number, title, price, quantity in GOODS:
        item = _item(crm, number, title, price, kind="goods", category="tableware", maker="Sol Vista Pottery")
        _keep(crm, StockMove(item_id=item.id, delta=quantity, reason="opening"))
    _keep(crm, Counter(name="sku", value=LAST_SKU))
    _hold(crm, works[12], contacts["Tom Chen"], users[0])
    rebuild_terms(crm)


def _keep(crm: Crm, row: Row) -> Row:
    crm.session.add(row)
    crm.session.flush()
    return row


def _person(crm: Crm, person: Any, phone: str) -> Any:
    _keep(crm, person)
    owner = "user_id" if isinstance(person, User) else "contact_id"
    for channel in CHANNELS:
        _keep(crm, Address(channel=channel, value=phone, **{owner: person.id}))
    return person


def _item(crm: Crm, number: int, title: str, price: int, **more: Any) -> Item:
    return _keep(crm, Item(sku=f"SV-{number:04}", title=title, price=Decimal(price), currency="USD", **more))


def _work(crm: Crm, number: int, title: str, price: int, location: str, more: dict[str, Any]) -> Item:
    item = _item(crm, number, title, price, **more)
    _keep(crm, Piece(item_id=item.id, location=location))
    return item


def _hold(crm: Crm, item: Item, contact: Contact, user: User) -> None:
    piece = crm.session.scalars(select(Piece).where(Piece.item_id == item.id)).one()
    last = datetime.combine(crm.today() + timedelta(days=5), time(23, 59, 59), crm.zone)
    _keep(crm, Claim(piece_id=piece.id, contact_id=contact.id, state="held", until=last, by_user_id=user.id))
