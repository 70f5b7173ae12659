"""MEAD."""
