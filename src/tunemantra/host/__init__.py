"""The composition root: settings, container, facade, command line."""
