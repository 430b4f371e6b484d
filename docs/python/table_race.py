"""Races Lanewise against scikit-learn's MLPClassifier on a table, by turns, each in a process of its own.

    python docs/python/table_race.py JAVA CLASSPATH [ROUNDS]

The table has 100,000 rows and 30 columns; the network 64-32 hidden units, 10 epochs, batches of 200, Adam, one thread.
Prints the medians of the ratios scikit-learn / Lanewise: of whole processes, which train once, and of the last of three
trainings in one process.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROWS, COLS = 100_000, 30


def table(path):
    import numpy as np

    random = np.random.default_rng(1)
    x = random.normal(size=(ROWS, COLS)).astype("float32")
    y = (x[:, :10].sum(1) + x[:, 10] * x[:, 11] + random.normal(size=ROWS) > 0).astype(int)
    header = ",".join([f"x{i}" for i in range(COLS)] + ["y"])
    np.savetxt(path, np.column_stack([x, y]), fmt=["%.5f"] * COLS + ["%d"], delimiter=",", header=header, comments="")


def train(path, times):
    import pandas
    from sklearn.neural_network import MLPClassifier
    from sklearn.preprocessing import StandardScaler

    data = pandas.read_csv(path)
    x, y = data.drop(columns="y").to_numpy("float32"), data["y"].to_numpy()
    for _ in range(times):
        start = time.perf_counter()
        scaled = StandardScaler().fit_transform(x)
        model = MLPClassifier((64, 32), batch_size=200, max_iter=10, tol=0, n_iter_no_change=100, random_state=1)
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(scaled, y)
        print(f"fit {time.perf_counter() - start:.3f}")
    print(f"accuracy {model.score(scaled, y):.4f}")


def run(command):
    start = time.perf_counter()
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - start
    fits = [float(line.split()[1]) for line in result.stdout.splitlines() if line.startswith("fit ")]
    return seconds, fits[-1], result.stdout


def main():
    if sys.argv[1] == "--train":
        train(sys.argv[2], int(sys.argv[3]))
        return
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    java, classpath = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "table.csv")
        table(path)
        ours = [java, "--add-modules", "jdk.incubator.vector", "-cp", classpath, "lanewise.examples.TableSpeed", path]
        theirs = [sys.executable, __file__, "--train", path]
        print(run(ours + ["1", "answers"])[2])
        print(run(theirs + ["1"])[2])
        for what, times, index in (("whole process", "1", 0), ("third training", "3", 1)):
            ratios, own, other = [], [], []
            for _ in range(rounds):
                a, b = run(ours + [times, "no"])[index], run(theirs + [times])[index]
                ratios.append(b / a)
                own.append(a)
                other.append(b)
            print(
                f"{what}: scikit-learn / Lanewise {statistics.median(ratios):.2f}"
                f" ({min(ratios):.2f} to {max(ratios):.2f}), {statistics.median(own):.2f} s,"
                f" {statistics.median(other):.2f} s"
            )


main()
