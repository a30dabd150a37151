"""Networks of more than dense layers, in PyTorch's own words; rows come as the other contenders take them, channels last."""

import torch
from torch import nn


def model_of(architecture):
    hidden, features = {"cnn": cnn, "lstm": lstm, "attention": attention}[architecture["network"]](architecture)
    # The loss takes logits: softmax is its part.
    return nn.Sequential(*hidden, nn.Linear(features, architecture["classes"]))


def cnn(architecture):
    height, width, channels = architecture["shape"]
    places = ((height - 4) // 2) * ((width - 4) // 2)
    layers = [
        ChannelsFirst(),
        *(nn.Conv2d(channels, 32, 3), nn.ReLU()),
        *(nn.Conv2d(32, 64, 3), nn.ReLU()),
        *(nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(64 * places, 128), nn.ReLU(), nn.Dropout(0.5)),
    ]
    return layers, 128


class ChannelsFirst(nn.Module):
    def forward(self, x):
        return x.permute(0, 3, 1, 2)


def lstm(architecture):
    return [LastOfLstm(architecture["shape"][-1], 64), nn.Dropout(0.5)], 64


class LastOfLstm(nn.Module):
    def __init__(self, features, units):
        super().__init__()
        self.lstm = nn.LSTM(features, units, batch_first=True)

    def forward(self, x):
        return self.lstm(x)[0][:, -1]


def attention(architecture):
    width = architecture["shape"][-1]
    block = nn.TransformerEncoderLayer(width, 8, 4 * width, dropout=0.1, batch_first=True)
    return [block, Mean()], width


class Mean(nn.Module):
    def forward(self, x):
        return x.mean(1)
