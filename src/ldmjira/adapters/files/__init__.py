"""Files of the mapping: a strict reader, and edits that keep the rest."""
