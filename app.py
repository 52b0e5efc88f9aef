"""The site, for `flask --app app` and `gunicorn app:app`."""

from mentorship import create_app

app = create_app()
