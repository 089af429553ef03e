"""Who somebody is: accounts, passwords, sessions and the throttle on log-ins."""
