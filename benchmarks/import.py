"""Importing whole files against a raw COPY of the same file into a bare table, on the same server in the same run: the
one that `herring up` starts, on disk and durable, as a gallery has it.

Works: 69,000 of a museum, 20 columns, found by full-text search at once. Sales: 525,000 lines with their contacts, items,
orders and foreign keys. As the application's role, checked row by row, each chunk a commit. Memory is that of the
importing process; a run that is killed in the middle and gone on with must come to the same rows. The files are read
from HERRING_DATA where they are, else files of the same shape are made. Exits 1 where a bar is missed.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks import sources
from bot.embedded import Servers, embedded_servers
from crm_core import migrate
from crm_core.config import reset_settings
from crm_core.crm import open_crm
from crm_core.db import schema_of
from crm_core.models import ImportJob

FILES = {"items": "tate_artwork_data.csv.xz", "sales": "sales_525k.csv.xz"}
BARS = {"items": 0.09, "sales": 0.045}
MOST_MEMORY = 150.0  # MB
FLAT = 1.10  # at the end, of what it was after the first third
RAW_SECONDS = 4.0  # a single COPY is over so soon that one lucky moment would be the measure
TABLES = {
    "item": "sku, title, maker, medium, size, year, price, currency, kind, external_ref",
    "piece": "number, stage, location",
    "order": "external_ref, currency, total, ordered_at, status",
    "order_line": "description, quantity, unit_price, total",
    "contact": "name, external_ref, postal_address",
}
failed: list[str] = []


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        os.environ["HERRING_HOME"] = place
        reset_settings()
        with embedded_servers("benchmarks.import") as servers:
            for kind in FILES:
                _measure(servers, kind, _file(kind, Path(place)))
    print("FAILED: " + ", ".join(failed) if failed else "all bars met")
    return 1 if failed else 0


def _measure(servers: Servers, kind: str, path: Path) -> None:
    raw = _raw(servers, path)
    whole = _gallery(kind)
    done = _import(whole, kind, path)
    raw = (raw + _raw(servers, path)) / 2
    speed = done["rows"] / done["seconds"]
    print(f"{kind}: {done['rows']:,} rows in {done['seconds']:.1f} s, {done['rejected']:,} rejected")
    print(f"{kind}: {speed:,.0f} rows/s, raw COPY {raw:,.0f}")
    bar(f"{kind}, of a raw COPY", speed / raw, least=BARS[kind])
    bar(f"{kind}, MB at most", done["most"], most=MOST_MEMORY)
    bar(f"{kind}, MB at the end of a third's", done["end"] / done["third"], most=FLAT)
    killed = _gallery(f"{kind} killed")
    kills = _killed(killed, kind, path, done["rows"])
    same = _fingerprint(servers, killed) == _fingerprint(servers, whole)
    bar(f"{kind}, killed {kills} times: the same rows", float(same and kills > 0), least=1)


def bar(what: str, figure: float, least: float | None = None, most: float | None = None) -> None:
    within = (least is None or figure >= least) and (most is None or figure <= most)
    limit = f">= {least:g}" if least is not None else f"<= {most:g}"
    print(f"{what:48s} {figure:9.4f}   bar {limit:10s} {'' if within else 'MISSED'}", flush=True)
    if not within:
        failed.append(what)


def _raw(servers: Servers, path: Path) -> float:
    """Rows per second of COPY from the file as it is, over some seconds."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        columns = ", ".join(f"c{number} text" for number in range(len(next(csv.reader(file)))))
    rows, seconds = 0, 0.0
    with psycopg.connect(servers.owner_url) as connection:
        while seconds < RAW_SECONDS:
            connection.execute("DROP TABLE IF EXISTS public.raw")
            connection.execute(f"CREATE TABLE public.raw ({columns})")  # type: ignore[arg-type]
            connection.commit()
            begin = time.perf_counter()
            with connection.cursor() as cursor:
                with (
                    cursor.copy("COPY public.raw FROM STDIN (FORMAT csv, HEADER)") as out,
                    path.open("rb") as file,
                ):
                    while block := file.read(1 << 16):
                        out.write(block)
                rows += cursor.rowcount
            connection.commit()
            seconds += time.perf_counter() - begin
        connection.execute("DROP TABLE public.raw")
    return rows / seconds


def _gallery(name: str) -> str:
    return migrate.add_gallery(name, {"console": name})


# -- importing, in a process of its own


def _import(key: str, kind: str, path: Path) -> dict[str, float]:
    child = subprocess.run(_argv(key, kind, path), check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(child.stdout.splitlines()[-1]))


def _argv(key: str, kind: str, path: Path) -> list[str]:
    return [sys.executable, __file__, "import", key, kind, str(path)]


def _killed(key: str, kind: str, path: Path, rows: float) -> int:
    """Import, killed twice in the middle; how often that was."""
    kills = 0
    for share in (0.3, 0.6):
        child = subprocess.Popen(_argv(key, kind, path), stdout=subprocess.DEVNULL)
        while child.poll() is None and _next_row(key) < rows * share:
            time.sleep(0.02)
        if child.poll() is None:
            os.kill(child.pid, signal.SIGKILL)
            kills += 1
        child.wait()
        _forget_lease(key)
    _import(key, kind, path)
    return kills


def _next_row(key: str) -> int:
    with open_crm(key) as crm:
        return int(crm.session.query(ImportJob.next_row).scalar() or 0)


def _forget_lease(key: str) -> None:
    """The dead one's time is over sooner than anybody would wait here."""
    with open_crm(key) as crm:
        crm.session.query(ImportJob).update({"lease_until": None})


def child(key: str, kind: str, path: Path) -> None:
    from sqlalchemy.orm import configure_mappers

    from crm_core.services.transfer import imports, rows

    configure_mappers()  # as in a worker, which has been up for a while
    memory: list[float] = []
    begin = time.perf_counter()
    plan = rows.look(kind, path)
    done = imports.run(lambda: open_crm(key), plan, lambda _: memory.append(_resident()))
    seconds = time.perf_counter() - begin
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"rows": done.read, "rejected": done.rejected, "seconds": seconds, "most": most}
    print(json.dumps({**figures, "third": memory[len(memory) // 3], "end": memory[-1]}))


def _resident() -> float:
    """MB of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / (1 << 20)


def _fingerprint(servers: Servers, key: str) -> list[str]:
    """What was made, whatever numbers Postgres dealt out."""
    with psycopg.connect(servers.owner_url) as connection:
        connection.execute(f"SET search_path TO {schema_of(key)}, public")  # type: ignore[arg-type]
        return [
            f"{table}: {connection.execute(_sum(table, columns)).fetchone()}"  # type: ignore[arg-type]
            for table, columns in TABLES.items()
        ]


def _sum(table: str, columns: str) -> str:
    """Of hashes: the rows may stand in any order."""
    return f'SELECT count(*), sum(hashtextextended(row({columns})::text, 0)::numeric) FROM "{table}"'


# -- files


def _file(kind: str, place: Path) -> Path:
    path = place / f"{kind}.csv"
    if sources.found(FILES[kind]) is None:
        print(f"{FILES[kind]} is not here: measured on a file of the same shape")
        MAKERS[kind](path)
    else:
        with sources.opened(FILES[kind]) as file, path.open("w", encoding="utf-8", newline="") as out:
            while block := file.read(1 << 20):
                out.write(block)
    return path


def _works(path: Path) -> None:
    chance = random.Random(1)
    head = "id,accession_number,artist,artistRole,artistId,title,dateText,medium,creditLine,year,acquisitionYear,dimensions,width,height,depth,units,inscription,thumbnailCopyright,thumbnailUrl,url"
    words = (
        "river evening study field woman portrait storm harbour night garden sketch figure interior".split()
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(head.split(","))
        for number in range(69_202):
            year, artist = chance.randrange(1700, 2000), chance.randrange(3500)
            title = " ".join(chance.choices(words, k=chance.randrange(2, 7))).capitalize()
            out.writerow([
                number + 1, f"A{number:05}", f"Name{artist}, Given{artist % 40}", "artist", artist, title, f"c.{year}",
                "Graphite on paper", "Accepted by the nation as part of the bequest 1856", year, 1856,
                "support: 243 x 335 mm", 243, 335, "", "mm", "date inscribed", "",
                f"https://example.org/art/images/A/A00/A{number:05}_8.jpg",
                f"https://example.org/art/artworks/name-{number}",
            ])  # fmt: skip


def _sales(path: Path) -> None:
    chance = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country".split(",")
        )
        for number in range(525_461):
            order, item = number // 18, int(chance.paretovariate(0.6)) % 4600
            day = f"20{9 + order % 2:02}-{order % 12 + 1:02}-{order % 28 + 1:02} {8 + order % 10:02}:{order % 60:02}:00"
            customer = "" if order % 5 == 0 else f"{12346 + order % 4400}.0"
            price = f"{chance.randrange(10, 2000) / 100}"
            out.writerow(
                [
                    489434 + order,
                    10000 + item,
                    f"THING NUMBER {item}",
                    chance.randrange(1, 25),
                    day,
                    price,
                    customer,
                    "United Kingdom",
                ]
            )


MAKERS: dict[str, Callable[[Path], None]] = {"items": _works, "sales": _sales}

if __name__ == "__main__":
    if sys.argv[1:2] == ["import"]:
        child(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    else:
        sys.exit(main())
