"""Writes fixtures/formats/npy: small NPY files and index.json, which holds what numpy itself says they contain.

    pip install numpy==2.4.6 ml_dtypes==0.6.0
    python oracle/make_npy_fixtures.py

float16.json and bfloat16.json beside them hold doubles and what numpy and ml_dtypes round them to.
Needs x86: longdouble is the 80-bit format there.
"""
import json
import math
import pathlib
import random

import ml_dtypes
import numpy as np

FOLDER = pathlib.Path(__file__).parent.parent / "fixtures" / "formats" / "npy"
NUMERIC = ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]


def number(value):
    """A value for JSON; not-finite numbers as their names."""
    if isinstance(value, (bool, int)):
        return value
    value = float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def samples(dtype):
    """Six values of the dtype, its extremes among them (64-bit integers: as far as doubles are exact)."""
    if dtype.kind == "b":
        values = [True, False, False, True, True, False]
    elif dtype.kind in "iu":
        info = np.iinfo(dtype)
        low, high = (max(info.min, -(2**53)), min(info.max, 2**53))
        values = [0, 1, 2, 77, low, high]
    else:
        info = np.finfo(dtype)
        values = [0.1, -0.0, info.max, info.smallest_subnormal, math.nan, -math.inf]
    return np.array(values, dtype=dtype)


def entries():
    """(name, array, format version)"""
    for code in NUMERIC:
        for order in ("<", ">") if code[1] != "1" else ("|",):
            values = samples(np.dtype(order + code))
            name = code + {"<": "-little", ">": "-big", "|": ""}[order]
            yield name, values.reshape(2, 3), None
            yield name + "-fortran", np.asfortranarray(values.reshape(3, 2)), None
    for shape in [(), (1,), (0,), (2, 0), (0, 3), (1, 1, 1)]:
        name = "shape-" + ("x".join(map(str, shape)) or "scalar")
        yield name, np.full(shape, 2.5, dtype="<f4"), None
    cube = np.arange(2 * 3 * 4, dtype="<f4").reshape(2, 3, 4)
    yield "cube", cube, None
    yield "cube-fortran", np.asfortranarray(cube), None
    yield "cube-fortran-big-int16", np.asfortranarray(cube.astype(">i2")), None
    yield "int64-even-beyond-2-53", np.array([2**53 + 2, -(2**62), 2**60], dtype="<i8"), None
    yield "int64-inexact", np.array([[1, 2], [2**53 + 1, 3]], dtype="<i8"), None
    yield "int64-inexact-fortran", np.asfortranarray(np.array([[1, 2], [2**53 + 1, 3]], dtype=">i8")), None
    yield "int64-inexact-negative", np.array([-(2**63) + 1], dtype="<i8"), None
    yield "int64-smallest", np.array([-(2**63)], dtype="<i8"), None
    yield "uint64-largest", np.array([2**64 - 1], dtype=">u8"), None
    yield "uint64-exact", np.array([2**63, 2**64 - 2**11], dtype="<u8"), None
    for order, name in (("<", "little"), (">", "big")):
        exact = np.zeros(6, dtype=np.longdouble)
        exact[:] = [0.1, -2.5, np.finfo("f8").smallest_subnormal, np.finfo("f8").max, math.nan, -math.inf]
        clear_padding(exact)
        yield f"longdouble-{name}", exact.astype(order + "f16"), None
    third = np.zeros(3, dtype=np.longdouble)
    third[:] = [1, 2, np.longdouble(1) / 3]
    clear_padding(third)
    yield "longdouble-inexact", third, None
    huge = np.zeros(1, dtype=np.longdouble)
    huge[0] = np.finfo(np.longdouble).max
    clear_padding(huge)
    yield "longdouble-huge", huge, None
    for version in [(1, 0), (2, 0), (3, 0)]:
        yield "version-%d-%d" % version, np.array([1.5, 2.5], dtype="<f4"), version
    yield "bfloat16", np.array([[0.1, -0.0, 3e38], [1e-40, math.nan, -math.inf]], dtype=ml_dtypes.bfloat16), None
    # Refused by name.
    yield "float8", np.array([1, 2], dtype=ml_dtypes.float8_e4m3fn), None
    yield "int4", np.array([1, 2], dtype=ml_dtypes.int4), None
    yield "complex64", np.array([1 + 2j], dtype="<c8"), None
    yield "complex128", np.array([1 + 2j], dtype=">c16"), None
    yield "datetime64", np.array(["2026-01-01"], dtype="<M8[D]"), None
    yield "timedelta64", np.array([3], dtype="<m8[s]"), None
    yield "strings", np.array(["a", "bc"]), None
    yield "byte-strings", np.array([b"a", b"bc"]), None
    yield "void", np.zeros(2, dtype="V3"), None
    yield "objects", np.array([[1, 2], [3]], dtype=object), None
    yield "structured", np.zeros(2, dtype=[("y", "<f4"), ("w", "<f8", (2,))]), None
    yield "structured-unicode", np.zeros(1, dtype=[("é'x", "<f4")]), (3, 0)


def clear_padding(longdoubles):
    """The six bytes after each 80-bit number are whatever was in memory."""
    longdoubles.view("u1").reshape(-1, 16)[:, 10:] = 0


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    index = []
    for name, array, version in entries():
        file = FOLDER / f"{name}.npy"
        with open(file, "wb") as stream:
            np.lib.format.write_array(stream, array, version=version)
        with open(file, "rb") as stream:
            shape, fortran_order, _ = getattr(
                np.lib.format, "read_array_header_%d_0" % max(1, min(2, np.lib.format.read_magic(stream)[0]))
            )(stream)
        entry = {
            "file": file.name,
            "dtype": array.dtype.name,
            "descr": array.dtype.str,
            "kind": "structured" if array.dtype.names else array.dtype.kind,
            "shape": list(shape),
            "fortran_order": fortran_order,
        }
        if array.dtype.name == "bfloat16" or array.dtype.kind in "biuf" and array.dtype.name != "int4":
            flat = array.ravel(order="C")
            # longdouble: by way of float64; the index of the first value for which that is not exact is told.
            exact = [int(v) for v in flat] if array.dtype.kind in "iu" else flat
            inexact = [i for i, v in enumerate(exact) if v == v and not same(v)]
            if inexact:
                entry["inexact"] = [int(i) for i in np.unravel_index(inexact[0], array.shape)]
            else:
                entry["values"] = [number(v) for v in flat.astype("f8").tolist()]
        index.append(entry)
    versions = {"numpy": np.__version__, "ml_dtypes": ml_dtypes.__version__}
    write("index.json", {**versions, "files": index})
    write("float16.json", {**versions, "pairs": rounding_pairs(np.float16, 10, -14)})
    write("bfloat16.json", {**versions, "pairs": rounding_pairs(ml_dtypes.bfloat16, 7, -126)})


def same(value):
    """Is it exactly a double?"""
    if isinstance(value, int):
        return int(float(value)) == value
    with np.errstate(over="ignore"):
        return np.longdouble(np.float64(value)) == np.longdouble(value)


def rounding_pairs(dtype, bits, min_exponent):
    """Pairs of a double and its rounding. numpy rounds doubles to float16 directly; ml_dtypes rounds by way of float32,
    so its pairs start from doubles that float32 holds."""
    source = np.float64 if dtype is np.float16 else np.float32
    rng = random.Random(20)
    quantum = 2.0 ** (min_exponent - bits)
    doubles = [0.0, -0.0, math.nan, math.inf, -math.inf, quantum, quantum / 2, quantum * 1.5, quantum * 2.5, -quantum / 4]
    largest = float(ml_dtypes.finfo(dtype).max)
    half_last = largest * 2.0 ** -(bits + 2)
    doubles += [largest, largest + half_last, -largest]
    for _ in range(150):
        exponent = rng.randrange(min_exponent - bits - 2, 17 if bits == 10 else 128)
        mantissa = rng.choice([rng.randrange(2**23), (rng.randrange(2 ** (bits + 1)) << (22 - bits))])
        doubles.append(rng.choice([-1, 1]) * (1 + mantissa / 2**23) * 2.0**exponent)
    # Just above a tie that float32 would not see.
    doubles += [1 + 2.0**-11 + 2.0**-40, -(1 + 2.0**-11 + 2.0**-40), 1 + 2.0**-11, 1 + 3 * 2.0**-11]
    doubles = [d for d in doubles if d != d or float(source(d)) == d]
    with np.errstate(over="ignore"):
        return [[number(d), number(np.array(d, dtype=source).astype(dtype))] for d in doubles]


def write(name, content):
    lines = json.dumps(content, ensure_ascii=False, allow_nan=False)
    for boundary in ('{"file"', '"files": [', '"pairs": ['):
        lines = lines.replace(boundary, "\n" + boundary)
    (FOLDER / name).write_text(lines + "\n", encoding="utf-8")


main()
