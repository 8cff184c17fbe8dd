"""The compiled loops of the exact sampler: whole numbers of 64 bits, random words in, draws out.

Every function takes the words and the place of the next one, and gives the place after those that it
used. A place beyond the end says that the words ran out: what was drawn then means nothing, and the
draw is begun again over the same words with more behind them, so that it reads one endless row of words.

C. Canonne, G. Kamath, T. Steinke, *The Discrete Gaussian for Differential Privacy*, NeurIPS 2020,
algorithms 1 to 3. Why nothing overflows: sampler.proof.md.
"""

from __future__ import annotations

from typing import Any

from fanal.privacy.compiling import kernel

MOST = 2**63 - 1
"""The largest number that a word keeps once its sign is dropped."""

FAR = 256
"""So many times the scale no proposal comes: chance reaches it once in e^256 times."""

BROKEN = -1
"""The place that says: these words are not random."""


@kernel
def below(whole: int, words: Any, at: int) -> tuple[int, int]:
    """Draw a number from 0 to whole - 1, each as likely: a word that would favour some is passed over."""
    step = MOST // whole
    while at < words.size:
        word = words[at] & MOST
        at += 1
        if word < whole * step:
            return word // step, at
    return 0, words.size + 1


@kernel
def bernoulli(part: int, whole: int, words: Any, at: int) -> tuple[bool, int]:
    """Draw true with probability part / whole: `below` without its division."""
    step = MOST // whole
    while at < words.size:
        word = words[at] & MOST
        at += 1
        if word < whole * step:
            return word < part * step, at
    return False, words.size + 1


@kernel
def exp_of_share(part: int, whole: int, words: Any, at: int) -> tuple[bool, int]:
    """Draw true with probability exp(-part / whole), part at most whole (algorithm 1, first half).

    The chance part / (whole k) is drawn as 1 / k and part / whole, so that no product grows with k.
    """
    k = 1
    while True:
        going = True
        if k > 1:
            going, at = bernoulli(1, k, words, at)
        if going and part < whole:
            going, at = bernoulli(part, whole, words, at)
        if not going:
            return k % 2 == 1, at
        k += 1


@kernel
def exp_of(part: int, whole: int, words: Any, at: int) -> tuple[bool, int]:
    """Draw true with probability exp(-part / whole): whole steps of one, then what is left (algorithm 1)."""
    for _ in range(part // whole):
        kept, at = exp_of_share(1, 1, words, at)
        if not kept:
            return False, at
    return exp_of_share(part % whole, whole, words, at)


@kernel
def laplace(scale: int, words: Any, at: int) -> tuple[int, int]:
    """Draw from the discrete Laplace distribution of a whole scale (algorithm 2 with s = 1).

    What comes as far as FAR times the scale is cut there, for the caller to refuse.
    """
    while at <= words.size:
        inside, at = below(scale, words, at)
        kept, at = exp_of_share(inside, scale, words, at)
        if not kept:
            continue
        times = 0
        while times < FAR:
            more, at = exp_of_share(1, 1, words, at)
            if not more:
                break
            times += 1
        size = inside + scale * times
        negative, at = bernoulli(1, 2, words, at)
        if negative and size == 0:
            continue
        return (-size if negative else size), at
    return 0, at


@kernel
def gaussian(scale: int, over: int, under: int, words: Any, at: int) -> tuple[int, int]:
    """Draw from the discrete Gaussian of variance parameter scale * over / under (algorithm 3)."""
    whole = 2 * scale * over * under
    while at <= words.size:
        proposed, at = laplace(scale, words, at)
        if abs(proposed) >= FAR * scale:
            return 0, BROKEN
        distance = abs(proposed) * under - over
        kept, at = exp_of(distance * distance, whole, words, at)
        if kept:
            return proposed, at
    return 0, at


@kernel
def fill(drawn: Any, first: int, scale: int, over: int, under: int, words: Any) -> tuple[int, int]:
    """Draw from place `first` on, as far as the words reach.

    Returns
    -------
    tuple
        How many places are filled now, and the place of the first word that no finished draw used.
    """
    at = 0
    for place in range(first, drawn.size):
        value, after = gaussian(scale, over, under, words, at)
        if after == BROKEN:
            return place, BROKEN
        if after > words.size:
            return place, at
        drawn[place] = value
        at = after
    return drawn.size, at
