"""A whole application on compiled models: reads the text of a picture with PP-OCRv4."""
