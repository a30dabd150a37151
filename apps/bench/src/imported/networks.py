"""Writes convolutional networks as PyTorch exports them, with made-up weights: `python networks.py DIR`. Prints their names and the shapes of their inputs."""

import json
import os
import sys
import warnings

import torch
from torch import nn


def normalized(inputs, outputs, size, stride=1, groups=1):
    convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False)
    return [convolution, nn.BatchNorm2d(outputs)]


def separable(inputs, outputs, stride):
    """One filter for each channel, then one place for all channels, as in MobileNet."""
    depth, point = normalized(inputs, inputs, 3, stride, inputs), normalized(inputs, outputs, 1)
    return [*depth, nn.ReLU6(), *point, nn.ReLU6()]


class Residual(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.path = nn.Sequential(*normalized(inputs, outputs, 3, stride), nn.ReLU(), *normalized(outputs, outputs, 3))
        self.short = nn.Sequential(*normalized(inputs, outputs, 1, stride)) if inputs != outputs else nn.Identity()

    def forward(self, x):
        return torch.relu(self.path(x) + self.short(x))


def headed(features, width):
    return nn.Sequential(*features, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 10))


def plain():
    layers = [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(1600, 10))


def mobile():
    steps = [(16, 32, 1), (32, 64, 2), (64, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1)]
    first = [*normalized(3, 16, 3, 2), nn.ReLU6()]
    return headed([*first, *[layer for step in steps for layer in separable(*step)]], 256)


def residual():
    blocks = [Residual(16, 16), Residual(16, 32, 2), Residual(32, 32), Residual(32, 64, 2), Residual(64, 64)]
    return headed([*normalized(3, 16, 3), nn.ReLU(), *blocks], 64)


networks = [
    ("plain CNN, 32 images of 28 × 28", plain, (32, 1, 28, 28)),
    ("MobileNet-like, 1 image of 96 × 96", mobile, (1, 3, 96, 96)),
    ("ResNet-like, 8 images of 32 × 32", residual, (8, 3, 32, 32)),
]

warnings.simplefilter("ignore")
torch.manual_seed(1)
written = []
for number, (name, make, shape) in enumerate(networks):
    file = os.path.join(sys.argv[1], f"{number}.onnx")
    axes = {"x": {0: "batch"}, "y": {0: "batch"}}
    names = {"input_names": ["x"], "output_names": ["y"], "dynamic_axes": axes}
    torch.onnx.export(make().eval(), (torch.randn(shape),), file, opset_version=18, dynamo=False, **names)
    written.append({"name": name, "file": file, "shape": shape})
print(json.dumps(written))
