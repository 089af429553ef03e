"""Everything that is neither Airflow, Flask nor a dbt model."""
