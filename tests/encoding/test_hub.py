"""Downloads from a hub of our own on this machine: what is asked for, and nothing else."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from comity.encoding.hub import add_from_hub
from comity.encoding.registry import Model, Offer, verified
from comity.errors import ModelError
from tests.encoding.models import pretended

pytestmark = pytest.mark.semantic

COMMIT = "c" * 40


class Hub(ThreadingHTTPServer):
    """Serves one model, and keeps what it was asked for."""

    def __init__(self, folder: Path) -> None:
        self.files = {
            p.relative_to(folder).as_posix(): p.read_bytes()
            for p in sorted(folder.rglob("*"))
            if p.is_file()
        }
        self.asked: list[str] = []
        self.tokens: set[str] = set()
        super().__init__(("127.0.0.1", 0), Answer)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append(path)
        self.server.tokens.update(
            [self.headers["Authorization"]] * ("Authorization" in self.headers)
        )
        body, headers = self._found(path)
        self.send_response(200 if body is not None else 404)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        if self.command == "GET" and body:
            self.wfile.write(body)

    def _found(self, path: str) -> tuple[bytes | None, dict[str, str]]:
        if path in ("/api/models/o/m", "/api/models/o/m/revision/main"):
            siblings = [
                {"rfilename": name, "size": len(body)} for name, body in self.server.files.items()
            ]
            facts = {"id": "o/m", "sha": COMMIT, "siblings": siblings, "tags": []}
            return json.dumps(facts).encode(), {"Content-Type": "application/json"}
        prefix = f"/o/m/resolve/{COMMIT}/"
        body = self.server.files.get(path.removeprefix(prefix)) if prefix in path else None
        if body is None:
            return None, {"X-Error-Code": "RepoNotFound"}
        etag = hashlib.sha256(body).hexdigest()
        return body, {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    extra = {"own.py": b"raise SystemExit", "pytorch_model.bin": b"\x80", "README.md": b"#"}
    source = pretended(tmp_path / "source", **extra)
    (source / "onnx").mkdir()
    (source / "onnx" / "model.onnx").write_bytes(b"x" * 1000)
    server = Hub(source)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def got(hub: Hub, tmp_path: Path, source: str = "o/m", **offer: str) -> Model:
    return add_from_hub(
        tmp_path / "models",
        source,
        name="m",
        offer=Offer(**offer),
        progress=lambda *_: None,
        endpoint=hub.address,
    )


def test_a_model_is_downloaded_with_its_commit_and_what_is_needed(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")

    got(hub, tmp_path)

    model = verified(tmp_path / "models", "m")
    assert (model.encoder.source, model.encoder.revision) == ("o/m", COMMIT)
    assert model.encoder.sha256 == hashlib.sha256(b"weights").hexdigest()
    assert sorted(p.name for p in (tmp_path / "models" / "m").iterdir()) == [
        *("comity-model.json", "files"),
    ]
    downloads = {path.rsplit(COMMIT + "/", 1)[1] for path in hub.asked if COMMIT in path}
    assert downloads == {
        *("1_Pooling/config.json", "config.json", "model.safetensors", "modules.json"),
    }
    assert hub.tokens == set()


def test_other_weights_than_asked_for_are_not_kept(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not 0000"):
        got(hub, tmp_path, sha256="0" * 64)

    assert list((tmp_path / "models").iterdir()) == []


def test_a_model_that_is_not_there_is_told_in_words(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"o/nothing cannot be had from the hub: .*404"):
        got(hub, tmp_path, "o/nothing")


def test_a_model_of_its_own_code_is_refused_before_its_weights_come(
    hub: Hub, tmp_path: Path
) -> None:
    hub.files["modules.json"] = json.dumps([{"path": "", "type": "own.Model"}]).encode()

    with pytest.raises(ModelError, match="comity does not run it"):
        got(hub, tmp_path)

    assert not any("safetensors" in path for path in hub.asked)


def test_a_model_of_pickles_is_refused_before_anything_comes(hub: Hub, tmp_path: Path) -> None:
    del hub.files["model.safetensors"]

    with pytest.raises(ModelError, match=r"pytorch_model\.bin, a pickle"):
        got(hub, tmp_path)

    assert not any(".bin" in path for path in hub.asked)


def test_without_a_network_the_way_out_is_told(hub: Hub, tmp_path: Path) -> None:
    hub.shutdown()
    hub.server_close()

    with pytest.raises(ModelError, match=r"cannot be had .*models add PATH"):
        got(hub, tmp_path)

    assert not (tmp_path / "models" / "m").exists()
