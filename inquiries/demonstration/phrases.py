"""Short notes from calls and messages, in the words of invented people."""

from collections.abc import Mapping, Sequence
from typing import Final

from inquiries.models import CallAttempt

Outcome = CallAttempt.Outcome

# What came as a message or a comment, as a colleague pasted it in.
MESSAGES: Final = (
    "Hej! Såg er film. Kan någon ringa oss?",
    "Vi har ett rum över och undrar hur det går till. Ring gärna på kvällen.",
    "Min syster är familjehem och tycker att vi borde höra av oss :)",
    "Måste man bo i hus? Vi bor i lägenhet men har plats.",
)
NOTES: Final[Mapping[str, Sequence[str]]] = {
    Outcome.ANSWERED: (
        "Trevligt samtal. De vill gärna att vi kommer hem till dem.",
        "Har pratat ihop sig hemma. Undrar mest över tiden det tar.",
        "Vill börja med helger. Jag berättade om kontaktfamilj också.",
        "Undrar om det går att jobba heltid. Skickar länken till frågorna.",
        "Båda var med på högtalare. Bokade tid direkt.",
        "Känner en familj som redan är familjehem.",
        "Vill gärna ha sällskap av en kollega till mig vid besöket.",
    ),
    Outcome.NO_ANSWER: (
        "Gick till telefonsvararen. Sade inget.",
        "Ringde både förmiddag och eftermiddag.",
        "Signalerna gick fram, inget svar.",
    ),
    Outcome.CALL_BACK: (
        "Satt i bilen. Ringer igen när det passar bättre.",
        "På jobbet, kan prata lite senare.",
        "Barnen skulle läggas. Vi hörs om en stund.",
    ),
    Outcome.WRONG_NUMBER: (
        "Numret går till någon annan. Kollar mot mejlet.",
        "Fel nummer, en siffra verkar saknas.",
    ),
}
