"""Chance that can be repeated."""

import random
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def generator(*seed: object) -> random.Random:
    """The same words as seed, the same draws."""
    return random.Random(" ".join(map(str, seed)))  # noqa: S311 -- not for secrets


def weighted(rng: random.Random, weights: Mapping[T, float]) -> T:
    """Draw one key; the values say how likely each is."""
    return rng.choices(list(weights), list(weights.values()))[0]
