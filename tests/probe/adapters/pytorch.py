"""torch.nn.Dropout, two layers of a model, seeded by torch.manual_seed."""
import torch
from answers import answer

# On a busy machine threads wait for each other longer than they work.
torch.set_num_threads(1)


def draw(rate, shape, training, seed, step, site, value, noiseShape=None):
    torch.manual_seed(seed)
    layers = {name: torch.nn.Dropout(rate).train(training) for name in ("a", "b")}
    x = torch.full(shape, value)
    for _ in range(step + 1):
        outputs = {name: layer(x) for name, layer in layers.items()}
    return outputs[site].flatten().tolist()


answer({"name": "PyTorch", "version": f"torch {torch.__version__}", "offers": ["seed", "site"]}, draw, (ValueError, RuntimeError))
