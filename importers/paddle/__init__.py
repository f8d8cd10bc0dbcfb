"""Importers for the formats that Paddle itself writes."""
