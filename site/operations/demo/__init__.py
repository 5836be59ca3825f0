"""The demo city: its data files (`data/`) and the steps that load and serve it."""
