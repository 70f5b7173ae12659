"""The Acme Record Shop: a complete platform outside tunemantra, to be read and copied."""
