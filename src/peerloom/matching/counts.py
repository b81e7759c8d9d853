"""How many people can have a mentor at all, whatever the fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def most_matched(pairs: NDArray[np.bool_], capacity: Sequence[int]) -> int:
    """The greatest number of mentees (columns) who can have a mentor (row with ``capacity`` places).

    Source:
        Hopcroft and Karp 1973, https://doi.org/10.1137/0202019, in SciPy.
    """
    places = np.minimum(np.array(capacity, dtype=np.int64), pairs.sum(axis=1))
    rows = np.repeat(np.arange(len(places)), np.maximum(places, 0))
    if not rows.size or not pairs.size:
        return 0
    found = maximum_bipartite_matching(csr_array(pairs[rows]), perm_type="row")  # stored zeros would count: Booleans
    return int((found >= 0).sum())
