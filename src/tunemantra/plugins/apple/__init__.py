"""Apple Music: an API with signed tokens, ERN 4.3 with a document of extensions beside it, status by polling."""
