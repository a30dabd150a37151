"""PyTorch's kinds of dropout, one thread: a JSON value a line comes in, the processor's nanoseconds for an element go out.

The first line out is the version, or why there is none. Channels come first here, as PyTorch has them.
"""

import json
import sys
import time

try:
    import torch
    import torch.nn.functional as F
except ImportError as error:
    print(json.dumps({"absent": str(error)}), flush=True)
    sys.exit()

KINDS = {
    "Dropout": lambda x: F.dropout(x, 0.5, True),
    "AlphaDropout": lambda x: F.alpha_dropout(x, 0.5, True),
    "FeatureAlphaDropout": lambda x: F.feature_alpha_dropout(x, 0.5, True),
    "SpatialDropout1D": lambda x: F.dropout1d(x, 0.5, True),
    "SpatialDropout2D": lambda x: F.dropout2d(x, 0.5, True),
    "SpatialDropout3D": lambda x: F.dropout3d(x, 0.5, True),
    # These it has no function for: as its users write them.
    "GaussianDropout": lambda x: x * (1 + torch.randn_like(x)),
    "GaussianNoise": lambda x: x + 0.1 * torch.randn_like(x),
    "UniformNoise": lambda x: x + 0.1 * (2 * torch.rand_like(x) - 1),
    "Standout": lambda x: x * torch.bernoulli(torch.sigmoid(x)),
}

torch.set_num_threads(1)
torch.manual_seed(1)
inputs = {}
print(json.dumps({"version": torch.__version__, "kinds": list(KINDS)}), flush=True)
for line in sys.stdin:
    name, shape = json.loads(line)
    x = inputs.setdefault(tuple(shape), torch.rand(shape))
    with torch.inference_mode():
        start = time.process_time_ns()
        KINDS[name](x)
        print(json.dumps((time.process_time_ns() - start) / x.numel()), flush=True)
