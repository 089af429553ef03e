"""One job with everything known about it, and what a person does with it."""
