"""Find jobs now: a run of one campaign, started from its page and watched as it goes."""
