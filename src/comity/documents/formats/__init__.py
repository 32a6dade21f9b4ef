"""One reader per format: bytes and limits in, `Content` out."""
