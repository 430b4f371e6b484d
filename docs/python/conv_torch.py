"""PyTorch's convolutions beside examples' ConvSpeed and NetSpeed, one thread.

GFLOP/s of layers, forward with bias and ReLU, the gradients of the image and of the weight; and
milliseconds of training steps with Adam. Of both memory formats the faster counts. Needs torch:
python conv_torch.py layers|nets [ROUNDS]
"""

import math
import statistics
import sys
import time

import torch

LAYERS = [
    (128, 32, 3, 16, 3, 1),
    (128, 32, 16, 16, 3, 1),
    (128, 32, 16, 32, 3, 2),
    (128, 16, 32, 32, 3, 1),
    (128, 8, 64, 64, 3, 1),
    (8, 56, 64, 64, 3, 1),
    (8, 28, 128, 128, 3, 1),
    (8, 14, 256, 256, 3, 1),
    (8, 7, 512, 512, 3, 1),
    (8, 56, 64, 256, 1, 1),
    (128, 28, 1, 32, 3, 1),
    (128, 13, 32, 64, 3, 1),
]


def speed(operations, call, rounds):
    calls = math.ceil(1e9 / operations)
    speeds = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        speeds.append(operations * calls / (time.perf_counter() - start) / 1e9)
    return statistics.median(speeds[rounds // 3 :])


def passes(layer, memory_format):
    n, side, channels, filters, kernel, stride = layer
    pad = kernel // 2
    x = torch.randn(n, channels, side, side).to(memory_format=memory_format)
    w = torch.randn(filters, channels, kernel, kernel).to(memory_format=memory_format)
    b = torch.randn(filters)
    y = torch.nn.functional.conv2d(x, w, b, stride=stride, padding=pad)
    dy = torch.randn_like(y)

    def forward():
        with torch.no_grad():
            torch.relu_(torch.nn.functional.conv2d(x, w, b, stride=stride, padding=pad))

    def backward(wanted):
        return lambda: torch.ops.aten.convolution_backward(
            dy, x, w, [filters], [stride] * 2, [pad] * 2, [1, 1], False, [0, 0], 1, wanted
        )

    operations = 2.0 * y.numel() * channels * kernel * kernel
    return operations, {
        "forward": forward,
        "image": backward([True, False, False]),
        "weight": backward([False, True, False]),
    }


def block(channels_in, channels, stride):
    nn = torch.nn

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Sequential(
                nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False),
                nn.BatchNorm2d(channels),
                nn.ReLU(inplace=True),
                nn.Conv2d(channels, channels, 3, 1, 1, bias=False),
                nn.BatchNorm2d(channels),
            )
            self.shortcut = (
                nn.Identity()
                if stride == 1
                else nn.Sequential(
                    nn.Conv2d(channels_in, channels, 1, stride, bias=False),
                    nn.BatchNorm2d(channels),
                )
            )

        def forward(self, x):
            return torch.relu(self.body(x) + self.shortcut(x))

    return Block()


def nets():
    nn = torch.nn
    keras = nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.5), nn.Linear(1600, 10),
    )  # fmt: skip
    lenet = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip
    layers = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True)]
    before = 16
    for channels in (16, 32, 64):
        for i in range(3):
            layers.append(block(before, channels, 2 if i == 0 and channels > 16 else 1))
            before = channels
    resnet = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
    return [
        ("Keras MNIST net, batch 128", keras, (128, 1, 28, 28), 1),
        ("LeNet-5, batch 64", lenet, (64, 1, 28, 28), 1),
        ("ResNet-20, batch 128", resnet, (128, 3, 32, 32), 4),
    ]


def step_time(net, shape, memory_format, steps):
    net = net.to(memory_format=memory_format).train()
    x = torch.randn(shape).to(memory_format=memory_format)
    labels = torch.randint(0, 10, (shape[0],))
    adam = torch.optim.Adam(net.parameters(), 1e-3)
    times = []
    for _ in range(steps):
        start = time.perf_counter()
        adam.zero_grad()
        torch.nn.functional.cross_entropy(net(x), labels).backward()
        adam.step()
        times.append(time.perf_counter() - start)
    return 1e3 * statistics.median(times[steps // 2 :])


def main():
    what = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    torch.set_num_threads(1)
    print("torch", torch.__version__)
    if what == "nets":
        for name, net, shape, share in nets():
            formats = (torch.contiguous_format, torch.channels_last)
            steps = max(4, (rounds or 40) // share)
            best = min(step_time(net, shape, each, steps) for each in formats)
            print("%-28s %7.1f ms" % (name, best))
        return
    for layer in LAYERS:
        best = {}
        for memory_format in (torch.contiguous_format, torch.channels_last):
            operations, calls = passes(layer, memory_format)
            for name, call in calls.items():
                best[name] = max(best.get(name, 0), speed(operations, call, rounds or 9))
        for name, value in best.items():
            print("%d x %d, %d -> %d, kernel %d, stride %d" % layer, "%-8s %6.1f" % (name, value))


main()
