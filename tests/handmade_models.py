"""Small Paddle models made byte by byte, so that tests need neither paddlepaddle nor files."""

import json
import struct
from typing import Any

import numpy as np
import pytest

from paddle_mlir.dialects.errors import ModelError
from paddle_mlir.importers.paddle.framework import ProgramDesc
from paddle_mlir.importers.paddle.program_desc import read_program_desc
from paddle_mlir.importers.paddle.source import SourceProgram

# PIR, the way Paddle 3.3 writes it.


def attr(kind: str, data: Any) -> dict[str, Any]:
    return {"#": kind, "D": data}


def tensor(*dims: int, kind: str = "0.t_f32") -> dict[str, Any]:
    return attr("0.t_dtensor", [{"#": kind}, list(dims), "NCHW", [], 0])


def op(
    name: str,
    operands: list[int] | None = None,
    results: dict[int, Any] | None = None,
    attributes: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    return {
        "#": name,
        "I": [{"%": value} for value in operands or []],
        "O": [{"%": value, "TT": kind} for value, kind in (results or {}).items()],
        "A": [{"N": key, "AT": value} for key, value in (attributes or {}).items()],
        **more,
    }


def parameter(value: int, name: str, kind: Any, persistable: int = 1) -> dict[str, Any]:
    return {
        "#": "p",
        "A": [0, 1, 1, name],
        "DA": [],
        "O": {"%": value, "TT": kind},
        "OA": [persistable, 0, 1],
        "QA": [],
    }


def data(value: int, name: str, kind: Any) -> dict[str, Any]:
    return op("1.data", [], {value: kind}, {"name": attr("0.a_str", name)})


def fetch(value: int, column: int, result: int) -> dict[str, Any]:
    attributes = {"name": attr("0.a_str", f"fetch_name_{column}"), "col": attr("0.a_i32", column)}
    return op("1.fetch", [value], {result: tensor(2)}, attributes)


def block(ops: list[Any], args: dict[int, Any] | None = None, number: int = 0) -> dict[str, Any]:
    arguments = [{"#": value, "TT": kind} for value, kind in (args or {}).items()]
    return {"#": f"block_{number}", "args": arguments, "ops": ops}


def region(body: dict[str, Any]) -> dict[str, Any]:
    return {"#": "region_1", "blocks": [body]}


def pir(*ops: Any, version: Any = 4, magic: Any = "pir") -> bytes:
    return json.dumps(
        {
            "base_code": {"magic": magic, "trainable": True, "version": version},
            "program": {"regions": [region(block(list(ops)))]},
        }
    ).encode()


SMALL_PIR = pir(
    parameter(1, "w", tensor(3, 2)),
    data(2, "x", tensor(-1, 3)),
    op(
        "1.matmul",
        [2, 1],
        {3: tensor(-1, 2)},
        {"transpose_x": attr("0.a_bool", False), "struct_name": attr("0.a_str", "/Linear/")},
    ),
    fetch(3, 0, 4),
)


# ProgramDesc.

INT, FLOAT, STRING, INTS, BOOLEAN, BLOCK = 0, 1, 2, 3, 6, 8
LOD_TENSOR, FEED, FETCH, ARRAY = 7, 9, 10, 13
FP32 = 5


class Desc:
    """A ProgramDesc under construction."""

    def __init__(self, version: int = 2006002) -> None:
        self.desc = ProgramDesc()
        self.desc.version.version = version
        self.blocks = [self.desc.blocks.add(idx=0, parent_idx=-1)]
        self.var("feed", kind=FEED, persistable=True)
        self.var("fetch", kind=FETCH, persistable=True)

    def var(
        self,
        name: str,
        *dims: int,
        block: int = 0,
        kind: int = LOD_TENSOR,
        persistable: bool = False,
    ) -> None:
        var = self.blocks[block].vars.add(name=name.encode(), persistable=persistable)
        var.type.type = kind
        if kind == LOD_TENSOR:
            var.type.lod_tensor.tensor.data_type = FP32
            var.type.lod_tensor.tensor.dims.extend(dims)

    def sub_block(self) -> int:
        self.blocks.append(self.desc.blocks.add(idx=len(self.blocks), parent_idx=0))
        return len(self.blocks) - 1

    def op(
        self,
        name: str,
        inputs: dict[str, list[str]],
        outputs: dict[str, list[str]],
        block: int = 0,
        **attributes: tuple[int, str, Any],
    ) -> None:
        op = self.blocks[block].ops.add(type=name.encode())
        for slots, table in ((op.inputs, inputs), (op.outputs, outputs)):
            for slot, names in table.items():
                slots.add(parameter=slot.encode(), arguments=[name.encode() for name in names])
        for key, (kind, field, value) in attributes.items():
            op.attrs.add(name=key.encode(), type=kind, **{field: value})

    def feed(self, name: str, column: int) -> None:
        self.op("feed", {"X": ["feed"]}, {"Out": [name]}, col=(INT, "i", column))

    def fetch(self, name: str, column: int) -> None:
        self.op("fetch", {"X": [name]}, {"Out": ["fetch"]}, col=(INT, "i", column))

    def bytes(self) -> bytes:
        return bytes(self.desc.SerializeToString())

    def read(self) -> SourceProgram:
        return read_program_desc(self.bytes(), "m.pdmodel")

    def error(self) -> str:
        with pytest.raises(ModelError) as caught:
            self.read()
        return str(caught.value)


def small_desc() -> Desc:
    desc = Desc()
    desc.var("w", 3, 2, persistable=True)
    desc.var("x", -1, 3)
    desc.var("y", -1, 2)
    desc.feed("x", 0)
    desc.op(
        "matmul_v2",
        {"X": ["x"], "Y": ["w"]},
        {"Out": ["y"]},
        trans_x=(BOOLEAN, "b", False),
        op_namescope=(STRING, "s", b"/linear/"),
        op_role=(INT, "i", 0),
    )
    desc.fetch("y", 0)
    return desc


# The parameter w of both small programs.

WEIGHTS = np.arange(6, dtype=np.float32).reshape(3, 2)
WEIGHTS_BYTES = struct.pack("<IQIi", 0, 0, 0, 6) + b"\x08\x05\x10\x03\x10\x02" + WEIGHTS.tobytes()
