"""Tuning: what is fastest on this machine, found by measuring."""
