from itertools import count

from organisation import kept
from organisation.kept import Kept


def test_a_value_is_made_once_while_it_is_fresh_and_then_anew(monkeypatch):
    now = 100.0
    monkeypatch.setattr(kept.time, "monotonic", lambda: now)
    memory, numbers = Kept(seconds=10), count()
    values = [memory.of("a", lambda: next(numbers)) for _ in range(3)]
    assert values == [0, 0, 0]
    assert memory.of("b", lambda: next(numbers)) == 1
    now = 110.0
    assert memory.of("a", lambda: next(numbers)) == 2


def test_a_full_memory_is_emptied():
    memory, numbers = Kept(seconds=10, most=2), count()
    values = [memory.of(key, lambda: next(numbers)) for key in "abca"]
    assert values == [0, 1, 2, 3]
