"""What somebody looks for, what running it found, and how well that fits."""
