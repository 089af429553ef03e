"""How a person's search is going, over all their campaigns or one."""
