"""How gunicorn serves a city (``--config site/config/gunicorn.py``, see the README).

Threads, because a request may last long without computing: a file comes over a slow line, and is
then examined in a process of its own.
"""

import os


worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 8
# Longer than the longest request: waiting for a place (15 s), a page's files (60 s) and the last
# of them (40 s), after they have come in. A worker that lives says so while its threads work.
timeout = 180
graceful_timeout = 150
control_socket_disable = True


def on_starting(server) -> None:
    """Close the first process too: the keys are in its environment, and it loads no application."""
    from vault.closed import close_to_neighbours  # gunicorn reads this file before --chdir

    close_to_neighbours()
