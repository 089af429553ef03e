"""The linear chain of labels behind the tagger: the search for its best labels, and what training has to know of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

OUTSIDE, BEGIN, INSIDE = range(3)
NEVER = -1e9


def best_chain(scores: list[complex], transitions: list[list[float]]) -> list[int]:
    """Viterbi over three labels, outside before and after; written out because it runs for every likely word."""
    (oo, ob, _), (bo, bb, bi), (io, ib, ii) = transitions
    outside, begin, inside = oo, ob + scores[0].real, NEVER
    came_from = []
    for score in scores[1:]:
        top, from_outside = outside + oo, OUTSIDE
        if begin + bo > top:
            top, from_outside = begin + bo, BEGIN
        if inside + io > top:
            top, from_outside = inside + io, INSIDE
        first, from_begin = outside + ob, OUTSIDE
        if begin + bb > first:
            first, from_begin = begin + bb, BEGIN
        if inside + ib > first:
            first, from_begin = inside + ib, INSIDE
        further, from_inside = begin + bi, BEGIN
        if inside + ii > further:
            further, from_inside = inside + ii, INSIDE
        outside, begin, inside = top, first + score.real, further + score.imag
        came_from.append((from_outside, from_begin, from_inside))
    ends = (outside + oo, begin + bo, inside + io)
    label = ends.index(max(ends))
    chain = [label]
    for row in reversed(came_from):
        label = row[label]
        chain.append(label)
    return chain[::-1]


def likelihood(
    scores: Doubles, labels: NDArray[np.int32], is_there: NDArray[np.bool_], transitions: NDArray[np.float64]
) -> tuple[float, Doubles, Doubles]:
    """Forward and backward over padded sentences, outside before and after: loss, marginals, transition gradient."""
    count, longest, _ = scores.shape
    forward, backward = np.zeros_like(scores), np.zeros_like(scores)
    forward[:, 0] = transitions[OUTSIDE] + scores[:, 0]
    for step in range(1, longest):
        moved = _log_sum(forward[:, step - 1, :, None] + transitions[None]) + scores[:, step]
        forward[:, step] = np.where(is_there[:, step, None], moved, forward[:, step - 1])
    total = _log_sum(forward[:, -1] + transitions[:, OUTSIDE])
    backward[:, -1] = transitions[:, OUTSIDE]
    for step in range(longest - 2, -1, -1):
        after = (backward[:, step + 1] + scores[:, step + 1])[:, None, :] + transitions[None]
        moved = _log_sum(after.transpose(0, 2, 1))
        backward[:, step] = np.where(is_there[:, step + 1, None], moved, transitions[:, OUTSIDE])
    marginals = np.exp(forward + backward - total[:, None, None])
    rows = np.arange(count)
    before = np.concatenate([np.zeros((count, 1), np.int32), labels[:, :-1]], axis=1)
    gold = (scores[rows[:, None], np.arange(longest), labels] + transitions[before, labels])[is_there].sum()
    last = labels[rows, is_there.sum(axis=1) - 1]
    gold += transitions[last, OUTSIDE].sum()
    gradient = np.zeros((3, 3))
    expected = (
        forward[:, :-1, :, None]
        + transitions
        + (scores[:, 1:] + backward[:, 1:])[:, :, None, :]
        - total[:, None, None, None]
    )
    gradient += np.exp(expected)[is_there[:, 1:]].sum(axis=0)
    gradient[OUTSIDE] += marginals[:, 0].sum(axis=0)
    gradient[:, OUTSIDE] += marginals[rows, is_there.sum(axis=1) - 1].sum(axis=0)
    np.add.at(gradient, (before[is_there], labels[is_there]), -1.0)
    np.add.at(gradient, (last, OUTSIDE), -1.0)
    return float(total.sum() - gold), marginals, gradient


def _log_sum(values: Doubles) -> Doubles:
    """log(sum(exp)) over the second axis."""
    top = values.max(axis=1, keepdims=True)
    result: Doubles = (top + np.log(np.exp(values - top).sum(axis=1, keepdims=True))).squeeze(1)
    return result
