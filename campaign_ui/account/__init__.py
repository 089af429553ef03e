"""A person's own account: who they are, their password and sessions, their mail, their data."""
