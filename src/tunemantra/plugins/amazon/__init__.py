"""Amazon Music: FLAC and a JSON manifest into an S3 bucket, status from e-mail and API."""
