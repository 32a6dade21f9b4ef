"""Work on hostile files in processes of their own: a crash or a hang costs one file.

Each worker is `python -m comity.workers`, fed pickled tasks over its standard
input one at a time. Starting a fresh interpreter, rather than forking, keeps
threads and open files of the caller out of it, and asks nothing of the
caller's main module. Pickles travel only between these two ends.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from comity.errors import ComityError

_HEADER = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Lost:
    """A task that brought its worker down, or that was stopped."""

    reason: str


class _EndOfStreamError(Exception):
    """The other end of the pipe is gone."""


def _send(stream: IO[bytes], message: object) -> None:
    payload = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_HEADER.pack(len(payload)))
    stream.write(payload)
    stream.flush()


def _exactly(stream: IO[bytes], size: int) -> bytes:
    payload = stream.read(size)
    if len(payload) < size:
        raise _EndOfStreamError
    return payload


def _receive(stream: IO[bytes]) -> Any:
    (size,) = _HEADER.unpack(_exactly(stream, _HEADER.size))
    return pickle.loads(_exactly(stream, size))  # noqa: S301 - from our own process


class _Worker:
    """One process, and the thread's end of its two pipes."""

    def __init__(self, function: str, memory_bytes: int) -> None:
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "comity.workers", function, str(memory_bytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            )
        except OSError as error:
            raise ComityError(
                f"No process for reading can be started with {sys.executable}: {error.strerror}.",
                hint="Check that you may run it, and that memory and processes are left.",
            ) from error

    def run(self, task: object, timeout_s: float) -> Any:
        """The function's result, or `Lost` with what became of the worker."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None and stdout is not None  # noqa: S101 - opened as pipes above
        late = threading.Event()

        def stop() -> None:
            late.set()
            self.process.kill()

        timer = threading.Timer(timeout_s, stop)
        timer.start()
        try:
            _send(stdin, task)
            return _receive(stdout)
        except (_EndOfStreamError, BrokenPipeError, pickle.UnpicklingError):
            code = self.process.wait()
            if late.is_set():
                return Lost(f"took longer than {timeout_s:g} s and was stopped")
            return Lost(f"brought the reading process down ({_exit_words(code)})")
        finally:
            timer.cancel()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def close(self) -> None:
        """End the process; it leaves by itself when its input closes."""
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                # A worker that was killed may leave a task half sent.
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _exit_words(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def run_apart(
    function: Callable[[Any], Any],
    tasks: Sequence[Any],
    *,
    jobs: int,
    timeout_s: float,
    memory_bytes: int,
) -> Iterator[tuple[int, Any]]:
    """Call `function` on each task in worker processes; yield (task number, result) as they end.

    Args:
        function: a module-level function; it must catch its own expected
            errors, since any exception it lets through ends its worker.
        tasks: picklable; handed out in order, one at a time to each worker.
        jobs: how many processes.
        timeout_s: seconds that one task may take before its worker is killed.
        memory_bytes: address space that each worker may use, where the
            system can enforce it.

    A task that crashes, hangs or exhausts its worker yields `Lost`; the worker
    is replaced and the rest goes on. The order in which results come depends
    on the machine: sort by task number for a result that does not.

    Raises:
        ComityError: no process can be started.
    """
    name = f"{function.__module__}:{function.__qualname__}"
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(len(tasks)):
        waiting.put(number)
    done: queue.SimpleQueue[tuple[int, Any] | Exception] = queue.SimpleQueue()
    stopping = threading.Event()
    workers: list[_Worker] = []

    def serve() -> None:
        worker: _Worker | None = None
        try:
            while not stopping.is_set():
                try:
                    number = waiting.get_nowait()
                except queue.Empty:
                    break
                if worker is None or not worker.alive:
                    worker = _Worker(name, memory_bytes)
                    workers.append(worker)
                done.put((number, worker.run(tasks[number], timeout_s)))
        except Exception as error:
            done.put(error)
        finally:
            if worker is not None:
                worker.close()

    threads = [threading.Thread(target=serve, daemon=True) for _ in range(min(jobs, len(tasks)))]
    for thread in threads:
        thread.start()
    try:
        for _ in range(len(tasks)):
            result = done.get()
            if isinstance(result, Exception):
                raise result
            yield result
    finally:
        stopping.set()
        for worker in list(workers):
            if worker.alive and any(thread.is_alive() for thread in threads):
                worker.process.kill()
        for thread in threads:
            thread.join()


def _limit_memory(memory_bytes: int) -> None:
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def main(argv: Sequence[str]) -> int:
    """Serve tasks from standard input until it closes."""
    module, _, name = argv[0].partition(":")
    _limit_memory(int(argv[1]))
    function = getattr(importlib.import_module(module), name)
    stdin, stdout = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a parser prints must not reach the pipe of results
    while True:
        try:
            task = _receive(stdin)
        except _EndOfStreamError:
            return 0
        try:
            _send(stdout, function(task))
        except BrokenPipeError:  # the build was killed: nobody waits for this any more
            os._exit(0)  # a last flush of the pipe would fail aloud


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
