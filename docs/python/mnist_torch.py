#!/usr/bin/env python3
"""The training of docs/exercises.md on MNIST (784-256-128-10, Adam) with PyTorch, one thread.

He-normal weights and zero biases, batches of 128 in a new order each epoch, ten epochs at a constant rate of 1e-3, pixels
divided by 255: what the section's `lanewise train mnist` does with `--init he-normal` (without, its weights are
xavier-uniform). Prints the test accuracy after each epoch, and the seconds that its training took.

    python3 docs/python/mnist_torch.py DIR SEED
"""

import gzip
import pathlib
import sys
import time

import numpy as np
import torch
from torch import nn

EPOCHS, BATCH, RATE = 10, 128, 1e-3


def idx(folder, name):
    """The array of one IDX file of bytes, plain or .gz."""
    path = pathlib.Path(folder, name)
    data = path.read_bytes() if path.exists() else gzip.decompress(path.with_name(name + ".gz").read_bytes())
    axes = data[3]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape(np.frombuffer(data, ">i4", axes, 4))


def rows(folder, part):
    pixels = idx(folder, part + "-images-idx3-ubyte").reshape(-1, 784).astype(np.float32) / 255
    return torch.from_numpy(pixels), torch.from_numpy(idx(folder, part + "-labels-idx1-ubyte").astype(np.int64))


def network():
    layers = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))
    for layer in layers:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    return layers


def main(folder, seed):
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    x, y = rows(folder, "train")
    test_x, test_y = rows(folder, "t10k")
    net = network()
    optimizer = torch.optim.Adam(net.parameters(), lr=RATE)
    loss = nn.CrossEntropyLoss()
    for epoch in range(1, EPOCHS + 1):
        start = time.perf_counter()
        order = torch.randperm(len(x))
        for first in range(0, len(x), BATCH):
            batch = order[first:first + BATCH]
            optimizer.zero_grad()
            loss(net(x[batch]), y[batch]).backward()
            optimizer.step()
        seconds = time.perf_counter() - start
        with torch.no_grad():
            accuracy = (net(test_x).argmax(1) == test_y).float().mean().item()
        print(f"epoch {epoch} test accuracy {accuracy:.4f} seconds {seconds:.2f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
