"""The desk's addresses."""

from django.http import HttpResponse
from django.urls import path


def soon(request, **kwargs):
    return HttpResponse()


desk_patterns = [
    path("", soon, name="today"),
    path("anmalningar/", soon, name="list"),
    path("anmalningar/ny/", soon, name="new"),
    path("anmalningar/<int:pk>/", soon, name="record"),
]
