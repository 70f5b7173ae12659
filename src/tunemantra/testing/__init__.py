"""The public conformance kit and the strategies its tests draw from."""
