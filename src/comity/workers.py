"""Work on hostile files in processes of their own: a crash or a hang costs one file.

Each worker is `python -m comity.workers`, fed pickled tasks over its standard
input one at a time. Starting a fresh interpreter, rather than forking, keeps
threads and open files of the caller out of it, and asks nothing of the
caller's main module. Pickles travel only between these two ends.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from comity.errors import ComityError
from comity.temporary import use_known_place

_HEADER = struct.Struct("<Q")
_RESULT_SHARE = 4  # a result may take this part of the memory that its worker may use
_GRACE_S = 5  # a worker whose caller died ends by itself this long after the task's time
_PR_SET_PDEATHSIG = 1  # of prctl(2)
_OUT_OF_MEMORY = 77  # exit code of a worker that may use no more
_LONGEST_REASON = 200  # characters of an unexpected error


@dataclass(frozen=True, slots=True)
class Lost:
    """A task that brought its worker down, or that was stopped."""

    reason: str


class _EndOfStreamError(Exception):
    """The other end of the pipe is gone."""


def _send(stream: IO[bytes], message: object, most_bytes: int | None = None) -> None:
    payload = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    if most_bytes is not None and len(payload) > most_bytes:
        shown = f"{len(payload) >> 20} MiB of results; the limit is {most_bytes >> 20}"
        del message
        payload = pickle.dumps(Lost(f"gave {shown}"))
    stream.write(_HEADER.pack(len(payload)))
    stream.write(payload)
    stream.flush()


def _exactly(stream: IO[bytes], size: int) -> bytes:
    payload = stream.read(size)
    if len(payload) < size:
        raise _EndOfStreamError
    return payload


def _receive(stream: IO[bytes], most_bytes: int | None = None) -> Any:
    (size,) = _HEADER.unpack(_exactly(stream, _HEADER.size))
    if most_bytes is not None and size > most_bytes:
        raise pickle.UnpicklingError(f"{size} bytes are no result")
    return pickle.loads(_exactly(stream, size))  # noqa: S301 - from our own process


class _Worker:
    """One process, and the thread's end of its two pipes."""

    def __init__(self, function: str, memory_bytes: int, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._most_bytes = memory_bytes // _RESULT_SHARE
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [
                    *(sys.executable, "-m", "comity.workers"),
                    *(function, str(memory_bytes), str(timeout_s), str(os.getpid())),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            )
        except OSError as error:
            raise ComityError(
                f"No process for reading can be started with {sys.executable}: {error.strerror}.",
                hint="Check that you may run it, and that memory and processes are left.",
            ) from error

    def run(self, task: object) -> Any:
        """The function's result, or `Lost` with what became of the worker."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None and stdout is not None  # noqa: S101 - opened as pipes above
        late = threading.Event()

        def stop() -> None:
            late.set()
            self.process.kill()

        timer = threading.Timer(self._timeout_s, stop)
        timer.start()
        try:
            _send(stdin, task)
            return _receive(stdout, self._most_bytes)
        except (_EndOfStreamError, BrokenPipeError, pickle.UnpicklingError):
            try:
                code = self.process.wait(timeout=1)
            except subprocess.TimeoutExpired:  # it lives on after a result that is none
                self.process.kill()
                code = self.process.wait()
            if late.is_set():
                return Lost(f"took longer than {self._timeout_s:g} s and was stopped")
            if code == _OUT_OF_MEMORY:
                most = self._most_bytes * _RESULT_SHARE >> 20
                return Lost(f"needed more memory than the {most} MiB that it may use")
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
) -> Generator[tuple[int, Any]]:
    """Call `function` on each task in worker processes; yield (task number, result) as they end.

    Args:
        function: a module-level function; it must catch its own expected
            errors, since any exception it lets through loses its task.
        tasks: picklable; handed out in order, one at a time to each worker.
        jobs: how many processes.
        timeout_s: seconds that one task may take before its worker is killed.
        memory_bytes: address space that each worker may use, where the
            system can enforce it; a result may take a quarter of it.

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
                    worker = _Worker(name, memory_bytes, timeout_s)
                    workers.append(worker)
                result = worker.run(tasks[number])
                if isinstance(result, Lost):  # what state its process is in, nobody knows
                    worker.close()
                    workers.remove(worker)
                    worker = None
                done.put((number, result))
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
    memory_bytes, timeout_s = int(argv[1]), float(argv[2])
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # who presses Ctrl-C wants no traceback
    _end_with(int(argv[3]))
    _limit_memory(memory_bytes)
    gc.set_threshold(100_000)  # records come by the million, and hardly a cycle among them
    use_known_place()  # for libraries that ask for one
    function = getattr(importlib.import_module(module), name)
    stdin, stdout = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a parser prints must not reach the pipe of results
    while True:
        try:
            task = _receive(stdin)
        except _EndOfStreamError:
            return 0
        _end_after(timeout_s + _GRACE_S)
        result = _tried(function, task)
        try:
            _send(stdout, result, memory_bytes // _RESULT_SHARE)
        except BrokenPipeError:  # the caller is gone: there is nobody left to tell
            os._exit(0)
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)
        _end_after(0)


def _end_with(caller: int) -> None:
    """Have the system end this process as soon as its caller dies, in the midst of a task too.

    Where the system cannot (all but Linux), it ends when its task does.
    """
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - needed here alone

    # Of the thread that started this process, in fact, which outlives it (`run_apart`).
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != caller:  # it died before it could be said
        os._exit(0)


def _tried(function: Callable[[Any], Any], task: Any) -> Any:
    """The function's result, or `Lost` with what went wrong."""
    try:
        return function(task)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)  # there may be none left for words: the code says it
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        shown = f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
        where = f"{os.path.basename(place.filename)}, line {place.lineno}"  # noqa: PTH119 - a name
        return Lost(f"met an error that comity did not foresee ({shown}; {where})")


def _end_after(seconds: float) -> None:
    """Have the system end this process then; 0 for never. The caller's own clock comes first."""
    if hasattr(signal, "setitimer"):  # absent on Windows
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    # By its own name, so that a `Lost` pickled here is the one that the caller knows.
    sys.exit(importlib.import_module("comity.workers").main(sys.argv[1:]))
