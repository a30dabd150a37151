"""What adapters in Python share: the lines of JSON in and out."""
import json
import math
import sys


def number(x):
    """A number that JSON has no word for comes as a string."""
    return float(x)


def told(x):
    return x if math.isfinite(x) else "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"


def answer(subject, draw, refusals=(ValueError,)):
    """Answers until the input ends; draw gives a flat list, or raises one of the refusals, or NotImplementedError."""
    for line in sys.stdin:
        request = json.loads(line)
        request.pop("probe")
        if request.pop("ask") == "subject":
            said = subject
        else:
            request["rate"], request["value"] = number(request["rate"]), number(request["value"])
            try:
                said = {"outputs": [told(x) for x in draw(**request)]}
            except NotImplementedError as error:
                said = {"unsupported": str(error)}
            except refusals as error:
                said = {"refused": str(error)}
        print(json.dumps(said), flush=True)
