"""The database and the application's login role, which must be there before the first migration."""

from __future__ import annotations

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from crm_core.errors import HerringError


class RoleMissing(HerringError):
    """The role {role} of DATABASE_URL does not exist, and {owner} of DATABASE_OWNER_URL may not create \
roles. Create it as an administrator: CREATE ROLE {role} LOGIN NOINHERIT PASSWORD '…'."""


def ensure_database(admin_url: str, name: str) -> None:
    """Create the database `name` if it is missing, as the role of `admin_url`."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def ensure_login(owner_url: str, app_url: str) -> None:
    """Create the login role of `app_url` if it is missing, with its password; nothing where it is the owner.

    NOINHERIT: it may only SET ROLE to what it is granted, gallery by gallery, and is nobody in between.
    """
    owner, app = conninfo_to_dict(owner_url), conninfo_to_dict(app_url)
    role = app.get("user")
    if not role or role == owner.get("user"):
        return
    with psycopg.connect(owner_url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            return
        create = sql.SQL(
            "CREATE ROLE {} LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD {}"
        )
        try:
            connection.execute(create.format(sql.Identifier(str(role)), sql.Literal(app.get("password"))))
        except psycopg.errors.InsufficientPrivilege:
            raise RoleMissing(role=role, owner=owner.get("user")) from None
        except psycopg.errors.DuplicateObject:
            pass  # another process was faster
