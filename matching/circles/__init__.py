"""Circles of peers who share a need and a free hour, and introductions of peers to each other."""
