"""Question types, one file each, and what works on all of them: reading, showing, summing up."""
