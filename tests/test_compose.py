"""The files for deployment say what the code expects of them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from crm_core.config import Settings

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.mark.parametrize(
    ("schema", "file"),
    [("vendor.compose-spec", "docker-compose.yml"), ("vendor.github-workflows", ".github/workflows/ci.yml")],
)
def test_the_file_is_valid(schema: str, file: str) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(ROOT / file)],
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_wrong_key_would_be_noticed(tmp_path: Path, compose: Any) -> None:
    compose = yaml.safe_load(yaml.safe_dump(compose))
    compose["services"]["web"]["prots"] = ["8000:8000"]
    (tmp_path / "docker-compose.yml").write_text(yaml.safe_dump(compose))
    checked = subprocess.run(
        [
            sys.executable,
            "-m",
            "check_jsonschema",
            "--builtin-schema",
            "vendor.compose-spec",
            str(tmp_path / "docker-compose.yml"),
        ],
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 1
    assert "prots" in checked.stdout


def test_every_service_waits_for_services_that_exist_and_say_when_they_are_ready(compose: Any) -> None:
    services = compose["services"]
    assert set(services) == {"postgres", "redis", "migrate", "web", "worker", "beat"}
    for service in services.values():
        for name, wait in service.get("depends_on", {}).items():
            if wait["condition"] == "service_healthy":
                assert "healthcheck" in services[name]
            else:
                assert wait["condition"] == "service_completed_successfully"


def test_no_password_is_written_in_the_file_and_a_missing_one_stops_the_start(compose: Any) -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("POSTGRES_PASSWORD", "HERRING_APP_PASSWORD", "REDIS_PASSWORD", "SECRET_KEY", "PUBLIC_URL"):
        uses = re.findall(r"(?<!\$)\$\{" + name + r"\b([^}]*)\}", text)
        assert uses, name
        assert all(use.startswith(":?") for use in uses), name


def test_every_setting_reaches_the_programs(compose: Any) -> None:
    made_in_the_file = {"HERRING_HOST", "PORT"}
    for name in ("web", "worker", "beat"):
        assert {field.upper() for field in Settings.model_fields} - set(
            compose["services"][name]["environment"]
        ) <= made_in_the_file


def test_only_the_migration_knows_the_owner(compose: Any) -> None:
    for name, service in compose["services"].items():
        assert "env_file" not in service
        assert name in {"postgres", "migrate"} or "POSTGRES_PASSWORD" not in str(service)
        url = service.get("environment", {}).get("DATABASE_OWNER_URL", "")
        assert bool(url) == (name == "migrate")


def test_the_data_of_postgres_18_is_mounted_where_it_is(compose: Any) -> None:
    assert compose["services"]["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]


def test_env_example_names_every_setting_and_nothing_else() -> None:
    named = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    for_compose = {"POSTGRES_PASSWORD", "HERRING_APP_PASSWORD", "REDIS_PASSWORD", "HERRING_BIND"}
    assert named - for_compose == {name.upper() for name in Settings.model_fields}


def test_an_untouched_env_example_is_a_working_development_setup() -> None:
    assert Settings(_env_file=ROOT / ".env.example").development


def test_the_lock_names_no_place_but_pypi() -> None:
    places = re.findall(r"(?:url|registry) = \"([a-z]+://[^/\"]+)", (ROOT / "uv.lock").read_text())
    assert set(places) == {"https://pypi.org", "https://files.pythonhosted.org"}
    assert "path =" not in (ROOT / "uv.lock").read_text()


def test_the_fallback_for_pip_is_the_same_lock() -> None:
    pinned = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    locked = dict(
        re.findall(r'\[\[package\]\]\nname = "([^"]+)"\nversion = "([^"]+)"', (ROOT / "uv.lock").read_text())
    )
    del locked["herring"]
    assert pinned == locked
