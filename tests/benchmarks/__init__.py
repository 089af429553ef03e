"""What the platform costs, as ratios inside one run: `make bench`."""
