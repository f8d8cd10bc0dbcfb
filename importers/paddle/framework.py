"""Paddle's ``framework.proto``, declared for the protobuf library without generated code.

Only what an importer reads is declared. The messages live in a descriptor pool of their own, so
they cannot clash with those of an installed paddlepaddle. Three types differ from Paddle's on
purpose, without a change on the wire:

- enums are ``int32``, so that a number which we do not know can be shown instead of vanishing;
- strings are ``bytes``, so that damaged text is reported by us and not by the library;
- required fields are optional, for the same reason.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

from paddle_mlir.dialects.errors import ModelError

_PACKAGE = "paddle_mlir.importers.paddle"

# One message a paragraph; "type name number", with * after the type of a repeated field.
_SCHEMA = """
ProgramDesc
  BlockDesc* blocks 1
  Version version 4
  OpVersionMap op_version_map 5

Version
  int64 version 1

OpVersionMap
  OpVersionPair* pair 1

OpVersionPair
  bytes op_name 1
  OpVersion op_version 2

OpVersion
  int32 version 1

BlockDesc
  int32 idx 1
  int32 parent_idx 2
  VarDesc* vars 3
  OpDesc* ops 4
  int32 forward_block_idx 5

VarDesc
  bytes name 1
  VarType type 2
  bool persistable 3
  bool need_check_feed 4
  bool is_parameter 5
  bool stop_gradient 6

VarType
  int32 type 1
  TensorDesc selected_rows 2
  LoDTensorDesc lod_tensor 3
  LoDTensorDesc tensor_array 4

LoDTensorDesc
  TensorDesc tensor 1
  int32 lod_level 2

TensorDesc
  int32 data_type 1
  int64* dims 2

OpDesc
  OpSlot* inputs 1
  OpSlot* outputs 2
  bytes type 3
  OpAttr* attrs 4
  bool is_target 5

OpSlot
  bytes parameter 1
  bytes* arguments 2

OpAttr
  bytes name 1
  int32 type 2
  int32 i 3
  float f 4
  bytes s 5
  int32* ints 6
  float* floats 7
  bytes* strings 8
  bool b 10
  bool* bools 11
  int32 block_idx 12
  int64 l 13
  int32* blocks_idx 14
  int64* longs 15
  double* float64s 16
  bytes var_name 17
  bytes* vars_name 18
  double float64 19
  Scalar scalar 20
  Scalar* scalars 21

Scalar
  int32 type 1
  bool b 2
  int64 i 3
  double r 4
  Complex c 5

Complex
  double r 1
  double i 2
"""


def _file_descriptor() -> Any:
    proto = descriptor_pb2.FileDescriptorProto(
        name="paddle_mlir/framework.proto", package=_PACKAGE, syntax="proto2"
    )
    field_type = descriptor_pb2.FieldDescriptorProto
    for paragraph in _SCHEMA.strip().split("\n\n"):
        title, *lines = paragraph.split("\n")
        message = proto.message_type.add(name=title)
        for line in lines:
            kind, name, number = line.split()
            field = message.field.add(name=name, number=int(number))
            repeated, kind = kind.endswith("*"), kind.rstrip("*")
            field.label = field_type.LABEL_REPEATED if repeated else field_type.LABEL_OPTIONAL
            if kind[0].isupper():
                field.type = field_type.TYPE_MESSAGE
                field.type_name = f".{_PACKAGE}.{kind}"
            else:
                field.type = field_type.Type.Value(f"TYPE_{kind.upper()}")
    return proto


_POOL = descriptor_pool.DescriptorPool()
_POOL.Add(_file_descriptor())


def message_class(name: str) -> Any:
    """The class of the message ``name``, such as ``"ProgramDesc"``."""
    return message_factory.GetMessageClass(_POOL.FindMessageTypeByName(f"{_PACKAGE}.{name}"))


ProgramDesc = message_class("ProgramDesc")
TensorDesc = message_class("TensorDesc")


def parse(message: Any, data: bytes, where: str) -> Any:
    """``data`` as a message of class ``message``."""
    parsed = message()
    try:
        parsed.ParseFromString(data)
    except DecodeError:
        raise ModelError(
            "is damaged or cut off",
            where=where,
            got=f"{len(data)} bytes that do not parse as {message.DESCRIPTOR.name}",
        ) from None
    return parsed
