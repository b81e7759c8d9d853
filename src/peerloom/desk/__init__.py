"""The coordinator's desk: private pages on the coordinator's own disk. Pure: values in, texts out."""
