"""Passes, lowering and the hand-over to IREE. Stands on `dialects` alone."""
