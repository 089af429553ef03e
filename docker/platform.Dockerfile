# One image for every part of the platform: the site, Airflow's components and the sandbox differ by their command.
#   docker build --file docker/platform.Dockerfile --tag job-postings-platform .

FROM python:3.11-slim-bookworm AS build
# Nothing can be compiled in the finished image, whose files belong to another user, so all of it is compiled here.
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 UV_LINK_MODE=copy UV_NO_CACHE=1 UV_COMPILE_BYTECODE=1
WORKDIR /app
RUN pip install --no-cache-dir uv==0.13.9 && uv venv /opt/venv
COPY requirements.lock ./
RUN uv pip sync --python /opt/venv/bin/python --require-hashes requirements.lock
COPY pyproject.toml README.md ./
COPY services services
COPY campaign_ui campaign_ui
COPY scripts scripts
RUN uv pip install --python /opt/venv/bin/python --no-deps --no-build-isolation --editable . \
    && /opt/venv/bin/python scripts/build_frontend.py \
    && rm -rf campaign_ui/node_modules \
    && /opt/venv/bin/python -m compileall -q services campaign_ui
COPY airflow airflow
COPY dbt dbt
COPY docker docker

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/jobs jobs
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app \
    JOBS_HOME=/var/lib/jobs \
    AIRFLOW_HOME=/var/lib/jobs/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/app/airflow/dags
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
USER 10001
RUN mkdir -p /var/lib/jobs/airflow /var/lib/jobs/run
ENTRYPOINT ["/app/docker/entrypoint.sh"]
CMD ["site"]
