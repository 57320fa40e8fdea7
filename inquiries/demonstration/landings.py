"""What a family reads first when it has followed a link of a campaign."""

from collections.abc import Mapping
from typing import Final

# By the beginning of the season's codes. Without an English text the English link leads
# straight to the form.
LANDINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "var": {
        "landing_heading": "Har ni en stol över?",
        "landing_text": (
            "Ibland behöver ett barn ett hem redan samma kväll. Då räcker det långt "
            "med en säng, en plats vid bordet och en vuxen som har tid.\n\n"
            "- Du kan bo ensam eller tillsammans, i hus eller lägenhet.\n"
            "- Du får utbildning, och någon att ringa när det är svårt.\n"
            "- Du bestämmer ingenting i dag. Först pratar vi."
        ),
    },
    "host": {
        "landing_heading": "Får en till plats vid bordet?",
        "landing_text": (
            "Några barn i kommunen kan inte bo hemma just nu. De behöver ett vanligt "
            "hem, i några månader eller i många år, eller en helg i månaden.\n\n"
            "Du behöver inte kunna allt i förväg. Berätta hur vi når dig, så berättar "
            "vi mer, och sedan tänker du i lugn och ro."
        ),
        "landing_heading_en": "Room for one more at the table?",
        "landing_text_en": (
            "Some children in our municipality cannot live at home right now. They "
            "need an ordinary home, for a few months or many years, or for one "
            "weekend a month.\n\n"
            "You do not have to know everything beforehand. Tell us how to reach you, "
            "and we will tell you more. Then you can think it over."
        ),
    },
    "bio": {
        "landing_heading": "Såg du oss på bio?",
        "landing_text": (
            "Filmen var trettio sekunder. Ett samtal med oss tar en kvart, och du "
            "binder dig inte till något."
        ),
    },
}
