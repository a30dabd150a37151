"""PyTorch, eager, on the CPU, as its users write a training loop."""

from protocol import Absent, cores, data_of, made_up, mnist, serve

try:
    import torch
except ImportError as error:
    torch = None
    missing = str(error)

RATE = 0.5


def prepare(job, options):
    if torch is None:
        raise Absent(missing)
    threads = options.get("threads") or cores()
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    kinds = {"train": train, "architecture": architecture, "learn": learn, "predict": predict, "product": product, "noise": noise}
    return {"threads": threads, "version": torch.__version__, **kinds[job["kind"]](job, options)}


def model_of(network):
    sizes = network["sizes"]
    layers = []
    for inputs, units in zip(sizes[:-2], sizes[1:-1]):
        layers += [torch.nn.Linear(inputs, units), torch.nn.ReLU(), torch.nn.Dropout(network["rate"])]
    # The loss takes logits: softmax is its part.
    return torch.nn.Sequential(*layers, torch.nn.Linear(sizes[-2], sizes[-1]))


def train(job, options):
    network = job["network"]
    if network["sharedMasks"]:
        raise Absent("torch.nn.Dropout has no noise shape")
    x, y = rows_of(data_of(network, network["batchSize"] * network["steps"]))
    return {"units": network["steps"], "run": epoch_of(model_of(network), x, y, network["batchSize"], options)}


def architecture(job, options):
    import torch_layers

    of = job["architecture"]
    x, y = rows_of(made_up(of))
    return {"units": of["steps"], "run": epoch_of(torch_layers.model_of(of), x, y, of["batchSize"], options)}


def rows_of(data):
    x, y = (torch.from_numpy(values) for values in data)
    return x, y.long()


def epoch_of(model, x, y, batch, options):
    """A function that trains for an epoch."""
    rows = len(y)
    optimizer = torch.optim.Adam(model.parameters(), **({"fused": True} if options.get("fused") else {}))
    loss_of = torch.nn.CrossEntropyLoss()

    def run():
        order = torch.randperm(rows)
        total, hits = torch.zeros(()), torch.zeros((), dtype=torch.long)
        for step in range(rows // batch):
            chosen = order[step * batch : (step + 1) * batch]
            labels = y[chosen]
            optimizer.zero_grad()
            output = model(x[chosen])
            loss = loss_of(output, labels)
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                total += loss
                hits += (output.argmax(1) == labels).sum()
        return total.item(), hits.item()

    return run


def learn(job, options):
    """Trains from nothing, with another seed each time, until the target is met at the end of an epoch."""
    network = job["network"]
    batch = network["batchSize"]
    x, y = rows_of(data_of(network, batch * network["steps"]))
    test = rows_of(mnist(network["mnist"], "t10k"))
    seed = 0

    def run():
        nonlocal seed
        seed += 1
        torch.manual_seed(seed)
        model, best = model_of(network), 0
        epoch = epoch_of(model, x, y, batch, options)
        for _ in range(job["epochs"]):
            model.train()
            epoch()
            model.eval()
            with torch.inference_mode():
                best = max(best, (model(test[0]).argmax(1) == test[1]).double().mean().item())
            if best >= job["target"]:
                return
        raise RuntimeError(f"{job['epochs']} epochs came to {best} of the test rows")

    return {"units": 1, "fresh": True, "run": run}


def predict(job, options):
    model = model_of(job["network"]).eval()
    x = torch.rand(job["rows"], job["network"]["sizes"][0])

    def run():
        with torch.inference_mode():
            return torch.softmax(model(x), 1)

    return {"units": job["rows"], "run": run}


def product(job, options):
    a, b = (torch.rand(job["size"], job["size"]) for _ in range(2))
    out = torch.empty_like(a)
    return {"units": 1, "run": lambda: torch.mm(a, b, out=out)}


def noise(job, options):
    # What torch.nn.Dropout draws its mask with.
    mask = torch.empty(job["elements"])
    return {"units": job["elements"], "run": lambda: mask.bernoulli_(1 - RATE)}


serve(prepare)
