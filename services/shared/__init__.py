"""What every service needs: settings, errors, database, logs, metrics and the API client."""
