"""PyTorch, driven from Python, as a contender of the race.

The protocol is that of lanewise.bench.race.ContenderServer, the inputs are those of lanewise.bench.race.Inputs.
Results go into preallocated tensors where PyTorch has an `out=` for it, so that no allocation is timed.
Usage: contender.py THREADS
"""

import os
import sys
import time

import numpy as np
import torch

MAP_SCALE = np.float32(4)
SAMPLE_SIZE = 1024
CHECKED_STEPS = 4
WARM_UP_SECONDS = 1.0
WARM_UP_CALLS = 5
RATES = {"sgd": 0.01, "adam": 1e-3}


def bits(stream, count):
    h = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9)
    h += np.uint32(stream * 0x85EBCA6B & 0xFFFFFFFF)
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x21F0AAAD)
    h ^= h >> np.uint32(15)
    h *= np.uint32(0x735A2D97)
    h ^= h >> np.uint32(15)
    return h


def floats(stream, *shape, scale=np.float32(1)):
    count = int(np.prod(shape))
    values = (bits(stream, count) >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)
    return torch.from_numpy(values * np.float32(scale)).reshape(shape)


class Call:
    """A function of no arguments that writes into a result."""

    def __init__(self, run, result):
        self.run = run
        self.result = lambda: result.flatten()

    def reset(self):
        pass


def gemm(shape, transposes):
    m, n, k = (int(d) for d in shape.split("x"))
    a = floats(1, k, m).t() if transposes[0] == "T" else floats(1, m, k)
    b = floats(2, n, k).t() if transposes[1] == "T" else floats(2, k, n)
    c = torch.empty(m, n)
    return Call(lambda: torch.mm(a, b, out=c), c)


def elementwise(operation, shape):
    x = floats(1, *(int(d) for d in shape.split("x")), scale=MAP_SCALE)
    y = torch.empty_like(x)
    return Call(
        {
            "relu": lambda: torch.clamp_min(x, 0, out=y),
            "sigmoid": lambda: torch.sigmoid(x, out=y),
            "tanh": lambda: torch.tanh(x, out=y),
            "exp": lambda: torch.exp(x, out=y),
            "gelu": lambda: torch._C._nn.gelu(x, out=y),
            "softmax": lambda: torch.softmax(x, 1, out=y),
            "log-softmax": lambda: torch.log_softmax(x, 1, out=y),
        }[operation],
        y,
    )


class Training:
    """Forward, loss, backward, update of a dense ReLU network, as a PyTorch user writes it."""

    def __init__(self, layers, batch, optimizer):
        sizes = [int(size) for size in layers.split("-")]
        rows = int(batch[1:])
        self.x = floats(1, rows, sizes[0])
        self.labels = torch.from_numpy((bits(2, rows) % np.uint32(sizes[-1])).astype(np.int64))
        modules, self.initial = [], []
        for layer, (fan_in, fan_out) in enumerate(zip(sizes, sizes[1:])):
            modules += [torch.nn.ReLU()] if modules else []
            modules.append(torch.nn.Linear(fan_in, fan_out))
            bound = np.float32((6.0 / (fan_in + fan_out)) ** 0.5)
            self.initial += [floats(10 + layer, fan_out, fan_in, scale=bound), torch.zeros(fan_out)]
        self.model = torch.nn.Sequential(*modules)
        self.loss = torch.nn.CrossEntropyLoss()
        self.optimizer_class = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer]
        self.rate = RATES[optimizer]
        self.reset()

    def reset(self):
        with torch.no_grad():
            for parameter, value in zip(self.model.parameters(), self.initial):
                parameter.copy_(value)
        self.optimizer = self.optimizer_class(self.model.parameters(), lr=self.rate)

    def run(self):
        self.optimizer.zero_grad()
        loss = self.loss(self.model(self.x), self.labels)
        loss.backward()
        self.optimizer.step()
        return loss

    def result(self):
        self.reset()
        return torch.stack([self.run().detach() for _ in range(CHECKED_STEPS)])


def prepared(name):
    words = name.split(" ")
    if words[0] == "gemm":
        return gemm(words[1], words[2])
    if words[0] == "train":
        return Training(*words[1:])
    return elementwise(words[0], words[1])


def nanos(task, reps):
    """Times so many runs, after a quarter as many that nobody times, as ContenderServer does."""
    task.reset()
    run = task.run
    for _ in range(0, reps, 4):
        run()
    start = time.perf_counter_ns()
    for _ in range(reps):
        run()
    return time.perf_counter_ns() - start


def warm_up(task):
    start, calls, reps = time.perf_counter(), 0, 1
    while calls < WARM_UP_CALLS or time.perf_counter() - start < WARM_UP_SECONDS:
        calls += 1
        if nanos(task, reps) < 1_000_000:
            reps *= 2


def sample(values):
    values = values.double().numpy()
    if values.size <= SAMPLE_SIZE:
        return values
    return values[[i * (values.size - 1) // (SAMPLE_SIZE - 1) for i in range(SAMPLE_SIZE)]]


def capability():
    if hasattr(torch.backends, "cpu") and hasattr(torch.backends.cpu, "get_cpu_capability"):
        return torch.backends.cpu.get_cpu_capability()
    lines = torch.__config__.show().splitlines()
    return next((line.split(":")[1].strip() for line in lines if "CPU capability" in line), "unknown")


def blas():
    torch.mm(torch.ones(64, 64), torch.ones(64, 64))
    with open("/proc/self/maps") as maps:
        files = {os.path.basename(os.path.realpath(line.split()[-1])) for line in maps if "/" in line}
    return " ".join(sorted(f for f in files if "blas" in f or "mkl" in f or "BLIS" in f))


def main():
    torch.set_num_threads(int(sys.argv[1]))
    task = None
    for line in sys.stdin:
        verb, _, argument = line.strip().partition(" ")
        try:
            if verb == "QUIT":
                break
            if verb == "HELLO":
                answer = "HELLO " + "\t".join(
                    (
                        "name=PyTorch in Python",
                        "version=" + torch.__version__,
                        "threads=" + str(torch.get_num_threads()),
                        "kernels=" + capability() + " " + blas(),
                        "python=" + sys.version.split()[0],
                    )
                )
            elif verb == "PREPARE":
                task = prepared(argument)
                with torch.enable_grad() if isinstance(task, Training) else torch.no_grad():
                    warm_up(task)
                    task.reset()
                    task.run()
                    answer = "RESULT " + " ".join(repr(float(v)) for v in sample(task.result()))
            elif verb == "RUN":
                with torch.enable_grad() if isinstance(task, Training) else torch.no_grad():
                    answer = "NANOS " + str(nanos(task, int(argument)))
            elif verb == "CPU":
                answer = "CPU " + str(time.process_time_ns())
            else:
                answer = "ERROR request " + verb + " is unknown"
        except Exception as e:
            answer = "ERROR " + repr(e).replace("\n", " ")
        print("@" + answer, flush=True)


main()
