"""What is known of a tensor before it is computed: dtype, sizes, sometimes its elements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from torch_mlir import ir

from paddle_mlir.dialects import dtypes, symbolic
from paddle_mlir.dialects.symbolic import Dim, Size

MOST_KNOWN_ELEMENTS = 64
"""Integer tensors up to this many elements (shapes, axes, sizes) are followed one by one."""


@dataclass(frozen=True)
class TensorInfo:
    """Abstract value of a tensor, the currency of every shape rule.

    ``elements`` is set for small integer tensors whose elements are known as numbers or as
    symbolic sizes, in row-major order: that is how ``reshape`` sees through
    ``shape -> slice -> concat``.
    """

    dtype: str
    dims: tuple[Size, ...]
    elements: tuple[Size, ...] | None = field(default=None)

    @property
    def rank(self) -> int:
        """Number of dimensions."""
        return len(self.dims)

    @property
    def numel(self) -> Size:
        """Number of elements."""
        return symbolic.product(self.dims)

    @property
    def is_static(self) -> bool:
        """True when every size is a number."""
        return all(isinstance(size, int) for size in self.dims)

    def numbers(self, *axes: int) -> list[int]:
        """The sizes of some axes.

        Raises:
            ValueError: one is not known as a number.
        """
        sizes = [self.dims[axis] for axis in axes]
        numbers = [size for size in sizes if isinstance(size, int)]
        if len(numbers) < len(sizes):
            raise ValueError(f"the sizes of axes {list(axes)} must be known, got {self}")
        return numbers

    def with_dims(self, dims: Sequence[Size], elements: Sequence[Size] | None = None) -> TensorInfo:
        """The same dtype with other sizes."""
        return TensorInfo(self.dtype, tuple(dims), None if elements is None else tuple(elements))

    def with_dtype(self, dtype: str) -> TensorInfo:
        """The same sizes with another dtype."""
        return TensorInfo(dtype, self.dims)

    def axis(self, axis: int, extra: int = 0) -> int:
        """``axis`` counted from the front.

        Args:
            axis: from ``-(rank + extra)`` to ``rank + extra - 1``.
            extra: 1 where an axis of the result is meant, as in unsqueeze and stack.

        Raises:
            ValueError: out of range.
        """
        rank = self.rank + extra
        if not -rank <= axis < rank:
            raise ValueError(f"axis {axis} is out of range for rank {rank}")
        return axis + rank if axis < 0 else axis

    def axes(self, axes: Sequence[int], of_scalar: bool = False) -> tuple[int, ...]:
        """``axes`` counted from the front, each once.

        Args:
            axes: from ``-rank`` to ``rank - 1``.
            of_scalar: let a tensor of rank 0 take the axes 0 and -1, which name nothing there.

        Raises:
            ValueError: out of range, or one is named twice.
        """
        if of_scalar and self.rank == 0 and set(axes) <= {0, -1}:
            return ()
        front = tuple(self.axis(axis) for axis in axes)
        if len(set(front)) != len(front):
            raise ValueError(f"axes {tuple(axes)} name an axis twice")
        return front

    def can_follow_elements(self) -> bool:
        """True for the small static integer tensors whose elements are worth following."""
        return (
            self.dtype in ("int32", "int64")
            and isinstance(self.numel, int)
            and self.numel <= MOST_KNOWN_ELEMENTS
        )

    def with_elements(self, elements: Sequence[Size]) -> TensorInfo:
        """The same with its elements, unless they are not worth following or one overflows."""
        if not self.can_follow_elements():
            return self
        low, high = dtypes.integer_range(self.dtype)
        if any(isinstance(element, int) and not low <= element <= high for element in elements):
            return self
        return self.with_dims(self.dims, elements)

    def __str__(self) -> str:
        sizes = "".join(f"{size}x" for size in self.dims)
        return f"tensor<{sizes}{dtypes.BY_NAME[self.dtype].mlir}>"


def element_type(dtype: str) -> ir.Type:
    """MLIR's element type of a Paddle dtype; needs a context."""
    return ir.Type.parse(dtypes.BY_NAME[dtype].mlir)


def type_of(info: TensorInfo) -> ir.RankedTensorType:
    """The MLIR type: symbolic sizes become ``?``; needs a context and a location."""
    dynamic = ir.ShapedType.get_dynamic_size()
    dims = [size if isinstance(size, int) else dynamic for size in info.dims]
    return ir.RankedTensorType.get(dims, element_type(info.dtype))


def dtype_of(element: ir.Type) -> str:
    """Paddle's name of an MLIR element type.

    Raises:
        ValueError: Paddle has no such type.
    """
    dtype = dtypes.BY_MLIR.get(str(element))
    if dtype is None:
        raise ValueError(f"element type {element} is not one of {', '.join(dtypes.BY_MLIR)}")
    return dtype.name


def info_of_type(type_: ir.Type, sizes: Sequence[Size | None] | None = None) -> TensorInfo:
    """What a type tells: each ``?`` is a size equal to no other unless ``sizes`` names it.

    Raises:
        ValueError: not a ranked tensor, or of a dtype that Paddle has not.
    """
    if not isinstance(type_, ir.RankedTensorType):
        raise ValueError(f"a ranked tensor was expected, got {type_}")
    dims: list[Size] = []
    for axis in range(type_.rank):
        if not type_.is_dynamic_dim(axis):
            dims.append(type_.get_dim_size(axis))
        else:
            named = sizes[axis] if sizes is not None else None
            dims.append(symbolic.unknown() if named is None else named)
    return TensorInfo(dtype_of(type_.element_type), tuple(dims))


def compatible(declared: ir.Type, inferred: TensorInfo) -> bool:
    """True when a value of the inferred kind can have the declared type.

    Sizes agree where both are numbers; either side may know less than the other.
    """
    if not isinstance(declared, ir.RankedTensorType):
        return False
    if declared.rank != inferred.rank:
        return False
    if str(declared.element_type) != dtypes.BY_NAME[inferred.dtype].mlir:
        return False
    return all(
        declared.is_dynamic_dim(axis)
        or isinstance(size, Dim)
        or declared.get_dim_size(axis) == size
        for axis, size in enumerate(inferred.dims)
    )


def substitute(info: TensorInfo, replacements: Mapping[str, Size]) -> TensorInfo:
    """``info`` with symbols replaced by sizes."""
    elements = info.elements
    return TensorInfo(
        info.dtype,
        tuple(symbolic.substitute(size, replacements) for size in info.dims),
        None
        if elements is None
        else tuple(symbolic.substitute(size, replacements) for size in elements),
    )
