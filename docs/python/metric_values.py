"""Draws answers with ties, missing classes and edge cases, and writes scikit-learn's figures for them.

    python docs/python/metric_values.py > core/src/test/resources/lanewise/metric/scikit-learn.txt

One case per block: a line with its kind, then one line per name with its numbers.
"""

import warnings

import numpy as np
import sklearn
from sklearn import metrics as m

warnings.filterwarnings("ignore")
random = np.random.default_rng(20261127)


def show(name, values):
    print(name, *(repr(float(v)) for v in np.ravel(values)))


def binary(count, levels, share):
    truth = (random.random(count) < share).astype(int)
    scores = np.clip(np.round(random.random(count) * 0.7 + 0.3 * truth, 3), 0.001, 0.999)
    if levels:
        scores = (np.floor(scores * levels) + 0.5) / levels
    answers = (scores > 0.5).astype(int)
    print("case binary")
    show("truth", truth)
    show("scores", scores)
    if 0 < truth.sum() < count:
        show("auc", m.roc_auc_score(truth, scores))
    if truth.sum() > 0:
        show("averagePrecision", m.average_precision_score(truth, scores))
        precision, recall, _ = m.precision_recall_curve(truth, scores)
        with np.errstate(all="ignore"):
            show("bestF1", np.nanmax(2 * precision * recall / (precision + recall)))
    show("accuracy", m.accuracy_score(truth, answers))
    show("balancedAccuracy", m.balanced_accuracy_score(truth, answers))
    show("matthews", m.matthews_corrcoef(truth, answers))
    show("logLoss", m.log_loss(truth, scores, labels=[0, 1]))
    show("brier", m.brier_score_loss(truth, scores) if 0 < truth.sum() < count else np.mean((scores - truth) ** 2))
    show("f1", m.f1_score(truth, answers, zero_division=np.nan))


def classes(count, kinds, present):
    truth = random.integers(0, present, count)
    logits = np.round(random.normal(size=(count, kinds)), 2)
    logits[np.arange(count), truth] += 1
    probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    answers = logits.argmax(1)
    labels = list(range(kinds))
    print("case classes")
    show("kinds", kinds)
    show("truth", truth)
    show("logits", logits)
    show("accuracy", m.accuracy_score(truth, answers))
    show("balancedAccuracy", m.balanced_accuracy_score(truth, answers))
    show("matthews", m.matthews_corrcoef(truth, answers))
    show("logLoss", m.log_loss(truth, probabilities, labels=labels))
    show("precision", m.precision_score(truth, answers, labels=labels, average=None, zero_division=np.nan))
    show("recall", m.recall_score(truth, answers, labels=labels, average=None, zero_division=np.nan))
    show("f1", m.f1_score(truth, answers, labels=labels, average=None, zero_division=np.nan))
    if kinds > 2:
        show("top2", m.top_k_accuracy_score(truth, logits, k=2, labels=labels))


def values(count, outputs, scale, constant):
    truth = np.round(random.normal(size=(count, outputs)) * scale, 4)
    if constant:
        truth[:, 0] = 7
    answers = truth + np.round(random.normal(size=(count, outputs)) * scale * 0.3 + 0.1 * scale, 4)
    print("case values")
    show("outputs", outputs)
    show("truth", truth)
    show("answers", answers)
    show("mse", m.mean_squared_error(truth, answers))
    show("rmse", np.sqrt(m.mean_squared_error(truth, answers)))
    show("mae", m.mean_absolute_error(truth, answers))
    show("mape", m.mean_absolute_percentage_error(truth, answers))
    if count > 1 and (np.ptp(truth, axis=0) > 0).all():
        show("r2", m.r2_score(truth, answers))
        show("explainedVariance", m.explained_variance_score(truth, answers))


def labels(count, kinds, share):
    truth = random.random((count, kinds)) < share
    answers = truth ^ (random.random((count, kinds)) < 0.2)
    print("case labels")
    show("kinds", kinds)
    show("truth", truth)
    show("answers", answers)
    show("subsetAccuracy", m.accuracy_score(truth, answers))
    show("hammingLoss", m.hamming_loss(truth, answers))
    show("macroF1", m.f1_score(truth, answers, average="macro", zero_division=0))
    show("microF1", m.f1_score(truth, answers, average="micro", zero_division=0))


print("# scikit-learn", sklearn.__version__)
for i in range(14):
    binary(int(random.integers(2, 60)), 0, 0.5)
    binary(int(random.integers(2, 60)), 5, 0.2)
    binary(int(random.integers(1, 20)), 3, [0.0, 1.0, 0.9][i % 3])
    classes(int(random.integers(2, 40)), 3, 3)
    classes(int(random.integers(2, 40)), 6, 2)
    classes(int(random.integers(1, 10)), 4, 1)
    values(int(random.integers(2, 40)), 1, 1.0, False)
    values(int(random.integers(2, 40)), 3, 1e6, False)
    values(int(random.integers(1, 10)), 2, 1e-3, i % 2 == 0)
    labels(int(random.integers(1, 40)), 4, 0.3)
    labels(int(random.integers(1, 10)), 2, 0.05)
    labels(int(random.integers(1, 10)), 3, 0.9)
