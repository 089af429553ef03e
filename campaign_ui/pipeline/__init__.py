"""What the pipeline did and what it cost, for whoever runs the site."""
