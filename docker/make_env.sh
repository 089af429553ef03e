#!/bin/sh
# Print a .env with every secret that docker compose needs, freshly made up:  sh docker/make_env.sh > .env
set -eu

secret() {
    printf '%s=%s\n' "$1" "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n')"
}

echo "# Made by docker/make_env.sh; every other setting is described in .env.example. Never commit this."
for name in POSTGRES_ADMIN_PASSWORD APP_DB_PASSWORD DBT_DB_PASSWORD TABLEAU_DB_PASSWORD AIRFLOW_DB_PASSWORD \
    AIRFLOW_PASSWORD FLASK_SECRET_KEY AIRFLOW__API__SECRET_KEY AIRFLOW__API_AUTH__JWT_SECRET; do
    secret "$name"
done
# Fernet wants exactly 32 bytes, with their padding.
printf 'AIRFLOW__CORE__FERNET_KEY=%s\n' "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n')"
