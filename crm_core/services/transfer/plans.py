"""How a job's file is to be read, as it was settled when the job began."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import ImportJob
from crm_core.services import media_files
from crm_core.services.transfer import rows
from crm_core.services.transfer.chosen import Chosen
from crm_core.services.transfer.rows import Plan


def plan_of(crm: Crm, job: ImportJob, begun_with: Plan | None = None) -> Plan:
    """begun_with: what this very job was begun with in this process; its file needs no second look."""
    path = media_files.path(crm.key, job.file_key)
    if path is None:
        raise Refused(why=f"The file {job.file_name} is not here any more. Please send it again.")
    options = job.options
    if begun_with is None:
        ignored, said = tuple(options.get("ignored", ())), options.get("said_currency", "")
        plan = rows.look(job.kind, path, Chosen(options["fields"], ignored, said, options.get("month_first")))
    else:
        plan = replace(begun_with, path=path, table=begun_with.table.at(path))
    plan.currency, plan.region, plan.trade = options["currency"], options["region"], options["trade"]
    plan.zone = ZoneInfo(options["timezone"])
    return plan
