"""How gunicorn serves the site: some processes with some threads each, and a text model warmed up early."""

import importlib
import multiprocessing
import threading

workers = min(4, max(2, multiprocessing.cpu_count()))
threads = 8
worker_class = "gthread"
timeout = 60
graceful_timeout = 30
control_socket_disable = True
# For those who turn the access log on: which page, never its address or the one before it. Addresses hold secrets.
access_log_format = '%(h)s %(t)s "%(m)s %({hallway.rule}e)s" %(s)s %(b)s %(M)sms "%(a)s"'


def post_worker_init(worker):
    """Load what takes seconds in the background: the first search and the first booking should not wait for it."""
    threading.Thread(target=load_early, daemon=True).start()


def load_early():
    for used_by_invitations in ("icalendar", "ics"):
        importlib.import_module(used_by_invitations)

    from mentorship.pairing.hearing import load_model

    load_model()
