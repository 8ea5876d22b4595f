"""What git knows of the mapping."""
