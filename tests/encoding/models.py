"""Models for tests: folders that look like one, and a small one that works, with random weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

_LIBRARY = "sentence_transformers.models"
MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": f"{_LIBRARY}.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{_LIBRARY}.Pooling"},
    {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{_LIBRARY}.Normalize"},
]

WORDS = (
    "[PAD] [UNK] [CLS] [SEP] [MASK] . , ; the of and to in for shall be are must by on with a"
    " ai systems system people persons told inform when they deal data protect privacy record"
    " records keep test tests safety risk risks rights human oversight harbour light night day"
)


def pretended(folder: Path, *, modules: object = MODULES, **files: bytes) -> Path:
    """A folder with the names of a model's files, and nothing in them that could be loaded."""
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "modules.json").write_text(json.dumps(modules))
    (folder / "config.json").write_text("{}")
    (folder / "1_Pooling" / "config.json").write_text("{}")
    contents: Mapping[str, bytes] = {"model.safetensors": b"weights", **files}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder


def small(folder: Path, *, seed: int = 1, most_tokens: int = 24) -> Path:
    """A transformer of two layers that reads `most_tokens` tokens; needs the extra."""
    import torch  # noqa: PLC0415 - with the extra alone, like those below
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer  # noqa: PLC0415
    from transformers import BertConfig, BertModel, BertTokenizerFast  # noqa: PLC0415

    raw = folder.parent / f"{folder.name}-raw"
    raw.mkdir(parents=True)
    words = [*WORDS.split(), *"abcdefghijklmnopqrstuvwxyz", *(f"##{c}" for c in WORDS if c != " ")]
    (raw / "vocab.txt").write_text("\n".join(dict.fromkeys(words)) + "\n")
    tokenizer = BertTokenizerFast(str(raw / "vocab.txt"))
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.5,  # so that texts differ
    )
    BertModel(config).save_pretrained(raw)
    tokenizer.save_pretrained(raw)
    first = Transformer(str(raw), max_seq_length=most_tokens)
    model = SentenceTransformer(modules=[first, Pooling(32)], device="cpu")
    model.save(str(folder))
    return folder
