"""The engines' processes, as their driver sees them: started, given turns, stopped between them.

A process that waits for its turn is stopped by a signal, so that neither its spinning threads nor
its allocator take anything from the engine that is measured.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from paddle_mlir.dialects.errors import InputError, PaddleMlirError

OURS = "paddle-mlir"
PEERS = ("onnxruntime", "openvino", "paddle")
"""The other engines, by the names of their modules."""
_HERE = Path(__file__).parent


def installed_peers(python: Path) -> tuple[str, ...]:
    """Those of :data:`PEERS` that an interpreter has.

    Raises:
        InputError: it is no Python interpreter.
    """
    code = "import importlib.util as u; print(*(m for m in {} if u.find_spec(m)))"
    try:
        result = subprocess.run(
            [python, "-c", code.format(PEERS)], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise InputError("is no Python interpreter", where=str(python), got=str(error)) from None
    return tuple(result.stdout.split())


class EngineError(PaddleMlirError):
    """An engine cannot load or run the model."""


class Turn(NamedTuple):
    """Seconds that each call of one turn took."""

    wall: list[float]
    cpu: list[float]
    """Of all threads of the process."""


class Engine:
    """One engine with one model, loaded and called once; use it in a ``with`` statement.

    Attributes:
        name: the engine's name, :data:`OURS` or one of :data:`PEERS`.
        version: of its distribution.
        cold: seconds for loading and the first call.
    """

    def __init__(self, name: str, python: Path, setup: Mapping[str, Any], messages: Path) -> None:
        """Start the process.

        Args:
            name: the engine's name.
            python: an interpreter that has the engine.
            setup: what ``engine_process.main`` reads, without the engine's name.
            messages: file for what the engine prints.

        Raises:
            EngineError: the engine cannot load or run the model.
        """
        self.name = name
        self._messages = messages
        # OpenMP's pool, which Paddle computes with, is sized by the environment only.
        environment = {**os.environ, "OMP_NUM_THREADS": str(setup["threads"])}
        with messages.open("wb") as file:
            self._process = subprocess.Popen(
                [python, _HERE / "engine_process.py"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                env=environment,
                text=True,
            )
        try:
            answer = self._ask({**setup, "engine": name})
        except BaseException:
            self.close()
            raise
        self.version: str = answer["version"]
        self.cold: float = answer["cold"]
        self._process.send_signal(signal.SIGSTOP)

    def measure(self, seconds: float) -> Turn:
        """Call the model for so many seconds, at least once.

        Raises:
            EngineError: the process ended.
        """
        self._process.send_signal(signal.SIGCONT)
        turn = Turn(**self._ask(seconds))
        self._process.send_signal(signal.SIGSTOP)
        return turn

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        # Closing would write what the process never read.
        self._process.communicate()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, what: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            print(json.dumps(what), file=self._process.stdin, flush=True)
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise EngineError(
                last_line(self._messages.read_text(encoding="utf-8", errors="replace"))
                or f"the process ended with status {self._process.wait()}",
                where=self.name,
            )
        answer: dict[str, Any] = json.loads(line)
        return answer


def make_onnx_form(
    python: Path, source: Path, parameters: Path, output: Path, shapes: Mapping[str, list[int]]
) -> None:
    """Write the ONNX form of a Paddle program, or of an ONNX file, with fixed sizes.

    Args:
        python: an interpreter that has onnx and, for a Paddle program, paddle2onnx.
        source: the program, or an ``.onnx`` file.
        parameters: of the program.
        output: the file to write.
        shapes: of the inputs, by name.

    Raises:
        EngineError: it cannot be converted.
    """
    paths = [python, _HERE / "onnx_form.py", source, parameters, output]
    command = [*map(str, paths), json.dumps(shapes)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise EngineError(f"no ONNX form: {last_line(result.stderr)}", where=str(source))


def last_line(text: str) -> str:
    """The last line that says something, which ends a Python traceback."""
    lines = [line.strip() for line in text.splitlines()]
    return next((line for line in reversed(lines) if any(map(str.isalpha, line))), "")
