"""Jobs of linear algebra: the OpenBLAS that numpy ships, called without Python in between."""
import ctypes
import glob
import os

import numba
import numpy as np

from job import Job, load


def openblas():
    pattern = os.path.join(os.path.dirname(np.__file__), os.pardir, "numpy.libs", "libscipy_openblas64*")
    lib = ctypes.CDLL(glob.glob(pattern)[0])
    texts = []
    for f in lib.scipy_openblas_get_config64_, lib.scipy_openblas_get_corename64_:
        f.restype = ctypes.c_char_p
        texts.append(f().decode())
    return lib, f"{texts[0].split()[1]} {texts[1]}"


def gemm(kind, m, n, k):
    """C = A B in f64 or f32, row-major: cblas_?gemm in a compiled loop, because a call through numpy costs 1 us."""
    m, n, k = int(m), int(n), int(k)
    lib, version = openblas()
    a, b = (np.ascontiguousarray(load(f"gemm.{s}.{kind}")[:i, :j]) for s, i, j in (("a", m, k), ("b", k, n)))
    c = np.zeros((m, n), a.dtype)
    real, f = (ctypes.c_double, lib.scipy_cblas_dgemm64_) if kind == "f64" else (ctypes.c_float, lib.scipy_cblas_sgemm64_)
    array = [ctypes.c_void_p, ctypes.c_int64]
    f.restype, f.argtypes = None, [ctypes.c_int] * 3 + [ctypes.c_int64] * 3 + [real] + array * 2 + [real] + array

    @numba.njit
    def loop(a, b, c, reps):
        for _ in range(reps):
            f(101, 111, 111, m, n, k, 1.0, a.ctypes, k, b.ctypes, n, 0.0, c.ctypes, n)  # row-major, nothing transposed
    loop(a, b, c, 1)  # compiles

    def figures():
        wide = c.astype(np.float64)
        norm = np.sqrt((wide * wide).sum())
        weight = (31 * np.arange(m)[:, None] + 17 * np.arange(n)) % 101 / 50 - 1
        return {"norm": norm, "checksum": (weight * wide).sum() / norm}
    return Job(version, lambda reps: loop(a, b, c, reps), figures)
