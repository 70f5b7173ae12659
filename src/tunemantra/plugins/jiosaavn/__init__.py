"""JioSaavn: SFTP batches of MP3 and CSV, status row by row from files, e-mail and portal."""
