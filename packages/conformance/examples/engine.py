"""Runs Bernoulli's programs on NumPy: `npx @bernoulli/conformance run --level core -- python3 engine.py`."""
import base64
import json
import math
import sys

import numpy as np

TYPES = {"f32": np.dtype("<f4"), "i32": np.dtype("<i4"), "bool": np.dtype("?")}
LOW, HIGH = -(2**31), 2**31 - 1
np.seterr(all="ignore")


def array(a):
    return np.frombuffer(base64.b64decode(a["bytes"]), TYPES[a["dtype"]]).reshape(a["shape"])


def plain(x):
    name = next(name for name, dtype in TYPES.items() if dtype == x.dtype)
    return {"dtype": name, "shape": x.shape, "bytes": base64.b64encode(x.tobytes()).decode()}


def power(x, y):
    exponents = np.array(np.broadcast_arrays(x, y)[1])  # an exponent of 0.5 alone is np.sqrt, of -inf too
    return np.where(np.isnan(y) | ((np.abs(x) == 1) & np.isinf(y)), np.nan, np.power(x, exponents))


def whole(x):
    return np.clip(np.trunc(np.nan_to_num(x, nan=0, posinf=HIGH, neginf=LOW)), LOW, HIGH)


def sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


def log_softmax(x):
    x = x - x.max(-1, keepdims=True, initial=-np.inf)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True, initial=-np.inf))
    return e / e.sum(-1, keepdims=True)


def mat_mul(a, b, transposeA, transposeB):
    a = np.swapaxes(a, -1, -2) if transposeA else a
    return a @ (np.swapaxes(b, -1, -2) if transposeB else b)


def scatter_add(indices, updates, axis, size):
    shape = (*updates.shape[:axis], size, *updates.shape[axis + indices.ndim :])
    out = np.zeros(shape, updates.dtype)
    np.add.at(out, (slice(None),) * axis + (np.clip(indices, 0, size - 1),), updates)
    return out


def arg_max(x, axis):
    first = np.take(x, [0], axis)
    return np.where(np.isnan(first[(slice(None),) * axis + (0,)]), 0, np.argmax(np.where(x == x, x, -np.inf), axis))


def extreme(fold, of_reals, of_wholes):
    return lambda x, axes, keepDims: fold(
        x, tuple(axes), keepdims=keepDims, initial=of_wholes if x.dtype == np.int32 else of_reals
    )


def uniform(key, offset, shape):
    """Threefry-2x32 with 20 rounds, one counter of 64 bits for each element; a row is what the first axis counts."""
    start = int(offset) * math.prod(shape[1:])
    count = np.arange(math.prod(shape), dtype=np.uint64) + np.uint64(start)
    k = [np.uint32(int(word) & 0xFFFFFFFF) for word in key]
    k.append(k[0] ^ k[1] ^ np.uint32(0x1BD11BDA))
    x, y = (count >> np.uint64(32)).astype(np.uint32) + k[0], count.astype(np.uint32) + k[1]
    for group in range(1, 6):
        for r in (13, 15, 26, 6) if group % 2 else (17, 29, 16, 24):
            x = x + y
            y = (y << np.uint32(r) | y >> np.uint32(32 - r)) ^ x
        x, y = x + k[group % 3], y + k[(group + 1) % 3] + np.uint32(group)
    return ((x ^ y) >> np.uint32(9)).reshape(shape) * 2.0**-23


OPS = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "pow": power, "neg": np.negative,
    "minimum": np.minimum, "maximum": np.maximum, "abs": np.abs, "sign": np.sign, "floor": np.floor, "ceil": np.ceil,
    "round": np.rint, "exp": np.exp, "log": np.log, "log1p": np.log1p, "sqrt": np.sqrt, "sin": np.sin, "cos": np.cos,
    "tanh": np.tanh, "sigmoid": sigmoid, "erf": np.vectorize(math.erf, otypes=[float]), "softmax": softmax,
    "logSoftmax": log_softmax, "equal": np.equal, "notEqual": np.not_equal, "less": np.less,
    "lessEqual": np.less_equal, "greater": np.greater, "greaterEqual": np.greater_equal, "and": np.logical_and,
    "or": np.logical_or, "not": np.logical_not, "isFinite": np.isfinite, "select": np.where, "matMul": mat_mul,
    "cast": lambda x, dtype: whole(x) if dtype == "i32" and x.dtype == np.float64 else x,
    "stopGradient": lambda x: x, "gather": lambda x, i, axis: np.take(x, i, axis, mode="clip"),
    "scatterAdd": scatter_add, "argMax": arg_max, "uniform": uniform,
    "reduceSum": lambda x, axes, keepDims: x.sum(tuple(axes), x.dtype, keepdims=keepDims),
    "reduceMax": extreme(np.max, -np.inf, LOW), "reduceMin": extreme(np.min, np.inf, HIGH),
    "transpose": lambda x, perm: x.transpose(perm), "reshape": lambda x, shape: x.reshape(shape),
    "broadcastTo": lambda x, shape: np.broadcast_to(x, shape), "concat": lambda *x, axis: np.concatenate(x, axis),
    "slice": lambda x, starts, sizes: x[tuple(slice(s, s + n) for s, n in zip(starts, sizes))],
    "pad": lambda x, before, after, value: np.pad(x, [*zip(before, after)], constant_values=float(value)) if x.ndim else x,
    "iota": lambda shape, axis: np.broadcast_to(np.arange(shape[axis]).reshape([-1] + [1] * (len(shape) - axis - 1)), shape),
}


class Program:
    def __init__(self, graph, shared):
        self.graph, self.cells = graph, {}
        for s in graph["state"]:
            node = graph["nodes"][s["node"]]
            zeros = [np.zeros(node["shape"], TYPES[node["dtype"]])]
            self.cells[s["name"]] = shared.cells.get(s["name"], zeros) if shared else zeros

    def run(self, inputs):
        carried = {s["node"]: self.cells[s["name"]][0] for s in self.graph["state"]}
        values = []
        for place, node in enumerate(self.graph["nodes"]):
            op, attrs = node["op"], node["attrs"]
            if op == "input":
                values.append(carried[place] if place in carried else array(inputs[attrs["name"]]))
            elif op == "constant":
                values.append(array(attrs["value"]))
            else:
                # In double precision, and rounded once.
                wide = [values[i] if values[i].dtype != np.float32 else values[i].astype(float) for i in node["inputs"]]
                kept = {"shape": node["shape"]} if op == "uniform" else attrs
                values.append(np.asarray(OPS[op](*wide, **kept)).astype(TYPES[node["dtype"]]))
        if self.graph["commit"] is None or values[self.graph["commit"]]:
            for s in self.graph["state"]:
                if s["next"] is not None:
                    self.cells[s["name"]][0] = values[s["next"]]
        return {o["name"]: plain(values[o["node"]]) for o in self.graph["outputs"]}


programs = {}


def answer(ask, program=None, graph=None, shareState=None, inputs=None, name=None, value=None, **_):
    if ask == "start":
        return {"engine": 1, "name": "numpy", "version": np.__version__}
    if ask == "compile":
        missing = sorted({node["op"] for node in graph["nodes"]} - {*OPS, "input", "constant"})
        if missing:
            return {"unsupported": ", ".join(missing)}
        programs[program] = Program(graph, programs.get(shareState))
    elif ask == "run":
        return {"outputs": programs[program].run(inputs)}
    elif ask == "read":
        return {"value": plain(programs[program].cells[name][0])}
    elif ask == "write":
        programs[program].cells[name][0] = array(value)
    elif ask == "dispose":
        del programs[program]
    return {}


if __name__ == "__main__":
    for line in sys.stdin:
        try:
            said = answer(**json.loads(line))
        except Exception as problem:  # Whatever it is, the next line is another matter.
            said = {"error": f"{type(problem).__name__}: {problem}"}
        print(json.dumps(said), flush=True)
