"""The campaign site: an application made from settings, with one blueprint per area."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from campaign_ui import assets, connection, errors, formats, login, mailing, security, theme
from campaign_ui.account.views import bp as account
from campaign_ui.auth.views import bp as auth
from campaign_ui.campaigns.views import bp as campaigns
from campaign_ui.dashboard.views import bp as dashboard
from campaign_ui.find_jobs import watcher
from campaign_ui.find_jobs.views import bp as find_jobs
from campaign_ui.health import bp as health
from campaign_ui.jobs.date_views import bp as job_dates
from campaign_ui.jobs.views import bp as jobs
from campaign_ui.pipeline.views import bp as pipeline
from services.auth import passwords
from services.shared.errors import ConfigurationError
from services.shared.settings import Settings
from services.shared.structured_logging import configure_logging

MAX_REQUEST_BYTES = 256 * 1024


def create_app(settings: Settings) -> Flask:
    """The site on the database of these settings; raise ConfigurationError when FLASK_SECRET_KEY is missing."""
    if settings.flask_secret_key is None or not settings.flask_secret_key.get_secret_value():
        raise ConfigurationError("FLASK_SECRET_KEY is missing: the site signs its cookies with it.")
    configure_logging(json=settings.environment in ("staging", "production"), level=settings.log_level)
    app = Flask(__name__, static_folder="static/dist", static_url_path="/static")
    _configure(app, settings)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    app.extensions["jobs.settings"] = settings
    connection.connect(app, settings)
    mailing.deliver_beside(app, app.extensions["jobs.engine"], settings)
    assets.find(app)
    security.protect(app)
    CSRFProtect(app)
    login.remember_people(app)
    formats.teach(app, settings)
    watcher.watch(app, settings)
    theme.offer(app)
    errors.explain(app)
    for area in (auth, account, campaigns, dashboard, find_jobs, health, jobs, job_dates, pipeline, theme.bp):
        app.register_blueprint(area)
    passwords.warm_up()
    return app


def _configure(app: Flask, settings: Settings) -> None:
    https = settings.campaign_ui_base_url.startswith("https://")
    app.url_map.converters["id"] = security.IdConverter
    app.config.update(
        SECRET_KEY=settings.flask_secret_key.get_secret_value() if settings.flask_secret_key else None,
        SESSION_COOKIE_NAME="__Host-jobs_form" if https else "jobs_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        MAX_FORM_PARTS=500,
        # A page that was open over lunch still works; the token ends with the browser's session.
        WTF_CSRF_TIME_LIMIT=None,
        TEMPLATES_AUTO_RELOAD=settings.environment == "development",
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions["jobs.https"] = https
