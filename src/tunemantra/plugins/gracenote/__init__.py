"""Gracenote: SFTP batches of reference recordings and XML, states and identifiers from a portal."""
