"""DDEX feed: any store that takes a standard ERN feed over SFTP, FTPS or S3, from settings alone."""
