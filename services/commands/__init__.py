"""What the command `jobs` does, one module per group of commands."""
