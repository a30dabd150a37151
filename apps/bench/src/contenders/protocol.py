"""The Python side of the bench's protocol: one JSON value a line, replies behind a mark."""

import json
import os
import sys
import time
import traceback

MARK = "bench> "


def serve(prepare):
    """Answers requests until standard input ends.

    `prepare(job, options)` returns a dict: `units` in a pass, `threads`, `version`, and `run`, which does one pass to its end; `fresh` where a pass starts from nothing.
    It raises `Absent` where the contender cannot take part.
    """
    # Libraries print what they like; only replies go to the pipe.
    replies = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    ready = None
    for line in sys.stdin:
        try:
            request = json.loads(line)
            if "prepare" in request:
                asked = request["prepare"]
                ready = prepare(asked["job"], asked["options"])
                reply = {"prepared": warm_up(ready, asked["warmUp"])}
            else:
                each = passes(ready, request["round"]["atLeast"]) / ready["units"]
                reply = {"round": {"each": each, "peak": peak_memory()}}
        except Absent as absent:
            reply = {"absent": str(absent)}
        except Exception:
            reply = {"error": traceback.format_exc()}
        replies.write(MARK + json.dumps(reply) + "\n")


class Absent(Exception):
    """What a contender needs is not there."""


def warm_up(ready, at_least):
    first = 0
    # A fresh pass starts from nothing, so that there is nothing to warm up.
    if not ready.get("fresh"):
        start = time.perf_counter()
        ready["run"]()
        first = (time.perf_counter() - start) * 1e3
        passes(ready, at_least - first)
    return {"first": first, "threads": ready["threads"], "version": ready["version"]}


def passes(ready, at_least):
    """Milliseconds per pass, over at least one pass and so many milliseconds."""
    start = time.perf_counter()
    count = 0
    while True:
        ready["run"]()
        count += 1
        taken = (time.perf_counter() - start) * 1e3
        if taken >= at_least:
            return taken / count


def peak_memory():
    """The high-water mark of resident memory, in bytes."""
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def data_of(network, rows):
    """Rows of MNIST, or numbers in place of pixels and labels, as NumPy arrays."""
    import numpy as np

    if network["mnist"] is None:
        x = np.random.default_rng(1).random((rows, network["sizes"][0]), dtype=np.float32)
        return x, (np.arange(rows) % network["sizes"][-1]).astype(np.int32)
    return mnist(network["mnist"], "train", rows)


def made_up(architecture):
    """Numbers in place of rows and labels for a network of more than dense layers."""
    import numpy as np

    rows = architecture["batchSize"] * architecture["steps"]
    x = np.random.default_rng(1).random((rows, *architecture["shape"]), dtype=np.float32)
    return x, (np.arange(rows) % architecture["classes"]).astype(np.int32)


def mnist(folder, part, rows=None):
    """Rows of MNIST's `train` or `t10k`, from the first on again where there are more than images; all where none are asked for."""
    import numpy as np

    pixels = read_idx(folder, f"{part}-images-idx3-ubyte", 16).reshape(-1, 784)
    labels = read_idx(folder, f"{part}-labels-idx1-ubyte", 8)
    chosen = np.arange(rows or len(labels)) % len(labels)
    return pixels[chosen].astype(np.float32) / 255, labels[chosen].astype(np.int32)


def read_idx(folder, name, header):
    import gzip

    import numpy as np

    path = os.path.join(folder, name)
    with open(path, "rb") if os.path.exists(path) else gzip.open(path + ".gz", "rb") as file:
        return np.frombuffer(file.read(), dtype=np.uint8)[header:]


def one_core():
    """Holds the process to one core where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def cores():
    """Cores that the process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
