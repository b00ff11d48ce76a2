"""What `scripts/up` and `scripts/test` are made of: the whole platform on one machine, from nothing."""
