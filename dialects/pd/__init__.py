# ruff: noqa: F403, F405
"""The ``pd`` dialect: Paddle's operators as MLIR operations, one file a family.

Every op class is found here, whatever its family: ``pd.Conv2d``, ``pd.Topk``.
"""

import importlib
import pkgutil
from typing import TYPE_CHECKING

from torch_mlir._mlir_libs import _mlir

from paddle_mlir.dialects.pd.definition import Pd, PdOp, all_ops, create, known_info

if TYPE_CHECKING:  # at run time the loop below finds every family by itself
    from paddle_mlir.dialects.pd.activation import *
    from paddle_mlir.dialects.pd.attention import *
    from paddle_mlir.dialects.pd.bfloat16_matrix import *
    from paddle_mlir.dialects.pd.bitwise import *
    from paddle_mlir.dialects.pd.box_suppression import *
    from paddle_mlir.dialects.pd.complex_numbers import *
    from paddle_mlir.dialects.pd.convolution import *
    from paddle_mlir.dialects.pd.counting import *
    from paddle_mlir.dialects.pd.creation import *
    from paddle_mlir.dialects.pd.decoding import *
    from paddle_mlir.dialects.pd.decomposition import *
    from paddle_mlir.dialects.pd.deformable_convolution import *
    from paddle_mlir.dialects.pd.diagonals import *
    from paddle_mlir.dialects.pd.direct_convolution import *
    from paddle_mlir.dialects.pd.elementwise import *
    from paddle_mlir.dialects.pd.exponential import *
    from paddle_mlir.dialects.pd.fourier import *
    from paddle_mlir.dialects.pd.gamma_functions import *
    from paddle_mlir.dialects.pd.grid_sampling import *
    from paddle_mlir.dialects.pd.group_normalization import *
    from paddle_mlir.dialects.pd.indexed_pooling import *
    from paddle_mlir.dialects.pd.indexing import *
    from paddle_mlir.dialects.pd.interpolation import *
    from paddle_mlir.dialects.pd.linear_solve import *
    from paddle_mlir.dialects.pd.losses import *
    from paddle_mlir.dialects.pd.manipulation import *
    from paddle_mlir.dialects.pd.matrix import *
    from paddle_mlir.dialects.pd.median import *
    from paddle_mlir.dialects.pd.normalization import *
    from paddle_mlir.dialects.pd.packed_matrix import *
    from paddle_mlir.dialects.pd.padding import *
    from paddle_mlir.dialects.pd.patches import *
    from paddle_mlir.dialects.pd.pooling import *
    from paddle_mlir.dialects.pd.quantization import *
    from paddle_mlir.dialects.pd.random_numbers import *
    from paddle_mlir.dialects.pd.ranges import *
    from paddle_mlir.dialects.pd.rearrangement import *
    from paddle_mlir.dialects.pd.recurrent import *
    from paddle_mlir.dialects.pd.reduction import *
    from paddle_mlir.dialects.pd.region_pooling import *
    from paddle_mlir.dialects.pd.repetition import *
    from paddle_mlir.dialects.pd.rounding import *
    from paddle_mlir.dialects.pd.scan import *
    from paddle_mlir.dialects.pd.scattering import *
    from paddle_mlir.dialects.pd.selection import *
    from paddle_mlir.dialects.pd.slicing import *
    from paddle_mlir.dialects.pd.sorting import *
    from paddle_mlir.dialects.pd.special_functions import *
    from paddle_mlir.dialects.pd.strassen import *
    from paddle_mlir.dialects.pd.trigonometry import *
    from paddle_mlir.dialects.pd.uniqueness import *
    from paddle_mlir.dialects.pd.volume_convolution import *
    from paddle_mlir.dialects.pd.weight_only_matrix import *
    from paddle_mlir.dialects.pd.windows import *
    from paddle_mlir.dialects.pd.winograd import *

# The bindings look for the module of an op's dialect under these prefixes, in vain and anew at
# each op without this: most of the time that passes take (torch-mlir 20261001).
_mlir.globals.append_dialect_search_prefix("paddle_mlir.dialects")

# Every family registers its ops, which then are names of this package.
for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
globals().update({_op.__name__: _op for _op in all_ops()})
