"""MusicBrainz: a release is seeded and confirmed by a person, then its codes and its cover are submitted."""
