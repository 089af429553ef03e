#!/bin/sh
# What a container of the platform's image does: migrate, site, sandbox, or one of Airflow's components.
set -eu

part=${1:-site}
[ "$#" -eq 0 ] || shift

case "$part" in
migrate)
    # Airflow's role and database, then our own tables and the empty marts, then Airflow's tables.
    python -c 'from services.shared import migrations, settings; migrations.ensure_databases(settings.get_settings())'
    jobs migrate
    exec airflow db migrate
    ;;
site)
    # No access log: addresses hold the secrets of links in mails.
    exec gunicorn campaign_ui.wsgi:app --bind 0.0.0.0:5000 --workers 2 --threads 4 --timeout 60 \
        --graceful-timeout 10 --worker-tmp-dir /dev/shm "$@"
    ;;
sandbox)
    exec python -m services.sandbox --host 0.0.0.0 "$@"
    ;;
api-server)
    # The simple auth manager makes up a password unless it finds one.
    umask 077
    python -c 'import json, os; print(json.dumps({os.environ["AIRFLOW_USER"]: os.environ["AIRFLOW_PASSWORD"]}))' \
        >"$AIRFLOW_HOME/passwords.json"
    exec airflow api-server --host 0.0.0.0 --port 8080 "$@"
    ;;
scheduler | dag-processor | triggerer)
    exec airflow "$part" "$@"
    ;;
*)
    exec "$part" "$@"
    ;;
esac
