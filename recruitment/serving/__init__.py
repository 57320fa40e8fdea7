"""`manage.py serve`: web server, worker, beat and embedded servers in one terminal."""
