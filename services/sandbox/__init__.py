"""Local stand-ins for the outside services: JSearch, Glassdoor and an SMTP inbox in one process."""
