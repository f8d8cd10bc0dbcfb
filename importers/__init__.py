"""Reads models into the ``pd`` dialect. Stands on ``dialects`` alone; needs no paddlepaddle."""

from paddle_mlir.importers.paddle.importer import import_paddle_model as import_model
