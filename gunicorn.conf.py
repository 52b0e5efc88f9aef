"""How gunicorn serves the site: some processes with some threads each, and a text model warmed up early."""

import multiprocessing
import threading

workers = min(4, max(2, multiprocessing.cpu_count()))
threads = 8
worker_class = "gthread"
timeout = 60
graceful_timeout = 30
control_socket_disable = True


def post_worker_init(worker):
    """Load scikit-learn in the background: it takes seconds, and the first search should not."""
    from mentorship.pairing.suggesting import warm

    threading.Thread(target=warm, daemon=True).start()
