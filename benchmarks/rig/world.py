"""A gallery with enough people and works that every text of a benchmark is about rows of its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import psycopg
from psycopg import sql

from bot.embedded import Servers, exported
from crm_core import db, demo, migrate
from crm_core.crm import Crm, open_crm
from crm_core.models import Address, Claim, Contact, Item, Piece, User
from crm_core.services.find import rebuild_terms

SMS, CONSOLE = "+15550100001", "bench"
PEOPLE = 250
WORKS = 1600
SEQUENCE_STEP = 10_000_000  # ids of different tables never look alike: see recording.py

FIRST = "Agnes Bruno Clara Dario Edith Fritz Greta Henri Ilse Jonas Karin Lukas Marta Nils Olga Paolo Rosa Stefan".split()
LAST = (
    "Adler Brandt Conti Duval Egger Falk Gruber Holm Ivers Jansen Keller Lund Moser Novak Oster Prins".split()
)
COLOURS = (
    "Amber Ashen Bronze Cobalt Copper Coral Crimson Dusky Ebony Emerald Fading Gilded Golden Indigo Ivory Jade Lilac "
    "Marble Misty Ochre Opal Pale Pearl Plum Russet Rusty Sable Scarlet Silver Slate Smoky Tawny Teal Umber Velvet "
    "Verdant Vermilion Violet Wintry Woven"
).split()
THINGS = (
    "Abbey Anchor Arbor Avenue Bakery Balcony Barge Basin Bridge Canal Canopy Castle Chapel Cliff Cottage Courtyard "
    "Cradle Dunes Estuary Ferry Garden Granary Harbor Hollow Island Kiln Lagoon Ladder Lantern Marina Meadow Mill "
    "Orchard Pavilion Quarry Rampart Ravine Steeple Terrace Vineyard"
).split()


@dataclass(frozen=True)
class Said:
    """One text: who writes it, and whether it is a colleague's command or a collector's question."""

    phone: str
    text: str


def staff_phone(number: int) -> str:
    return f"+1212555{1000 + number}"


def contact_phone(number: int) -> str:
    return f"+1415555{1000 + number}"


def titles() -> list[str]:
    return [f"{colour} {thing}" for colour, thing in itertools.product(COLOURS, THINGS)][:WORKS]


def names() -> list[str]:
    return [f"{first} {last}" for first, last in itertools.product(FIRST, LAST)][:PEOPLE]


def texts(count: int) -> list[Said]:
    """A working day's mixture, one after another: note, show, hold, release, price, a collector's question.

    Every sixth work is on hold, so that a release has one to release; no two texts are about the same work.
    """
    said, works, people = [], titles(), names()
    for number in range(count):
        title, who = works[number], people[number % PEOPLE]
        by_kind = (
            f"note on {who}: asked about frames for {title}",
            f"show {title}",
            f"hold {title} for {who}",
            f"release {title}",
            f"price of {title} is {1000 + number}",
            f"Is {title} still available?",
        )
        phone = contact_phone if number % 6 == 5 else staff_phone
        said.append(Said(phone(number % PEOPLE), by_kind[number % 6]))
    return said


def make() -> str:
    """The gallery in the database that the settings name; its key."""
    key = migrate.add_gallery("Bench", {"sms": SMS, "console": CONSOLE})
    with open_crm(key) as crm:
        demo.fill(crm)
        _people(crm)
        _works(crm)
        rebuild_terms(crm)
    return key


def _people(crm: Crm) -> None:
    colleagues = [User(name=f"Colleague {number}", role="manager") for number in range(PEOPLE)]
    contacts = [Contact(name=name) for name in names()]
    crm.session.add_all([*colleagues, *contacts])
    crm.session.flush()
    for channel in demo.CHANNELS:
        for number, (user, contact) in enumerate(zip(colleagues, contacts, strict=True)):
            crm.session.add(Address(channel=channel, value=staff_phone(number), user_id=user.id))
            crm.session.add(Address(channel=channel, value=contact_phone(number), contact_id=contact.id))
    crm.session.flush()


def _works(crm: Crm) -> None:
    items = [
        Item(sku=f"SV-{1000 + number}", title=title, price=Decimal(900), currency="USD", maker="Ana Ruiz", category="painting")
        for number, title in enumerate(titles())
    ]  # fmt: skip
    crm.session.add_all(items)
    crm.session.flush()
    pieces = [Piece(item_id=item.id, location="storage") for item in items]
    crm.session.add_all(pieces)
    crm.session.flush()
    holder = crm.session.query(Contact).filter_by(name="Tom Chen").one()
    until = crm.now() + timedelta(days=5)
    crm.session.add_all(
        Claim(piece_id=piece.id, contact_id=holder.id, state="held", until=until)
        for number, piece in enumerate(pieces)
        if number % 6 == 3
    )
    crm.session.flush()


# -- databases


def database(servers: Servers, name: str, template: str = "template0") -> Servers:
    """A new database, empty or a copy of another that nobody is connected to."""
    db.dispose_engines()
    _admin(
        servers,
        sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
            sql.Identifier(name), sql.Identifier(template)
        ),
    )
    return Servers(_at(servers.owner_url, name), _at(servers.app_url, name), servers.redis_url)


def spread_sequences(servers: Servers, key: str) -> None:
    """From here on no two tables give out the same id."""
    schema = sql.Identifier(db.schema_of(key))
    with psycopg.connect(servers.owner_url, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT sequencename FROM pg_sequences WHERE schemaname = %s ORDER BY 1", (db.schema_of(key),)
        ).fetchall()
        for number, (name,) in enumerate(rows, 1):
            connection.execute(
                sql.SQL("ALTER SEQUENCE {}.{} RESTART WITH {}").format(
                    schema, sql.Identifier(name), sql.Literal(number * SEQUENCE_STEP)
                )
            )
        connection.execute("VACUUM ANALYZE")


@contextmanager
def using(servers: Servers) -> Iterator[None]:
    """The settings of this process name these servers."""
    with exported(servers.environment):
        try:
            yield
        finally:
            db.dispose_engines()


def _admin(servers: Servers, statement: sql.Composed) -> None:
    with psycopg.connect(_at(servers.owner_url, "postgres"), autocommit=True) as connection:
        connection.execute(statement)


def _at(url: str, name: str) -> str:
    return f"{url.rsplit('/', 1)[0]}/{name}"
