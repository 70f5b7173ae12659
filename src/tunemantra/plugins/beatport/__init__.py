"""Beatport: SFTP batches of ERN 4.3 with DJ metadata, status from e-mail and portal."""
