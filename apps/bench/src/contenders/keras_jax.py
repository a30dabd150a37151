"""Keras on JAX, through `fit` with several steps per execution, which is its fastest way; JAX alone for the parts."""

import os

from protocol import Absent, cores, data_of, made_up, mnist, one_core, serve

RATE = 0.5


def prepare(job, options):
    if options.get("threads") == 1:
        # Before JAX starts its threads: it has no setting of its own that holds for all of them.
        one_core()
    os.environ["KERAS_BACKEND"] = "jax"
    os.environ["JAX_PLATFORMS"] = "cpu"
    try:
        import jax
        import keras
    except ImportError as error:
        raise Absent(str(error))
    keras.utils.set_random_seed(1)
    kinds = {"train": train, "architecture": architecture, "learn": learn, "predict": predict, "product": product, "noise": noise}
    return {"threads": cores(), "version": f"{keras.__version__}, JAX {jax.__version__}", **kinds[job["kind"]](job)}


def model_of(network):
    import keras

    sizes = network["sizes"]
    layers = [keras.Input((sizes[0],))]
    for units in sizes[1:-1]:
        shape = (1, units) if network["sharedMasks"] else None
        layers += [keras.layers.Dense(units, activation="relu"), keras.layers.Dropout(network["rate"], noise_shape=shape)]
    model = keras.Sequential([*layers, keras.layers.Dense(sizes[-1], activation="softmax")])
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        # The greatest divisor up to ten, so that no remainder is compiled apart.
        steps_per_execution=max(k for k in range(1, 11) if network["steps"] % k == 0),
    )
    return model


def train(job):
    network = job["network"]
    x, y = data_of(network, network["batchSize"] * network["steps"])
    model = model_of(network)
    return {
        "units": network["steps"],
        "run": lambda: model.fit(x, y, batch_size=network["batchSize"], epochs=1, verbose=0),
    }


def architecture(job):
    import keras_layers

    of = job["architecture"]
    x, y = made_up(of)
    model = keras_layers.model_of(of)
    return {
        "units": of["steps"],
        "run": lambda: model.fit(x, y, batch_size=of["batchSize"], epochs=1, verbose=0),
    }


def learn(job):
    """Trains from nothing, with another seed each time, until the target is met at the end of an epoch."""
    import keras

    network, target = job["network"], job["target"]
    x, y = data_of(network, network["batchSize"] * network["steps"])
    test = mnist(network["mnist"], "t10k")
    seed = 0

    class UntilMet(keras.callbacks.Callback):
        best = 0

        def on_epoch_end(self, epoch, logs):
            self.best = max(self.best, logs["val_accuracy"])
            self.model.stop_training = self.best >= target

    def run():
        nonlocal seed
        seed += 1
        keras.utils.set_random_seed(seed)
        until = UntilMet()
        # Test rows in few, large batches: thirty-two at a time, the default, would cost it dear.
        model_of(network).fit(
            x, y, batch_size=network["batchSize"], epochs=job["epochs"], verbose=0, callbacks=[until],
            validation_data=test, validation_batch_size=1000,
        )
        if until.best < target:
            raise RuntimeError(f"{job['epochs']} epochs came to {until.best} of the test rows")

    return {"units": 1, "fresh": True, "run": run}


def predict(job):
    import numpy as np

    model = model_of(job["network"])
    x = np.random.default_rng(1).random((job["rows"], job["network"]["sizes"][0]), dtype=np.float32)
    return {"units": job["rows"], "run": lambda: np.asarray(model.predict_on_batch(x))}


def product(job):
    import jax

    size = job["size"]
    a, b = (jax.random.uniform(jax.random.key(k), (size, size)) for k in range(2))
    multiply = jax.jit(jax.numpy.matmul)
    return {"units": 1, "run": lambda: multiply(a, b).block_until_ready()}


def noise(job):
    import jax

    draw = jax.jit(lambda key: jax.random.bernoulli(key, 1 - RATE, (job["elements"],)))
    key = jax.random.key(1)
    return {"units": job["elements"], "run": lambda: draw(key).block_until_ready()}


serve(prepare)
