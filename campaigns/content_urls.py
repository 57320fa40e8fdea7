"""Addresses at the desk of the register of content and of those who appear in it."""

from typing import Final

from django.urls import path

from campaigns.views import content, people, uses

CONTENT: Final = "kampanjer/innehall/"
PEOPLE: Final = f"{CONTENT}medverkande/"

patterns = [
    path(CONTENT, content.content_list, name="contents"),
    path(f"{CONTENT}nytt/", content.content_new, name="content_new"),
    path(f"{CONTENT}<int:pk>/", content.content, name="content"),
    path(
        f"{CONTENT}<int:pk>/bild.jpg", content.content_picture, name="content_picture"
    ),
    path(f"{CONTENT}<int:pk>/andra/", content.content_edit, name="content_edit"),
    path(f"{CONTENT}<int:pk>/ta-bort/", content.content_remove, name="content_remove"),
    path(f"{CONTENT}<int:pk>/ingen/", content.content_nobody, name="content_nobody"),
    path(f"{CONTENT}<int:pk>/syns/", content.appearance_new, name="appearance_new"),
    path(f"{CONTENT}<int:pk>/visa/", uses.use_new, name="use_new"),
    path(f"{CONTENT}visning/<int:pk>/slut/", uses.use_stop, name="use_stop"),
    path(f"{CONTENT}syns/<int:pk>/samtycke/", content.consent_new, name="consent_new"),
    path(
        f"{CONTENT}syns/<int:pk>/bort/",
        content.appearance_remove,
        name="appearance_remove",
    ),
    path(PEOPLE, people.person_list, name="people"),
    path(f"{PEOPLE}<int:pk>/", people.person, name="person"),
    path(f"{PEOPLE}<int:pk>/andra/", people.person_edit, name="person_edit"),
    path(
        f"{PEOPLE}<int:pk>/aterkalla/", people.person_withdraw, name="person_withdraw"
    ),
    path(f"{PEOPLE}<int:pk>/radera/", people.person_erase, name="person_erase"),
]
