"""What the hexagon needs from outside, and the hook specification."""
