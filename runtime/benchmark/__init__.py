"""Measuring a model side by side: this package's engine and others, in turns on one machine."""
