"""What a user would write by hand: the peer that comity's build is measured against.

Read every text file of a folder, cut paragraphs at blank lines, weigh words
with scikit-learn's TF-IDF, compare everything with everything as dense cosine
blocks, keep the 20 best of other files, write a Parquet file.

This file was fixed before comity's own linking was written and tuned, and it
stays as it is: a change here changes what the ratio means. It uses the best
that the plain tools offer at this level (sorted input, `argpartition`, float32,
blocks that bound memory), so it is not slow on purpose. It does far less than a
build does: no provenance, no stemming, no tree of provisions, no text reuse, no
search index.

    python benchmarks/baseline.py FOLDER OUT.parquet
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

TOP = 20
BLOCK = 1000  # rows compared with all others at a time


def paragraphs(folder: Path) -> tuple[list[str], list[str], list[str]]:
    """Ids, file names and texts of all paragraphs of at least five words."""
    ids, files, texts = [], [], []
    for path in sorted(folder.rglob("*.txt")):
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
            if len(paragraph.split()) >= 5:
                ids.append(f"{path.stem}#{number}")
                files.append(path.stem)
                texts.append(paragraph.strip())
    return ids, files, texts


def main(folder: Path, out: Path) -> None:
    """Link the paragraphs of a folder and write id, target, rank and cosine."""
    ids, files, texts = paragraphs(folder)
    matrix = TfidfVectorizer(stop_words="english", sublinear_tf=True, dtype=np.float32)
    vectors = matrix.fit_transform(texts)
    file_number = np.unique(files, return_inverse=True)[1]
    sources, targets, ranks, scores = [], [], [], []
    for start in range(0, len(ids), BLOCK):
        cosine = cosine_similarity(vectors[start : start + BLOCK], vectors)
        cosine[file_number[start : start + BLOCK, None] == file_number[None, :]] = -1.0
        best = np.argpartition(-cosine, TOP, axis=1)[:, :TOP]
        values = np.take_along_axis(cosine, best, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        best = np.take_along_axis(best, order, axis=1)
        values = np.take_along_axis(values, order, axis=1)
        rows = len(best)
        sources.append(np.repeat(np.arange(start, start + rows), TOP))
        targets.append(best.ravel())
        ranks.append(np.tile(np.arange(1, TOP + 1), rows))
        scores.append(values.ravel())
    names = np.array(ids)
    pq.write_table(
        pa.table(
            {
                "source": names[np.concatenate(sources)],
                "target": names[np.concatenate(targets)],
                "rank": np.concatenate(ranks),
                "score": np.concatenate(scores),
            }
        ),
        out,
    )
    print(f"{len(ids)} paragraphs, {sum(map(len, ranks))} links")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
