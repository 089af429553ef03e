"""Every setting of the platform, as one frozen object read once from the environment and `.env`."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL

PROJECT_ROOT = Path(__file__).resolve().parents[2]

DatabaseRole = Literal["postgres", "app_user", "dbt_runner", "tableau_reader", "airflow"]


def env_files() -> tuple[Path, ...]:
    """The dotenv files in rising precedence: what `jobs up` generated, then `.env` or `.env.<ENVIRONMENT>`.

    `.env` is the developer's own and holds real keys: tests and other environments never read it.
    """
    home = Path(os.environ.get("JOBS_HOME") or PROJECT_ROOT / ".local")
    environment = os.environ.get("ENVIRONMENT", "development")
    own = (PROJECT_ROOT / ".env",) if environment == "development" else ()
    return (home / "stack.env", *own, PROJECT_ROOT / f".env.{environment}")


class Settings(BaseSettings):
    """One field per environment variable; `.env.example` lists exactly these names.

    The environment wins over the files, and the files win over the defaults. Secrets and addresses of paid
    services have no default: without them the sandbox of the local stack answers instead, which `jobs up`
    wires by writing `JOBS_HOME/stack.env`.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    # where we run
    environment: Literal["development", "test", "staging", "production"] = "development"
    jobs_home: Path = PROJECT_ROOT / ".local"
    log_level: str = "INFO"

    # ports of the local stack
    airflow_port: int = 8080
    campaign_ui_port: int = 5000
    postgres_port: int = 5432
    sandbox_port: int = 8025
    sandbox_smtp_port: int = 8026

    # database
    postgres_host: str = "127.0.0.1"
    postgres_db: str = "jobs"
    postgres_sslmode: str = "prefer"
    postgres_admin_user: str = "postgres"
    postgres_admin_password: SecretStr | None = None
    app_db_password: SecretStr | None = None
    dbt_db_password: SecretStr | None = None
    tableau_db_password: SecretStr | None = None
    airflow_db_name: str = "airflow"
    airflow_db_password: SecretStr | None = None

    # Airflow's REST interface, for the site and the command line
    airflow_base_url: str = ""
    airflow_user: str = "admin"
    airflow_password: SecretStr | None = None

    # job and company sources
    jsearch_base_url: str | None = None
    jsearch_api_key: SecretStr | None = None
    jsearch_calls_per_second: float = Field(default=3.0, gt=0)
    jsearch_daily_calls: int = Field(default=500, ge=0)
    jsearch_usd_per_call: float = Field(default=0.0, ge=0)
    jsearch_pages_per_search: int = Field(default=3, ge=1, le=50)
    jsearch_deadline_seconds: float = Field(default=30.0, gt=0)
    glassdoor_base_url: str | None = None
    glassdoor_api_key: SecretStr | None = None
    glassdoor_calls_per_second: float = Field(default=3.0, gt=0)
    glassdoor_daily_calls: int = Field(default=500, ge=0)
    glassdoor_usd_per_call: float = Field(default=0.0, ge=0)
    glassdoor_lookups_per_run: int = Field(default=200, ge=0)
    glassdoor_deadline_seconds: float = Field(default=20.0, gt=0)

    # pipeline
    extract_batch_size: int = Field(default=10, ge=1)
    enrich_processes: int = Field(default=0, ge=0)
    quarantine_stop_ratio: float = Field(default=0.5, gt=0, le=1)
    pipeline_retry_delay_seconds: int = Field(default=60, ge=1)
    exchange_rates_source: str = ""
    digest_top_jobs: int = Field(default=10, ge=1, le=100)
    digest_min_score: float = Field(default=0.0, ge=0, le=100)

    # LLM enrichment
    openai_base_url: str | None = None
    openai_api_key: SecretStr | None = None
    openai_model: str = "gpt-4.1-mini"
    openai_batch_size: int = Field(default=5, ge=1, le=20)
    openai_concurrency: int = Field(default=4, ge=1, le=32)
    openai_calls_per_second: float = Field(default=2.0, gt=0)
    openai_daily_calls: int = Field(default=2000, ge=0)
    openai_daily_budget_usd: float = Field(default=1.0, ge=0)
    openai_usd_per_million_tokens_in: float = Field(default=0.4, ge=0)
    openai_usd_per_million_tokens_out: float = Field(default=1.6, ge=0)
    openai_deadline_seconds: float = Field(default=60.0, gt=0)
    openai_run_minutes: float = Field(default=30.0, gt=0)

    # mail
    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_security: Literal["none", "starttls", "tls"] = "starttls"
    smtp_deadline_seconds: float = Field(default=30.0, gt=0)
    mail_from: str = "jobs@localhost"

    # site
    flask_secret_key: SecretStr | None = None
    campaign_ui_base_url: str = "http://127.0.0.1:5000"
    trusted_proxies: int = Field(default=0, ge=0, le=10)

    # payments and social log-in, used once their pages exist
    stripe_api_base: str | None = None
    stripe_secret_key: SecretStr | None = None
    stripe_webhook_secret: SecretStr | None = None
    google_oauth_client_id: str | None = None
    google_oauth_client_secret: SecretStr | None = None
    github_oauth_client_id: str | None = None
    github_oauth_client_secret: SecretStr | None = None

    # sandbox
    sandbox_services: str = ""
    sandbox_payloads_dir: Path | None = None
    sandbox_faults: str = ""
    sandbox_seed: int = 20260101

    def database_url(self, role: DatabaseRole = "app_user", *, database: str | None = None) -> URL:
        """SQLAlchemy address of the platform's database for one role; `postgres` stands for the administrator."""
        password = {
            "postgres": self.postgres_admin_password,
            "app_user": self.app_db_password,
            "dbt_runner": self.dbt_db_password,
            "tableau_reader": self.tableau_db_password,
            "airflow": self.airflow_db_password,
        }[role]
        return URL.create(
            "postgresql+psycopg2",
            username=self.postgres_admin_user if role == "postgres" else role,
            password=password.get_secret_value() if password else None,
            host=self.postgres_host,
            port=self.postgres_port,
            database=database or (self.airflow_db_name if role == "airflow" else self.postgres_db),
            query={"sslmode": self.postgres_sslmode},
        )

    @property
    def airflow_url(self) -> str:
        """Address of the Airflow api-server, by default the local stack's."""
        return self.airflow_base_url or f"http://127.0.0.1:{self.airflow_port}"

    def uses_sandbox(self, service: str) -> bool:
        """Whether `jobs up` pointed this service (`jsearch`, `glassdoor`, `smtp`, `openai`) at the sandbox."""
        return service in self.sandbox_services.split(",")


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings(_env_file=env_files())  # type: ignore[call-arg]
