"""Plays the journeys of `cases.json` on the engine beside it: `python read_journeys.py cases.json`. A line of JSON for each."""
import json
import sys

import engine
from read_cases import array, wrong


def told(of):
    """An array of the file as the engine takes it; the rest as it is."""
    return engine.plain(array(of)) if "data" in of and "allowed" not in of else of


def problems(steps):
    """What each step gives that it should not: its place, the name of the value, and how many elements are off."""
    for place, step in enumerate(steps):
        said = engine.answer(**step)
        if "unsupported" in said:
            raise NotImplementedError(said["unsupported"])
        # A step says what it expects of its outputs, or of the state that it reads; of others it expects nothing.
        got = said.get("outputs") or {step.get("name"): said.get("value")}
        wanted = step.get("expect", {}) if step["ask"] == "run" else {step["name"]: step["expect"]} if "expect" in step else {}
        for name, want in wanted.items():
            value = engine.array(got[name])
            off = wrong(value, want) if value.shape == tuple(want["shape"]) else -1
            if off != 0:
                yield {"step": place, "value": name, "off": off}


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        journeys = json.load(file, object_hook=told)["journeys"]
    for journey in journeys:
        engine.programs.clear()
        try:
            found = list(problems(journey["steps"]))
            print(json.dumps({"journey": journey["name"], "pass": not found, "problems": found}))
        except NotImplementedError as lacking:
            print(json.dumps({"journey": journey["name"], "unsupported": str(lacking)}))
