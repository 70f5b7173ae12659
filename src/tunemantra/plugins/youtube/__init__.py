"""YouTube Music: Content ID assets, references and policies over the API, Art Tracks by a metadata package."""
