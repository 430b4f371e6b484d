#!/usr/bin/env python3
"""The grid search of docs/exercises.md (CIFAR-10, two-layer net 3072-50-10) with NumPy alone.

It does the steps of `lanewise search cifar10 --grid lr=... --grid reg=...` as that section gives them: float32, batches
drawn with replacement, the rate decayed after each epoch, the network judged after each epoch on a sample of 1000 training
rows and on all validation rows, the best weights kept. Only the random numbers differ.

    OPENBLAS_NUM_THREADS=1 python3 docs/python/two_layer_net.py --data DIR
"""

import argparse
import gzip
import itertools
import pathlib
import time

import numpy as np

PIXELS = 3 * 32 * 32
TRAIN, VALIDATION, TEST = 49_000, 1_000, 1_000
CLASSES, WEIGHT_SCALE, DECAY, BATCH = 10, 1e-4, 0.95, 200
TRAIN_SAMPLE = 1_000


def records(folder, name):
    """The pixels and labels of one file in CIFAR-10's binary form, plain or .gz."""
    path = pathlib.Path(folder, name)
    data = path.read_bytes() if path.exists() else gzip.decompress(path.with_name(name + ".gz").read_bytes())
    rows = np.frombuffer(data, np.uint8).reshape(-1, 1 + PIXELS)
    return rows[:, 1:].astype(np.float32), rows[:, 0].astype(np.int64)


def load(folder):
    """(x, y) to train, to validate and to test, less the mean image of the training rows."""
    batches = [records(folder, f"data_batch_{i}.bin") for i in range(1, 6)]
    x, y = (np.concatenate(parts) for parts in zip(*batches))
    test_x, test_y = records(folder, "test_batch.bin")
    mean = x[:TRAIN].mean(axis=0, dtype=np.float64).astype(np.float32)
    held_out = slice(TRAIN, TRAIN + VALIDATION)
    return ((x[:TRAIN] - mean, y[:TRAIN]), (x[held_out] - mean, y[held_out]),
            (test_x[:TEST] - mean, test_y[:TEST]))


class TwoLayerNet:
    """affine - ReLU - affine - softmax, with reg / 2 times the squares of the weights in its loss."""

    def __init__(self, hidden, random):
        scale = np.float32(WEIGHT_SCALE)
        self.w1 = scale * random.standard_normal((PIXELS, hidden), np.float32)
        self.b1 = np.zeros(hidden, np.float32)
        self.w2 = scale * random.standard_normal((hidden, CLASSES), np.float32)
        self.b2 = np.zeros(CLASSES, np.float32)

    def parameters(self):
        return [self.w1, self.b1, self.w2, self.b2]

    def accuracy(self, x, y):
        scores = np.maximum(x @ self.w1 + self.b1, 0) @ self.w2 + self.b2
        return float((scores.argmax(axis=1) == y).mean())

    def loss_and_gradients(self, x, y, reg):
        h = np.maximum(x @ self.w1 + self.b1, 0)
        scores = h @ self.w2 + self.b2
        scores -= scores.max(axis=1, keepdims=True)
        exps = np.exp(scores)
        sums = exps.sum(axis=1, keepdims=True)
        rows = np.arange(len(y))
        loss = float(np.mean(np.log(sums[:, 0]) - scores[rows, y]))
        loss += 0.5 * reg * float(np.sum(self.w1 * self.w1) + np.sum(self.w2 * self.w2))
        d_scores = exps / sums
        d_scores[rows, y] -= 1
        d_scores /= len(y)
        d_h = d_scores @ self.w2.T
        d_h[h <= 0] = 0
        return loss, [x.T @ d_h + reg * self.w1, d_h.sum(axis=0), h.T @ d_scores + reg * self.w2, d_scores.sum(axis=0)]


def train(train_rows, validation, lr, reg, hidden, steps, report_every, seed):
    """Trains one network; returns it with the weights of its best validation accuracy, and that."""
    random = np.random.default_rng(seed)
    x, y = train_rows
    net = TwoLayerNet(hidden, random)
    best, best_parameters = -1.0, net.parameters()
    steps_an_epoch = len(y) // BATCH
    for step in range(steps):
        rows = random.integers(len(y), size=BATCH)
        loss, gradients = net.loss_and_gradients(x[rows], y[rows], np.float32(reg))
        rate = np.float32(lr * DECAY ** (step // steps_an_epoch))
        for parameter, gradient in zip(net.parameters(), gradients):
            parameter -= rate * gradient
        if report_every and step % report_every == 0:
            print(f"step {step} loss {loss:.4f}", flush=True)
        if (step + 1) % steps_an_epoch == 0 or step + 1 == steps:
            sample = random.integers(len(y), size=TRAIN_SAMPLE)
            net.accuracy(x[sample], y[sample])
            accuracy = net.accuracy(*validation)
            if accuracy > best:
                best, best_parameters = accuracy, [parameter.copy() for parameter in net.parameters()]
    net.w1, net.b1, net.w2, net.b2 = best_parameters
    return net, best


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="the folder with the files of CIFAR-10")
    parser.add_argument("--lr", type=float, nargs="+", default=[1e-3, 1e-4, 1e-5])
    parser.add_argument("--reg", type=float, nargs="+", default=[0.25, 0.3, 0.35, 0.4])
    parser.add_argument("--hidden", type=int, default=50)
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--report-every", type=int, default=0, help="print the loss every so many steps")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    train_rows, validation, test = load(options.data)
    grid = list(itertools.product(options.lr, options.reg))
    best, best_net, best_point = -1.0, None, None
    print(f"{'done':>9} {'val acc':>9} {'best':>9}  configuration")
    start = time.perf_counter()
    for number, (lr, reg) in enumerate(grid):
        net, accuracy = train(train_rows, validation, lr, reg, options.hidden, options.steps, options.report_every,
                              [options.seed, number])
        if accuracy > best:
            best, best_net, best_point = accuracy, net, (lr, reg)
        print(f"{number + 1:>6}/{len(grid)} {accuracy:>9.2%} {best:>9.2%}  lr={lr:g} reg={reg:g}", flush=True)
    seconds = time.perf_counter() - start
    print(f"\nbest            lr={best_point[0]:g} reg={best_point[1]:g}")
    print(f"test accuracy   {best_net.accuracy(*test):.4f}")
    print(f"val accuracy    {best:.4f}")
    print(f"seconds         {seconds:.1f}, the training of the whole grid")


if __name__ == "__main__":
    main()
