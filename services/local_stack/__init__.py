"""The whole platform as processes of one machine: PostgreSQL, Airflow, the site and the sandbox."""
