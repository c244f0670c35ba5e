"""Keep the vectors of meanings, and find the nearest exactly. The only file that imports faiss.

Many events mean the same, so what is kept is one row a meaning, shared and counted: a change that
leaves the meaning keeps its row. Rows that nobody uses are masked at once and used again for new
meanings, so nothing is ever moved, and the matrix is reserved ahead (untouched pages take no
memory): neither removal nor growth holds up a reader. FAISS's kernels read the rows in place.
"""

import itertools
from collections import OrderedDict
from typing import Any, Final

import faiss  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
from numpy.typing import NDArray

from indexer.store.columns import NO_ROW

_faiss: Final[Any] = faiss  # the kernels are not in its stubs
_RESERVED_ROWS: Final = 1 << 17
_KEPT_IDLE: Final = 1024
"""How many unused meanings keep their vector, in case they come back."""
_FULL_SCAN_SHARE: Final = 0.4
"""From this share of all rows on, reading them in order beats picking."""

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


class Vectors:
    """Hold one row a meaning; all of one model."""

    def __init__(self) -> None:
        _faiss.omp_set_num_threads(1)  # a search of 0.1 ms waits 8 ms for a pool on two cores
        self.model = ""
        """Name of the model that made the vectors; empty before the first."""
        self._matrix: NDArray[np.float32] | None = None
        self._held = np.zeros(1024, np.bool_)
        self._uses = np.zeros(1024, np.int32)
        self._rows: dict[str, int] = {}
        """By meaning, those without users included."""
        self._keys: list[str] = []
        self._idle: OrderedDict[int, None] = OrderedDict()
        self._wanted: dict[str, None] = {}

    def __len__(self) -> int:
        return int(np.count_nonzero(self._held))

    @property
    def top(self) -> int:
        """Return one above the highest row."""
        return len(self._keys)

    def want(self, key: str) -> None:
        """Note that a meaning may have a vector now, where somebody uses it."""
        row = self._rows.get(key)
        if row is not None and self._uses[row]:
            self._wanted[key] = None

    def take_wanted(self, limit: int) -> list[str]:
        """Return meanings in use whose vector is to be asked for, once, the first wanted first."""
        taken = list(itertools.islice(self._wanted, limit))
        for key in taken:
            del self._wanted[key]
        return taken

    def use(self, key: str, instead_of: int = NO_ROW) -> int:
        """Count one more user of a meaning and return its row; `NO_ROW` for no meaning.

        Args:
            key: the meaning's digest; empty where the event has none.
            instead_of: the row that the same user had before.
        """
        if instead_of != NO_ROW and self._keys[instead_of] == key:
            return instead_of
        self.release(instead_of)
        if not key:
            return NO_ROW
        row = self._rows.get(key)
        if row is None:
            row = self._take_row(key)
        self._idle.pop(row, None)
        self._uses[row] += 1
        if not self._held[row]:
            self._wanted[key] = None
        return row

    def release(self, row: int) -> None:
        """Count one user less; a meaning without users is no longer found."""
        if row == NO_ROW:
            return
        self._uses[row] -= 1
        if not self._uses[row]:
            self._idle[row] = None
            self._wanted.pop(self._keys[row], None)

    def put(self, key: str, values: NDArray[np.floating[Any]], model: str) -> bool:
        """Keep the vector of a meaning in use, scaled to unit length; say whether it is usable.

        A vector that is zero or not finite is not. One of another model drops all that are held:
        vectors of two models never mix.
        """
        row = self._rows.get(key)
        vector = np.asarray(values, np.float32).reshape(-1)
        length = float(np.linalg.norm(vector))
        if not np.isfinite(length) or length < 1e-6:
            return False
        if row is None:
            return True
        if model != self.model or self._matrix is None or self._matrix.shape[1] != len(vector):
            self._begin(model, len(vector))
        matrix = self._matrix
        assert matrix is not None, "begun above"
        matrix[row] = vector / length
        self._held[row] = True
        self._wanted.pop(key, None)
        return True

    def nearest(
        self, vector: NDArray[np.float32], count: int, rows: Rows | None = None
    ) -> tuple[Rows, Scores]:
        """Return the rows nearest in meaning, the nearest first, with their cosines. Exact.

        Args:
            vector: unit length, shape (dimension,).
            count: at most so many, at least 1.
            rows: only these, each once; None for all that are in use.

        Returns:
            Rows and scores; none where the vector is not finite or of another dimension.
        """
        matrix = self._matrix
        if matrix is None or vector.shape != (matrix.shape[1],) or not np.isfinite(vector).all():
            return _NO_ROWS, _NO_SCORES
        top = len(self._keys)
        if rows is None:
            rows = np.flatnonzero(self._held[:top] & (self._uses[:top] > 0))
        else:
            rows = rows[self._held[rows]]
        if not len(rows):
            return _NO_ROWS, _NO_SCORES
        scores = self._cosines(matrix, np.ascontiguousarray(vector, np.float32), rows)
        if len(rows) > count:
            best = np.argpartition(-scores, count - 1)[:count]
            rows, scores = rows[best], scores[best]
        order = np.argsort(-scores, kind="stable")
        return rows[order], scores[order]

    def _cosines(
        self, matrix: NDArray[np.float32], vector: NDArray[np.float32], rows: Rows
    ) -> Scores:
        dimension, top = matrix.shape[1], len(self._keys)
        at = _faiss.swig_ptr
        if len(rows) > _FULL_SCAN_SHARE * top:
            all_scores = np.empty(top, np.float32)
            _faiss.fvec_inner_products_ny(at(all_scores), at(vector), at(matrix), dimension, top)
            return all_scores[rows]
        rows = np.ascontiguousarray(rows, np.int64)
        scores = np.empty(len(rows), np.float32)
        _faiss.fvec_inner_products_by_idx(
            at(scores), at(vector), at(matrix), at(rows), dimension, 1, len(rows)
        )
        return scores

    def _take_row(self, key: str) -> int:
        if len(self._idle) > _KEPT_IDLE:
            row, _ = self._idle.popitem(last=False)
            del self._rows[self._keys[row]]
            self._keys[row] = key
            self._held[row] = False
        else:
            row = len(self._keys)
            self._keys.append(key)
            if row == len(self._held):
                self._held = np.concatenate([self._held, np.zeros_like(self._held)])
                self._uses = np.concatenate([self._uses, np.zeros_like(self._uses)])
        self._rows[key] = row
        matrix = self._matrix
        if matrix is not None and row >= len(matrix):
            self._matrix = np.empty((2 * len(matrix), matrix.shape[1]), np.float32)
            self._matrix[: len(matrix)] = matrix
        return row

    def _begin(self, model: str, dimension: int) -> None:
        """Start anew for a model: every meaning in use wants its vector again."""
        rows = _RESERVED_ROWS
        while rows < len(self._keys):
            rows *= 2
        self._matrix = np.empty((rows, dimension), np.float32)
        self.model = model
        self._held[:] = False
        self._wanted = {key: None for key, row in self._rows.items() if self._uses[row]}


_NO_ROWS: Final[Rows] = np.empty(0, np.int64)
_NO_SCORES: Final[Scores] = np.empty(0, np.float32)
