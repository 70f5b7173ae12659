"""TikTok: the Commercial Music Library API, a JSON document, refusals inside answers of 200, status by polling."""
