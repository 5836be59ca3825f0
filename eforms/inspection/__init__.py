"""What files of strangers hold, looked at in a process of its own that may do nothing else."""
