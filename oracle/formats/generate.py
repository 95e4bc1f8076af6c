"""Writes fixtures/formats/{npz,safetensors,text,parquet,arrow}: small files, and index.json, which holds
what the programs that wrote them read back.

    pip install numpy==2.4.6 ml_dtypes==0.6.0 safetensors==0.8.0 pandas==3.1.1 pyarrow==26.0.1
    python oracle/formats/generate.py

In index.json an entry without values is refused, for the reason in its `refused`.
"""
import io
import json
import math
import pathlib
import struct
import zipfile

import ml_dtypes
import numpy as np
import pandas
import pyarrow
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet
import safetensors.numpy

FOLDER = pathlib.Path(__file__).parent.parent.parent / "fixtures" / "formats"
index = []


def number(value):
    """A value for JSON; not-finite numbers as their names."""
    if isinstance(value, (bool, int, np.bool_, np.integer)):
        return int(value)
    value = float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def expect(file, key, array, dtype=None):
    """What was written, read back by the program that wrote it, as the row of the index."""
    array = np.asarray(array)
    values = [number(v) for v in array.ravel()]
    what = {"dtype": dtype or str(array.dtype), "shape": list(array.shape), "values": values}
    index.append({"file": file, "key": key, **what})


def refused(file, key, why):
    index.append({"file": file, "key": key, "refused": why})


def path(file):
    target = FOLDER / file
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


ARRAYS = {
    "y_true": np.array([0, 2, 1], dtype=np.int64),
    "y_pred": np.array([[0.5, 0.25, 0.25], [0.1, 0.2, 0.7], [math.nan, -0.0, math.inf]], dtype=np.float32),
    "mask": np.array([True, False, True]),
    "weight": np.asfortranarray(np.arange(6, dtype=np.float16).reshape(2, 3)),
    "scalar": np.float64(2.5),
    "empty": np.zeros((0, 3), dtype=np.float32),
}


def npz():
    def all_of(file):
        with np.load(path(file)) as archive:
            for key in archive.files:
                expect(file, key, archive[key])

    np.savez(path("npz/stored.npz"), **ARRAYS)
    np.savez_compressed(path("npz/deflated.npz"), **ARRAYS)
    np.savez(path("npz/one.npz"), np.arange(4, dtype=np.uint8))
    np.savez_compressed(path("npz/many-blocks.npz"), zeros=np.zeros(100_000), steps=np.arange(40_000) % 1000)
    for file in ["npz/stored.npz", "npz/deflated.npz", "npz/one.npz"]:
        all_of(file)

    members = {}
    for key, array in ARRAYS.items():
        buffer = io.BytesIO()
        np.save(buffer, array)
        members[key + ".npy"] = buffer.getvalue()

    class Stream(io.RawIOBase):
        """A pipe: what zipfile writes to it has its sizes behind the data."""

        def __init__(self, file):
            self.file = file

        def writable(self):
            return True

        def write(self, data):
            return self.file.write(data)

    def zipped(file, method, force_zip64=False, stream=False, comment=b""):
        with open(path(file), "wb") as target:
            with zipfile.ZipFile(Stream(target) if stream else target, "w", method) as archive:
                for name, data in members.items():
                    info = zipfile.ZipInfo(name)
                    info.compress_type = method
                    with archive.open(info, "w", force_zip64=force_zip64) as entry:
                        entry.write(data)
                archive.comment = comment

    zipped("npz/zipfile-zip64.npz", zipfile.ZIP_DEFLATED, force_zip64=True)
    zipped("npz/streamed-stored.npz", zipfile.ZIP_STORED, stream=True)
    zipped("npz/streamed-deflated.npz", zipfile.ZIP_DEFLATED, stream=True, force_zip64=True)
    zipped("npz/comment.npz", zipfile.ZIP_STORED, comment=b"of no use")
    for file in ["zipfile-zip64", "streamed-stored", "streamed-deflated", "comment"]:
        all_of(f"npz/{file}.npz")
    for method, name in [(zipfile.ZIP_BZIP2, "bzip2"), (zipfile.ZIP_LZMA, "lzma")]:
        zipped(f"npz/{name}.npz", method)
        refused(f"npz/{name}.npz", "y_true", name)
    objects = np.array([1, None, "x"], dtype=object)
    np.savez(path("npz/objects.npz"), numbers=np.arange(2), objects=objects, text=np.array(["a", "b"]))
    expect("npz/objects.npz", "numbers", np.arange(2))
    refused("npz/objects.npz", "objects", "pickle")
    refused("npz/objects.npz", "text", "<U1")


def tensors():
    eight = np.arange(256, dtype=np.uint8)
    arrays = {
        "y_true": np.array([0, 2**53, -(2**53)], dtype=np.int64),
        "y_pred": np.array([[0.1, math.nan], [-0.0, math.inf]], dtype=np.float32),
        "double": np.array([0.1, 1e300]),
        "half": np.array([0.1, 65504, 6e-8], dtype=np.float16),
        "bfloat16": np.array([0.1, 3e38, -math.inf], dtype=ml_dtypes.bfloat16),
        "e4m3": eight.view(ml_dtypes.float8_e4m3fn),
        "e5m2": eight.view(ml_dtypes.float8_e5m2),
        "mask": np.array([[True], [False]]),
        "scalar": np.array(2.5, dtype=np.float32),
        "empty": np.zeros((0, 3), dtype=np.float32),
        **{name: np.array([0, 1, np.iinfo(name).max], dtype=name) for name in ["int8", "int16", "int32"]},
        **{name: np.array([0, 1, np.iinfo(name).max], dtype=name) for name in ["uint8", "uint16", "uint32"]},
        "uint64": np.array([0, 2**63], dtype=np.uint64),
    }
    safetensors.numpy.save_file(arrays, path("safetensors/all.safetensors"), metadata={"format": "np"})
    for key, array in arrays.items():
        is_8_bit = key in ("e4m3", "e5m2")
        wide = array.astype(np.float32) if is_8_bit or key == "bfloat16" else array
        expect("safetensors/all.safetensors", key, wide, "float32" if is_8_bit else str(array.dtype))
    safetensors.numpy.save_file({"y": np.arange(3, dtype=np.int32)}, path("safetensors/one.safetensors"))
    expect("safetensors/one.safetensors", "y", np.arange(3, dtype=np.int32))
    inexact = {"y": np.array([2**53 + 1], dtype=np.int64), "c": np.array([1j], dtype=np.complex64)}
    safetensors.numpy.save_file(inexact, path("safetensors/refused.safetensors"))
    refused("safetensors/refused.safetensors", "y", "9007199254740993")
    refused("safetensors/refused.safetensors", "c", "C64")


FRAME = pandas.DataFrame(
    {
        "y_true": np.array([0, 2, 1], dtype=np.int64),
        "p 0": [0.5, 0.1, 1e-7],
        "p,1": [0.25, -0.0, 3.0],
        'p"2': np.array([0.1, 65504, 2**-149], dtype=np.float32),
        "name": ["a", "b,c", 'd "e"\nf'],
        "is_ok": [True, False, True],
        "gap": [1.0, math.nan, 3.0],
    }
)


def text():
    for file, options in {
        "comma.csv": {},
        "quoted.csv": {"quoting": 1},
        "tabs.tsv": {"sep": "\t"},
        "semicolons.csv": {"sep": ";", "lineterminator": "\r\n"},
        "mark.csv": {"encoding": "utf-8-sig"},
    }.items():
        file = f"text/{file}"
        FRAME.to_csv(path(file), index=False, **options)
        for key in ["y_true", "p 0", "p,1", 'p"2']:
            expect(file, key, pandas.read_csv(path(file), sep=options.get("sep", ","))[key].astype(float))
        expect(file, "is_ok", FRAME["is_ok"])
        refused(file, "name", "line 2")
        refused(file, "gap", "line 3")
    FRAME[["p 0"]].to_csv(path("text/one.csv"), index=False)
    expect("text/one.csv", "p 0", FRAME["p 0"])
    values = np.array([[0.1, 1e-300], [-2.5, math.nan], [3, math.inf]])
    with open(path("text/rows.jsonl"), "w") as target:
        for row in values.tolist():
            target.write(json.dumps(row) + "\n")
    expect("text/rows.jsonl", None, values)
    with open(path("text/numbers.jsonl"), "w") as target:
        for value in values.ravel().tolist():
            target.write(json.dumps(value) + "\n")
    expect("text/numbers.jsonl", None, values.ravel())
    np.savetxt(path("text/savetxt.txt"), values[:, 0])
    expect("text/savetxt.txt", None, values[:, 0])
    path("text/array.json").write_text(json.dumps(values[:2].tolist(), indent=1))
    expect("text/array.json", None, values[:2])


TABLE = {
    "y_true": pyarrow.array([0, 2, 2**53], pyarrow.int64()),
    "p": pyarrow.array([0.5, 0.1, math.nan], pyarrow.float32()),
    "d": pyarrow.array([0.1, math.inf, -0.0], pyarrow.float64()),
    "h": pyarrow.array(np.array([0.1, 65504, 6e-8], dtype=np.float16)),
    "i8": pyarrow.array([-128, 0, 127], pyarrow.int8()),
    "u8": pyarrow.array([0, 1, 255], pyarrow.uint8()),
    "i16": pyarrow.array([-32768, 0, 32767], pyarrow.int16()),
    "u16": pyarrow.array([0, 1, 65535], pyarrow.uint16()),
    "i32": pyarrow.array([-(2**31), 0, 2**31 - 1], pyarrow.int32()),
    "u32": pyarrow.array([0, 1, 2**32 - 1], pyarrow.uint32()),
    "u64": pyarrow.array([0, 1, 2**63], pyarrow.uint64()),
    "ok": pyarrow.array([True, False, True]),
    "rows": pyarrow.array([[0.5, 0.25], [0.1, 0.2], [1, 0]], pyarrow.list_(pyarrow.float32())),
    "fixed": pyarrow.array([[1, 2], [3, 4], [5, 6]], pyarrow.list_(pyarrow.int64(), 2)),
    "deep": pyarrow.array(
        [[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[9, 0], [1, 2]]],
        pyarrow.list_(pyarrow.list_(pyarrow.float64())),
    ),
    "large": pyarrow.array([[1], [2], [3]], pyarrow.large_list(pyarrow.int32())),
}
REFUSED = {
    "null": (pyarrow.array([1.0, None, 3.0]), "[1]"),
    "null_item": (pyarrow.array([[1.0], [None], [3.0]]), "[1][0]"),
    "ragged": (pyarrow.array([[1.0], [2.0, 3.0], [4.0]]), "[1]"),
    "text": (pyarrow.array(["a", "b", "c"]), "text"),
    "big": (pyarrow.array([0, 2**53 + 1, 1]), "9007199254740993"),
}
EXACT = {"rows": np.float32, "fixed": np.int64, "deep": np.float64, "large": np.int32}


def columns(file):
    for key, column in TABLE.items():
        if key in EXACT:
            expect(file, key, np.array(column.to_pylist(), dtype=EXACT[key]))
        else:
            expect(file, key, column.to_numpy(zero_copy_only=False))
    for key, (_, why) in REFUSED.items():
        refused(file, key, why)


def tables():
    table = pyarrow.table({**TABLE, **{key: column for key, (column, _) in REFUSED.items()}})
    for codec in ["NONE", "SNAPPY", "GZIP", "BROTLI", "ZSTD", "LZ4"]:
        file = f"parquet/{codec.lower()}.parquet"
        pyarrow.parquet.write_table(table, path(file), compression=codec, row_group_size=2)
        columns(file)
    newer = {"data_page_version": "2.0", "version": "2.6", "use_dictionary": False}
    pyarrow.parquet.write_table(table, path("parquet/v2.parquet"), **newer)
    columns("parquet/v2.parquet")
    # What is long enough to be packed, in several pages and dictionaries.
    steps = pyarrow.array(np.arange(20_000) % 300 / 4)
    many = pyarrow.FixedSizeListArray.from_arrays(pyarrow.array(np.arange(80_000, dtype=np.int32) % 100), 4)
    long = pyarrow.table({"steps": steps, "many": many})
    for codec in ["SNAPPY", "GZIP", "BROTLI", "ZSTD", "LZ4"]:
        file = path(f"parquet/long-{codec.lower()}.parquet")
        small = {"data_page_size": 20_000, "row_group_size": 15_000, "use_dictionary": ["steps"]}
        pyarrow.parquet.write_table(long, file, compression=codec, **small)
    for codec in ["lz4", "zstd"]:
        pyarrow.feather.write_feather(long, path(f"arrow/long-{codec}.feather"), compression=codec)
    deltas = {"column_encoding": "DELTA_BINARY_PACKED", "use_dictionary": False, "compression": "ZSTD"}
    squares = pyarrow.array(np.arange(3000) ** 2 % 70_001, pyarrow.int32())
    integers = pyarrow.table({"i32": squares, "i64": pyarrow.array(np.arange(3000) ** 3, pyarrow.int64())})
    pyarrow.parquet.write_table(integers, path("parquet/deltas.parquet"), **deltas)
    seven = pyarrow.table({"y": pyarrow.array([7], pyarrow.uint8())})
    pyarrow.parquet.write_table(seven, path("parquet/seven.parquet"))
    pyarrow.feather.write_feather(seven, path("arrow/seven.feather"))
    one = pyarrow.table({"y": TABLE["d"]})
    split = {"column_encoding": "BYTE_STREAM_SPLIT", "use_dictionary": False}
    pyarrow.parquet.write_table(one, path("parquet/one.parquet"), **split)
    expect("parquet/one.parquet", "y", TABLE["d"].to_numpy())
    for codec in ["uncompressed", "lz4", "zstd"]:
        file = f"arrow/{codec}.feather"
        pyarrow.feather.write_feather(table, path(file), compression=codec, chunksize=2)
        columns(file)
    with pyarrow.ipc.new_stream(path("arrow/stream.arrows"), table.schema) as writer:
        writer.write_table(table, max_chunksize=2)
    columns("arrow/stream.arrows")


def example():
    """examples/batch.npz, of docs/array-files.md."""
    logits = np.array([[2, 0.5, -1], [0, 1, 0.25], [-0.5, 0.5, 1.5], [1, 1, 1]], dtype=np.float32)
    np.savez(FOLDER.parent.parent / "examples" / "batch.npz", input=logits, target=np.array([0, 1, 2, 0]))


example()
npz()
tensors()
text()
tables()
for file in (FOLDER / "safetensors").iterdir():
    file.chmod(0o644)
lines = ",\n  ".join(json.dumps(entry) for entry in index)
(FOLDER / "index.json").write_text(f"[\n  {lines}\n]\n")
