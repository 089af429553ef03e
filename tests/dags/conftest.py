"""What the DAG tests share."""
