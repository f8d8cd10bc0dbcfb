"""Reads models into the ``pd`` dialect. Stands on ``dialects`` alone; needs no paddlepaddle."""
