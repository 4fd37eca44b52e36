"""Settings: read from the environment and `.env`, checked once, the same for every process."""

from __future__ import annotations

import os
import re
import secrets
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from crm_core.errors import HerringError

MIN_SECRET_LENGTH = 32


class BadSettings(HerringError):
    """{why}"""


class Settings(BaseSettings):
    """What the outside decides. Each field is the environment variable of the same name in capitals.

    An empty string always means "not configured": what needs it is switched off, never left open.
    """

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    herring_env: Literal["development", "production"] = "development"
    herring_home: Path = Path(".herring")
    herring_host: str = ""
    port: int = Field(8000, ge=1, le=65535)
    secret_key: SecretStr = SecretStr("")
    public_url: str = ""

    # Addresses that carry passwords stay out of repr() and so out of logs.
    database_url: str = Field("", repr=False)
    database_owner_url: str = Field("", repr=False)
    redis_url: str = Field("", repr=False)
    sentry_dsn: str = Field("", repr=False)

    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_base_url: str = ""
    sms_per_second: float = Field(1.0, gt=0, le=1000)
    telegram_bot_token: SecretStr = SecretStr("")
    telegram_webhook_secret: SecretStr = SecretStr("")
    telegram_base_url: str = ""
    telegram_bot_username: str = ""
    smtp_url: str = Field("", repr=False)
    imap_url: str = Field("", repr=False)
    email_webhook_password: SecretStr = SecretStr("")

    openai_api_key: SecretStr = SecretStr("")
    openai_base_url: str = ""
    openai_model: str = "gpt-5-mini"
    openai_images: bool | None = None  # whether the model sees pictures; unset: OpenAI's own do

    make_webhook_url: str = Field("", repr=False)
    make_api_key: SecretStr = SecretStr("")
    stripe_api_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    stripe_base_url: str = ""
    ecb_rates_url: str = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip"
    dhl_api_key: SecretStr = SecretStr("")
    dhl_base_url: str = ""

    @field_validator("herring_home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        # Children of the supervisor may run elsewhere: a relative home would then be another one.
        return value.expanduser().absolute()

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _plain_scheme(cls, value: str) -> str:
        # Hosting panels hand out postgres://, which SQLAlchemy refuses, and SQLAlchemy's own
        # postgresql+psycopg:// is refused by psycopg: this spelling is read by both.
        plain = re.sub(r"^(postgres|postgresql\+psycopg)://", "postgresql://", value)
        return _begins(plain, "postgresql://user:password@host/name", "postgresql://")

    @field_validator("redis_url")
    @classmethod
    def _broker_scheme(cls, value: str) -> str:
        return _begins(value, "redis://host:6379/0", "redis://", "rediss://", "unix://")

    @field_validator("public_url", "twilio_base_url", "telegram_base_url", "openai_base_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        return _begins(value.rstrip("/"), "https://herring.example.com", "https://", "http://")

    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        if self.herring_env == "production":
            if len(self.secret_key.get_secret_value()) < MIN_SECRET_LENGTH:
                raise ValueError(
                    "SECRET_KEY is missing or shorter than 32 characters. In production every server needs "
                    "the same secret: set it to the output of `openssl rand -hex 32`."
                )
            if not self.public_url.startswith("https://"):
                raise ValueError(
                    "PUBLIC_URL must be the https:// address under which the outside reaches Herring: links "
                    "in texts and the checking of webhook signatures depend on it."
                )
        return self

    @property
    def model_sees(self) -> bool:
        """Whether a picture may go along with a request to the model."""
        return self.openai_images if self.openai_images is not None else not self.openai_base_url

    @property
    def development(self) -> bool:
        """True outside production: the simulator is served and secrets may be made up."""
        return self.herring_env == "development"

    @property
    def owner_url(self) -> str:
        """Where migrations run: DATABASE_OWNER_URL, or DATABASE_URL where one role does both."""
        return self.database_owner_url or self.database_url

    @property
    def base_url(self) -> str:
        """What links in texts begin with, without a slash at the end."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def bind_host(self) -> str:
        """HERRING_HOST, or this machine only in development, where the simulator asks no password."""
        return self.herring_host or ("127.0.0.1" if self.development else "0.0.0.0")  # noqa: S104

    @cached_property
    def signing_key(self) -> str:
        """SECRET_KEY, or in development one made once and kept in HERRING_HOME."""
        return self.secret_key.get_secret_value() or kept_secret(self.herring_home, "secret_key")


def _begins(value: str, example: str, *schemes: str) -> str:
    """The value, which carries passwords and so is not repeated where it is wrong."""
    if value and not value.startswith(schemes):
        raise ValueError(f"it must look like {example}")
    return value


def kept_secret(home: Path, name: str) -> str:
    """A random secret of 64 hex digits that is made once and kept in `home`, readable by its owner only."""
    folder = home / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / name
    if not kept.exists():
        made = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        try:
            # A link fails where the name exists: of two processes at once one wins, and both read it.
            os.link(made, kept)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return kept.read_text()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once. Raises BadSettings with a sentence that says what to set."""
    try:
        return Settings()
    except ValidationError as error:
        raise BadSettings(why=" ".join(_sentence(dict(each)) for each in error.errors())) from None


def reset_settings() -> None:
    """Forget what was read; the next `settings()` reads the environment again."""
    settings.cache_clear()


def _sentence(error: dict[str, object]) -> str:
    place = error["loc"]
    name = str(place[0]).upper() if isinstance(place, tuple) and place else ""
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{name} is not right: {message}." if name else message
