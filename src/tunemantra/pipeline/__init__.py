"""The use cases, named after the stages a release goes through."""
