"""The bare sites, for the web server; their settings say which."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
