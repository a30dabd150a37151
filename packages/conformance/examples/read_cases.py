"""Holds NumPy to `cases.json`: `python read_cases.py cases.json [op …]`. Prints a line of JSON for each case."""
import json
import sys

import numpy as np

TYPES = {"f32": np.float32, "i32": np.int32, "bool": np.bool_}
TINY = 2.0**-126


def numbers(data):
    return [float(x) if isinstance(x, str) else x for x in data]


def array(a, dtype=None):
    """An array of a case. Data that is shorter than the shape repeats."""
    count = int(np.prod(a["shape"], dtype=np.int64))
    values = np.array(numbers(a["data"]), dtype=np.float64)
    return np.resize(values, count).astype(dtype or TYPES[a["dtype"]]).reshape(a["shape"])


def mat_mul(a, b, transposeA, transposeB):
    a = np.swapaxes(a, -1, -2) if transposeA else a
    return a @ (np.swapaxes(b, -1, -2) if transposeB else b)


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True, initial=-np.inf))
    return e / e.sum(axis=-1, keepdims=True)


OPS = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "neg": np.negative, "abs": np.abs,
    "minimum": np.minimum, "maximum": np.maximum, "floor": np.floor, "ceil": np.ceil, "round": np.rint, "exp": np.exp,
    "log": np.log, "log1p": np.log1p, "sqrt": np.sqrt, "sin": np.sin, "cos": np.cos, "tanh": np.tanh, "pow": np.power,
    "equal": np.equal, "notEqual": np.not_equal, "less": np.less, "lessEqual": np.less_equal, "greater": np.greater,
    "greaterEqual": np.greater_equal, "and": np.logical_and, "or": np.logical_or, "not": np.logical_not,
    "isFinite": np.isfinite, "select": np.where, "matMul": mat_mul, "softmax": softmax,
    "reduceSum": lambda x, axes, keepDims: x.sum(tuple(axes), x.dtype, keepdims=keepDims),
    "transpose": lambda x, perm: x.transpose(perm), "reshape": lambda x, shape: x.reshape(shape),
    "broadcastTo": lambda x, shape: np.broadcast_to(x, shape), "concat": lambda *x, axis: np.concatenate(x, axis),
    "slice": lambda x, starts, sizes: x[tuple(slice(s, s + n) for s, n in zip(starts, sizes))],
    "gather": lambda x, i, axis: np.take(x, i, axis, mode="clip"),
    "pad": lambda x, before, after, value: np.pad(x, list(zip(before, after)), constant_values=value) if x.ndim else x,
}


def wrong(got, want):
    """How many elements are further off than they may be."""
    expected = array(want, np.float64)
    allowed = np.array(want["allowed"], dtype=np.float64)
    allowed = np.resize(allowed, expected.shape) if allowed.ndim else allowed
    rounded = expected.astype(TYPES[want["dtype"]])
    same = (got == rounded) | ((got != got) & (expected != expected))
    near = np.abs(got.astype(np.float64) - expected) <= allowed
    if want["bits"]:
        return int(np.sum(~(same & ((np.signbit(got) == np.signbit(rounded)) | (got != got)))))
    return int(np.sum(~(same | near | ((got == 0) & (np.abs(expected) < TINY)))))


np.seterr(all="ignore")
if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)["cases"]
    for case in cases:
        if "output" not in case or case["op"] not in (sys.argv[2:] or OPS) or case["op"] not in OPS:
            continue
        attrs = {name: float(v) if isinstance(v, str) else v for name, v in case["attrs"].items()}
        got = np.asarray(OPS[case["op"]](*[array(a) for a in case["inputs"]], **attrs))
        off = wrong(got, case["output"]) if got.shape == tuple(case["output"]["shape"]) else -1
        print(json.dumps({"case": case["name"], "pass": off == 0, "off": off}))
