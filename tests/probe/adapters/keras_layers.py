"""keras.layers.Dropout, two layers of a model, on the backend that is named; seeded by keras.utils.set_random_seed, or each by a seed of its own."""
import os
import sys

os.environ["KERAS_BACKEND"] = sys.argv[1]
import keras
import numpy
from answers import answer


def draw(rate, shape, training, seed, step, site, value, noiseShape=None):
    keras.utils.set_random_seed(seed)
    seeds = {"a": seed, "b": seed + 1000} if of_layers else {"a": None, "b": None}
    layers = {name: keras.layers.Dropout(rate, noise_shape=noiseShape, seed=seeds[name]) for name in seeds}
    x = keras.ops.full(shape, value, dtype="float32")
    for _ in range(step + 1):
        outputs = {name: layer(x, training=training) for name, layer in layers.items()}
    return numpy.asarray(keras.ops.convert_to_numpy(outputs[site])).flatten().tolist()


of_layers = sys.argv[2:] == ["seeds"]
backend = keras.config.backend()
version = __import__(backend).__version__
answer(
    {
        "name": f"Keras on {backend}{', layers with seeds' if of_layers else ''}",
        "version": f"keras {keras.__version__}, {backend} {version}",
        "offers": ["seed", "site", "noiseShape"],
    },
    draw,
)
