"""What would change, before anybody lets it happen: rendered, asked of the cluster as a dry run, and told by paths."""
