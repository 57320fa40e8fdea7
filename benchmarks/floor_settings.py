"""Settings of the bare site: the product's own, with other addresses and templates.

Sessions, languages, the guard against forged requests, content security policy: what
the product's middleware does for every request, it does here too.
"""

from pathlib import Path

from recruitment import settings as product

globals().update(
    {name: getattr(product, name) for name in dir(product) if name.isupper()}
)

ROOT_URLCONF = "benchmarks.floor"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
