"""Compares what Lanewise and scikit-learn's multilayer perceptron learn from eight public tables.

    python docs/python/table_quality.py JAVA CLASSPATH FOLDER [SEEDS [TABLE...]]

Writes the tables into FOLDER once, a quarter of their rows as test.csv, the rest as train.csv, which both sides read.
Both train the same network with Adam at 0.001, the same batches, epochs and L2 penalty, without early stopping, once
for each of SEEDS seeds (10), on each TABLE by its name (all). Lanewise does so three times: as Model does unless told
otherwise (xavier-uniform weights, as scikit-learn's), with the average of the weights (Training.averaging), and from
he-normal weights. Prints a table in Markdown: a table is passed if Lanewise's mean is at least scikit-learn's less one
standard error of the difference of the two means. What scikit-learn reached is kept in FOLDER for the next time.

Needs scikit-learn and pandas, and R with the packages carData, ggplot2, mlbench and modeldata (in Debian r-base-core,
r-cran-cardata and so on).
"""

import datetime
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import pandas
import sklearn

ALPHA = 1e-4
DECAY = 0.995

# Name, initial weights, decay of the average.
WAYS = [
    ("usual", "xavier-uniform", 0),
    (f"averaging({DECAY})", "xavier-uniform", DECAY),
    ("he-normal", "he-normal", 0),
]

# Name, target, where from: an expression in R, or None for a data set of scikit-learn.
TABLES = [
    ("diabetes", "progression", None),
    ("slid", "wages", "carData::SLID"),
    ("diamonds", "price", "ggplot2::diamonds"),
    ("breast_cancer", "diagnosis", None),
    ("titanic", "survived", "carData::TitanicSurvival"),
    ("credit", "Status", "modeldata::credit_data"),
    ("soybean", "Class", "mlbench::Soybean"),
    ("letters", "lettr", "mlbench::LetterRecognition"),
]


def from_r(expression, path):
    package, data = expression.split("::")
    program = (
        f'data({data}, package="{package}"); path <- commandArgs(TRUE)[1];'
        f'write.csv(as.data.frame({data}), path, row.names=FALSE, na="");'
        f'cat(as.character(packageVersion("{package}")))'
    )
    result = subprocess.run(["Rscript", "-e", program, path], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"table_quality: {expression}: {result.stderr.strip()}")
    return f"{package} {result.stdout}"


def whole(name, target, expression, folder):
    """The table with its gaps, and which package of which version it is from."""
    if expression is None:
        from sklearn import datasets

        bunch = getattr(datasets, f"load_{name}")(as_frame=True, **({"scaled": False} if name == "diabetes" else {}))
        data = bunch.data.copy()
        data[target] = bunch.target_names[bunch.target] if "target_names" in bunch else bunch.target
        return data, f"scikit-learn {sklearn.__version__}"
    path = folder / "whole.csv"
    source = from_r(expression, str(path))
    data = read(path)
    path.unlink()
    if name == "soybean":  # The numbers are those of categories.
        for column in data.columns.drop(target):
            data[column] = data[column].map(lambda code: f"c{code:.0f}", na_action="ignore")
    return data.dropna(subset=[target]), source


def read(path):
    return pandas.read_csv(path, keep_default_na=False, na_values=[""])


def gather(folder, name, target, expression):
    from sklearn.model_selection import train_test_split

    if not (folder / "source.txt").exists():
        folder.mkdir(parents=True, exist_ok=True)
        data, source = whole(name, target, expression, folder)
        classes = None if is_number(data[target]) else data[target]
        train, test = train_test_split(data, test_size=0.25, random_state=0, stratify=classes)
        train.to_csv(folder / "train.csv", index=False)
        test.to_csv(folder / "test.csv", index=False)
        (folder / "source.txt").write_text(source + "\n")
    return read(folder / "train.csv"), read(folder / "test.csv"), (folder / "source.txt").read_text().strip()


def is_number(column):
    return pandas.api.types.is_numeric_dtype(column)


def plan(rows):
    """Hidden units, epochs and rows per batch for so many training rows."""
    if rows < 1000:
        return (32, 16), 100, 32
    return ((64, 32), 50, 64) if rows < 10_000 else ((64, 32), 40, 128)


def theirs(train, test, target, seeds):
    from sklearn.compose import TransformedTargetRegressor, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    hidden, epochs, batch = plan(len(train))
    x = train.drop(columns=target)
    numbers = [name for name in x if is_number(x[name])]
    categories = [name for name in x if name not in numbers]
    results = []
    for seed in range(seeds):
        options = dict(
            hidden_layer_sizes=hidden,
            alpha=ALPHA,
            batch_size=batch,
            learning_rate_init=1e-3,
            max_iter=epochs,
            tol=0,
            n_iter_no_change=epochs + 1,
            random_state=seed,
        )
        if is_number(train[target]):
            network = TransformedTargetRegressor(MLPRegressor(**options), transformer=StandardScaler())
        else:
            network = MLPClassifier(**options)
        model = make_pipeline(
            make_column_transformer(
                (make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numbers),
                (
                    make_pipeline(
                        SimpleImputer(strategy="constant", fill_value="(gap)"),
                        OneHotEncoder(handle_unknown="ignore", sparse_output=False),
                    ),
                    categories,
                ),
            ),
            network,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # It says that the epochs are over.
            model.fit(x, train[target])
        results.append(model.score(test.drop(columns=target), test[target]))
    return results


def ours(java, classpath, folder, train, target, way, seeds):
    hidden, epochs, batch = plan(len(train))
    # scikit-learn divides its penalty by the rows of a batch, and halves the squared error.
    penalty = ALPHA / batch * (2 if is_number(train[target]) else 1)
    program = [java, "--add-modules", "jdk.incubator.vector", "-cp", classpath, "lanewise.examples.TableQuality"]
    files = [str(folder / "train.csv"), str(folder / "test.csv"), target]
    network = [",".join(map(str, hidden)), way[1], str(way[2])]
    numbers = [str(epochs), str(batch), repr(penalty), str(seeds)]
    result = subprocess.run(program + files + network + numbers, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"table_quality: {folder.name}: {result.stderr.strip()}")
    return [float(line.split()[3]) for line in result.stdout.splitlines() if line.startswith("seed ")]


def kept(folder, seeds, results):
    """What was computed before of the same versions, else what is computed now."""
    file = folder / f"scikit-learn-{sklearn.__version__}-{seeds}.json"
    if not file.exists():
        file.write_text(json.dumps(results()) + "\n")
    return json.loads(file.read_text())


def gaps(train, test):
    return int(train.isna().to_numpy().sum() + test.isna().to_numpy().sum())


def figures(results):
    return f"{statistics.mean(results):.4f} ({statistics.stdev(results):.4f})"


def compared(own, other):
    difference = statistics.mean(own) - statistics.mean(other)
    error = np.sqrt(statistics.variance(own) / len(own) + statistics.variance(other) / len(other))
    return [figures(own), f"{difference:+.4f} ({error:.4f})", "yes" if difference >= -error else "no"]


def row(name, target, source, train, test, results):
    hidden, epochs, batch = plan(len(train))
    x = train.drop(columns=target)
    categories = sum(not is_number(x[column]) for column in x)
    cells = [
        name,
        source,
        f"{len(train)} + {len(test)}",
        f"{x.shape[1] - categories} + {categories}",
        str(gaps(train, test)),
        f"{'-'.join(map(str, hidden))}, {epochs}, {batch}",
        "R2" if is_number(train[target]) else f"accuracy, {train[target].nunique()} classes",
        figures(results["scikit-learn"]),
    ]
    for name, _, _ in WAYS:
        cells += compared(results[name], results["scikit-learn"])
    return "| " + " | ".join(cells) + " |"


HEAD = (
    "| table | from | rows: train + test | columns: numbers + categories | gaps | hidden units, epochs, batch | metric"
    " | scikit-learn: mean (deviation) | "
    + " | ".join(f"Lanewise, {name} | difference (standard error) | passed" for name, _, _ in WAYS)
    + " |"
)


def machine(java):
    cpu = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text()).group(1)
    version = subprocess.run([java, "-version"], capture_output=True, text=True).stderr.split('"')[1]
    return (
        f"{cpu}, {os.cpu_count()} cores, one thread each; JDK {version},"
        f" Python {platform.python_version()}, scikit-learn {sklearn.__version__}, NumPy {np.__version__},"
        f" pandas {pandas.__version__}; {datetime.date.today()}"
    )


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    java, classpath, top = sys.argv[1:4]
    seeds = int(sys.argv[4]) if len(sys.argv) > 4 else 10
    wanted = sys.argv[5:] or [name for name, _, _ in TABLES]
    print(HEAD)
    print("|" + "---|" * HEAD.count(" |"))
    for name, target, expression in TABLES:
        if name not in wanted:
            continue
        folder = pathlib.Path(top) / name
        train, test, source = gather(folder, name, target, expression)
        results = {way[0]: ours(java, classpath, folder, train, target, way, seeds) for way in WAYS}
        results["scikit-learn"] = kept(folder, seeds, lambda: theirs(train, test, target, seeds))
        print(row(name, target, source, train, test, results), flush=True)
    print(f"\n{seeds} seeds. {machine(java)}.")


main()
