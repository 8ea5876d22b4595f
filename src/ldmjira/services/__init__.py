"""One verb a file: read all, decide with core, write."""
