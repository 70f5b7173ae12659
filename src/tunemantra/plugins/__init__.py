"""The platforms, one folder each, and what finds and calls them."""
