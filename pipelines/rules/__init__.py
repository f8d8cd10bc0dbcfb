"""Rewrite rules, one file a group of the catalogue."""
