"""tunemantra delivers music releases to digital service providers and keeps knowing what became of them."""
