"""Spotify: API with OAuth and a JSON document, status by webhooks with polling as the safety net."""
