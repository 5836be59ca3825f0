"""Templates: forms and question sets to begin with, one's own and those that come along."""
