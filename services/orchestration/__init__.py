"""The daily run: its stages, dbt as a process of its own, and the client of Airflow's REST interface."""
