"""A store that does not exist: its exports, and a campaign sent to its customers."""
