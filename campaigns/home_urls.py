"""Addresses at the desk of what is to be done, of ambassadors and of their letters."""

from typing import Final

from django.urls import path

from campaigns.views import ambassadors, letters, tasks

TASKS: Final = "kampanjer/att-gora/"
HOMES: Final = "kampanjer/ambassadorer/"
LETTERS: Final = f"{HOMES}brev/"

patterns = [
    path(TASKS, tasks.task_list, name="tasks"),
    path(f"{TASKS}ny/", tasks.task_new, name="task_new"),
    path(f"{TASKS}fraga-igen/", tasks.task_ask_again, name="task_ask_again"),
    path(f"{TASKS}rutiner/", tasks.routine, name="routine"),
    path(f"{TASKS}<int:pk>/", tasks.task, name="task"),
    path(f"{TASKS}<int:pk>/andra/", tasks.task_edit, name="task_edit"),
    path(f"{TASKS}<int:pk>/klar/", tasks.task_done, name="task_done"),
    path(f"{TASKS}<int:pk>/oppna/", tasks.task_reopen, name="task_reopen"),
    path(f"{TASKS}<int:pk>/radera/", tasks.task_erase, name="task_erase"),
    path(HOMES, ambassadors.ambassador_list, name="ambassadors"),
    path(f"{HOMES}ny/", ambassadors.ambassador_new, name="ambassador_new"),
    path(f"{HOMES}<int:pk>/", ambassadors.ambassador, name="ambassador"),
    path(
        f"{HOMES}<int:pk>/andra/", ambassadors.ambassador_edit, name="ambassador_edit"
    ),
    path(
        f"{HOMES}<int:pk>/lage/",
        ambassadors.ambassador_status,
        name="ambassador_status",
    ),
    path(
        f"{HOMES}<int:pk>/brev-igen/",
        ambassadors.ambassador_subscribe,
        name="ambassador_subscribe",
    ),
    path(
        f"{HOMES}<int:pk>/radera/",
        ambassadors.ambassador_erase,
        name="ambassador_erase",
    ),
    path(
        f"{HOMES}<int:pk>/kort.pdf", ambassadors.ambassador_card, name="ambassador_card"
    ),
    path(LETTERS, letters.letter_list, name="letters"),
    path(f"{LETTERS}nytt/", letters.letter_new, name="letter_new"),
    path(f"{LETTERS}<int:pk>/", letters.letter, name="letter"),
    path(f"{LETTERS}<int:pk>/andra/", letters.letter_edit, name="letter_edit"),
    path(f"{LETTERS}<int:pk>/skicka/", letters.letter_send, name="letter_send"),
    path(f"{LETTERS}<int:pk>/stoppa/", letters.letter_stop, name="letter_stop"),
    path(f"{LETTERS}<int:pk>/om/", letters.letter_anew, name="letter_anew"),
    path(f"{LETTERS}<int:pk>/post.pdf", letters.letter_print, name="letter_print"),
]
