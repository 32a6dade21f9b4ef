"""`python -m benchmarks.semantic DEFINITIONS.csv MODEL`: what meaning adds, beside words alone.

DEFINITIONS.csv is that of Worldwide AI Ethics, as for `benchmarks.topics`; MODEL is the folder
of a sentence-transformers model. Queries and candidates are the statements of the test half;
relevant is what shares a principle and stands in another document. Peers: BM25 and TF-IDF on
stems without function words, the model as it is, less its mean, less its first component, and
fusions of these.

`--base BASE --texts N` times the plain way instead: sentence-transformers, 32 texts at a time,
and an exact search with numpy, on N provisions of a base; and comity's own.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import Stemmer
from benchmarks.topics import Statement, read_statements
from numpy.typing import NDArray
from sklearn.feature_extraction.text import (
    ENGLISH_STOP_WORDS,
    CountVectorizer,
    TfidfVectorizer,
)

from comity.base import Base
from comity.encoding import Model, Offer, add_folder, load
from comity.links.evaluate import ranked_measures
from comity.links.groups import gather
from comity.links.semantic import Centring, centring, top_semantic
from comity.text.normalise import clean

Scores = NDArray[np.float64]  # (statements, statements), higher is more alike

TOP = 20
_WORD = re.compile(r"\w+")


def bm25(texts: Sequence[str], k1: float = 1.5, b: float = 0.75) -> Scores:
    """Robertson & Zaragoza 2009, with the idf of Lucene."""
    counts = CountVectorizer(token_pattern=_WORD.pattern).fit_transform(texts).tocsr()
    counts.sort_indices()  # copies are sorted, and what is counted here is put into one
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    held = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log(1 + (len(texts) - held + 0.5) / (held + 0.5))
    rows = np.repeat(np.arange(len(texts)), np.diff(counts.indptr))
    weighed = counts.astype(float)
    norm = k1 * (1 - b + b * lengths[rows] / lengths.mean())
    weighed.data = idf[counts.indices] * counts.data * (k1 + 1) / (counts.data + norm)
    found: Scores = (counts.astype(float) @ weighed.T).toarray()
    return found


def stems(texts: Sequence[str]) -> list[str]:
    """Texts as Snowball stems without the function words of scikit-learn's list."""
    stemmer = Stemmer.Stemmer("english")
    words = ([w for w in _WORD.findall(t.lower()) if w not in ENGLISH_STOP_WORDS] for t in texts)
    return [" ".join(stemmer.stemWords(own)) for own in words]


def tf_idf(texts: Sequence[str]) -> Scores:
    """Cosines of scikit-learn's TF-IDF, as it comes."""
    vectors = TfidfVectorizer().fit_transform(texts)
    found: Scores = (vectors @ vectors.T).toarray()
    return found


def cosines(vectors: NDArray[Any]) -> Scores:
    """Cosines of vectors of length 1."""
    wide = vectors.astype(np.float64)
    found: Scores = wide @ wide.T
    return found


def reciprocal_ranks(parts: Sequence[Scores], k: int = 60) -> Scores:
    """Cormack, Clarke & Büttcher 2009."""
    total = np.zeros_like(parts[0])
    for part in parts:
        ranks = np.argsort(np.argsort(-part, axis=1, kind="stable"), axis=1)
        total += 1 / (k + 1 + ranks)
    return total


def standardised(parts: Mapping[float, Scores]) -> Scores:
    """Weighted sum of scores, each less the mean of its query and by its spread."""
    total = np.zeros_like(next(iter(parts.values())))
    for weight, part in parts.items():
        total += (
            weight * (part - part.mean(axis=1, keepdims=True)) / part.std(axis=1, keepdims=True)
        )
    return total


def measured(scores: Scores, statements: Sequence[Statement]) -> dict[str, float]:
    """nDCG@10, P@5, MAP and recall@20 over the queries that have a relevant candidate."""
    documents = np.array([s.document for s in statements])
    rows = []
    for number, query in enumerate(statements):
        pool = np.flatnonzero(documents != query.document)
        related = np.array([bool(query.labels & statements[n].labels) for n in pool.tolist()])
        if related.any():
            order = np.argsort(-np.round(scores[number, pool], 6), kind="stable")
            rows.append(ranked_measures(related[order]))
    means = np.mean(rows, axis=0).round(3).tolist()
    return dict(zip(("ndcg@10", "p@5", "map", "recall@20"), means, strict=True))


def quality(definitions: Path, model: Model) -> dict[str, Any]:
    """The peers and the model on the test half."""
    statements = [s for s in read_statements(definitions) if s.is_test]
    texts = [s.text for s in statements]
    encoded = load(model, threads=2).encode([clean(text) for text in texts])
    common = centring(encoded.vectors)
    mean = Centring(mean=common.mean, component=np.zeros_like(common.component))
    stemmed = stems(texts)
    words, terms = bm25(stemmed), tf_idf(stemmed)
    plain, best = cosines(encoded.vectors), cosines(common.apply(encoded.vectors))
    ways = {
        "BM25, words as they stand": bm25(texts),
        "BM25": words,
        "TF-IDF": terms,
        "model": plain,
        "model, less its mean": cosines(mean.apply(encoded.vectors)),
        "model, less mean and first component": best,
        "BM25 and model, reciprocal ranks": reciprocal_ranks([words, plain]),
        "TF-IDF and model, 0.3 and 0.7": standardised({0.3: terms, 0.7: plain}),
        "TF-IDF and model less both, 0.3 and 0.7": standardised({0.3: terms, 0.7: best}),
    }
    return {
        "statements": len(statements),
        "weights_sha256": model.encoder.sha256,
        "ways": {name: measured(scores, statements) for name, scores in ways.items()},
    }


def timed(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What comes of some work, and the seconds of processor and wall that it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, {
        "cpu_s": round(time.process_time() - cpu, 2),
        "wall_s": round(time.perf_counter() - wall, 2),
    }


def speed(base: Path, model: Model, count: int) -> dict[str, Any]:
    """Encoding and searching N provisions, the plain way and comity's."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds

    units = Base.open(base).arrow("provisions", ["work_id", "language", "text", "linkable"])
    rows = [r for r in units.to_pylist() if r["linkable"] and r["language"] == "en"]
    chosen = np.random.default_rng(0).choice(len(rows), min(count, len(rows)), replace=False)
    rows = [rows[n] for n in sorted(chosen.tolist())]
    texts = [clean(row["text"]) for row in rows]
    peer = SentenceTransformer(str(model.folder), device="cpu", local_files_only=True)
    vectors, plain = timed(lambda: peer.encode(texts, normalize_embeddings=True))

    def search() -> list[NDArray[np.int64]]:
        found = []
        for start in range(0, len(vectors), 1000):
            scores = vectors[start : start + 1000] @ vectors.T
            found.append(np.argpartition(-scores, TOP, axis=1)[:, :TOP])
        return found

    _, exact = timed(search)
    encoder = load(model, threads=2)
    own, encoding = timed(lambda: encoder.encode(texts).vectors)
    works = sorted({row["work_id"] for row in rows})
    number = {work: n for n, work in enumerate(works)}
    groups = gather(range(len(rows)), np.array([number[row["work_id"]] for row in rows]))
    _, searching = timed(lambda: top_semantic(centring(own).apply(own), groups, top=TOP))
    both = plain["cpu_s"] + exact["cpu_s"]
    return {
        "provisions": len(texts),
        "sentence-transformers": plain,
        "numpy, exact": exact,
        "both, provisions per cpu_s": round(len(texts) / both, 1),
        "comity, encode": encoding,
        "comity, search": searching,
    }


def main(argv: list[str]) -> int:
    """Print the report as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.semantic")
    parser.add_argument("definitions", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--base", type=Path, help="time provisions of this base; only this")
    parser.add_argument("--texts", type=int, default=1000)
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as place:
        model = add_folder(
            Path(place), asked.model, name="model", offer=Offer(), progress=lambda *_: None
        )
        report = (
            speed(asked.base, model, asked.texts)
            if asked.base
            else quality(asked.definitions, model)
        )
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
