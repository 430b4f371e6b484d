package lanewise.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.kernel.PointwiseLoss;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Losses with their gradients, at one size; each once more without a gradient. */
final class LossOperations {
  static final List<PointwiseLoss> POINTWISE =
      List.of(
          PointwiseLoss.SQUARED,
          PointwiseLoss.BINARY_LOGITS,
          PointwiseLoss.BINARY_PROBABILITIES,
          PointwiseLoss.huber(0.75));

  private static final double SCALE = 0.3;

  private LossOperations() {}

  static List<Operation> all(int rows, int cols, long seed) {
    Fill fill = new Fill(seed);
    int size = rows * cols;
    List<Operation> cases = new ArrayList<>();
    for (boolean withGradient : new boolean[] {true, false}) {
      cases.add(
          crossEntropy(
              rows, cols, fill.normal(size, 0, 4), fill.labels(rows, cols, true), withGradient));
      cases.add(
          crossEntropyTargets(
              rows, cols, fill.normal(size, 0, 4), fill.uniform(size, 0, 1), withGradient));
      cases.add(
          crossEntropyTargets(
              rows,
              cols,
              fill.normal(size, 0, 4),
              oneHot(cols, fill.labels(rows, cols, true)),
              withGradient));
      cases.add(
          negativeLogLikelihood(
              rows, cols, fill.uniform(size, -9, 0), fill.labels(rows, cols, true), withGradient));
      cases.add(
          hinge(
              rows,
              cols,
              fill.lattice(size, 24, 0x1p-3),
              fill.labels(rows, cols, true),
              withGradient));
      for (PointwiseLoss f : POINTWISE) {
        boolean probabilities = f.kind() == PointwiseLoss.Kind.BINARY_PROBABILITIES;
        double[] x = probabilities ? fill.uniform(size, 0.001, 0.999) : fill.normal(size, 0, 2);
        double[] t =
            f.kind() == PointwiseLoss.Kind.HUBER || f.kind() == PointwiseLoss.Kind.SQUARED
                ? fill.normal(size)
                : fill.uniform(size, 0, 1);
        cases.add(pointwise(f, rows, cols, x, t, withGradient));
      }
    }
    cases.add(classTargets(rows, cols, fill.labels(rows, cols, true), null, 0.1));
    cases.add(
        classTargets(rows, cols, fill.labels(rows, cols, true), fill.uniform(cols, 0.1, 3), 0));
    cases.add(
        classTargets(rows, cols, fill.labels(rows, cols, true), fill.uniform(cols, 0.1, 3), 0.2));
    return cases;
  }

  /** Losses that are sums over a row, without gradients. */
  static List<Operation> values(int rows, int cols, long seed) {
    Fill fill = new Fill(seed);
    int size = rows * cols;
    List<Operation> cases = new ArrayList<>();
    double[] labels = fill.labels(rows, cols, false);
    cases.add(crossEntropy(rows, cols, fill.normal(size), labels, false));
    cases.add(crossEntropyTargets(rows, cols, fill.normal(size), fill.uniform(size, 0, 1), false));
    cases.add(hinge(rows, cols, fill.lattice(size, 3, 1), labels, false));
    for (PointwiseLoss f : POINTWISE) {
      cases.add(
          pointwise(
              f, rows, cols, fill.uniform(size, 0.001, 0.999), fill.uniform(size, 0, 1), false));
    }
    return cases;
  }

  /** Logits and probabilities at their limits; NaN and infinity. */
  static List<Operation> special(long seed) {
    Fill fill = new Fill(seed);
    List<Operation> cases = new ArrayList<>();
    for (int cols : new int[] {2, 16, 37}) {
      double[][] special = RowOperations.specialRows(cols, seed);
      double[] x = Arrays.stream(special).flatMapToDouble(Arrays::stream).toArray();
      int rows = special.length;
      double[] labels = fill.labels(rows, cols, false);
      cases.add(crossEntropy(rows, cols, x, labels, true));
      double[] ignored = labels.clone();
      Arrays.fill(ignored, -1);
      cases.add(crossEntropy(rows, cols, x, ignored, true));
      cases.add(hinge(rows, cols, x, ignored, true));
      double[] scores = fill.lattice(6 * cols, 24, 0x1p-3);
      double[] last = {cols - 1, cols - 1, cols - 1, cols - 1, cols - 1, cols - 1};
      scores[0] = Double.NaN;
      scores[2 * cols - 1] = Double.NaN;
      scores[2 * cols] = Double.POSITIVE_INFINITY;
      scores[3 * cols] = Double.NEGATIVE_INFINITY;
      scores[5 * cols - 1] = Double.POSITIVE_INFINITY;
      scores[6 * cols - 1] = Double.NEGATIVE_INFINITY;
      cases.add(hinge(6, cols, scores, last, true));
      cases.add(negativeLogLikelihood(rows, cols, x, ignored, true));
      cases.add(crossEntropyTargets(rows, cols, x, oneHot(cols, labels), true));
    }
    double[] ends = {0, 1, 0, 1, 0x1p-24, 1 - 0x1p-24, 0.5, Double.NaN};
    double[] targets = {0, 0, 1, 1, 1, 0, 0.5, 0};
    cases.add(pointwise(PointwiseLoss.BINARY_PROBABILITIES, 8, 1, ends, targets, true));
    double[] logits = {100, -100, 1e30f, -1e30f, 0, -0.0, Double.NaN, 20};
    cases.add(pointwise(PointwiseLoss.BINARY_LOGITS, 8, 1, logits, targets, true));
    double[] wide = {1e10f, -1e10f, 0.75, -0.75, 0, 0.5, Double.NaN, Double.POSITIVE_INFINITY};
    cases.add(pointwise(PointwiseLoss.huber(0.75), 8, 1, wide, new double[8], true));
    cases.add(pointwise(PointwiseLoss.SQUARED, 8, 1, wide, targets, true));
    return cases;
  }

  private static double[] oneHot(int cols, double[] labels) {
    double[] targets = new double[labels.length * cols];
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] >= 0) {
        targets[i * cols + (int) labels[i]] = 1;
      }
    }
    return targets;
  }

  static Operation crossEntropy(
      int rows, int cols, double[] x, double[] labels, boolean withGradient) {
    double[] max = RowOperations.rowMaxima(rows, cols, x);
    Operation loss =
        new Operation("softmaxCrossEntropy")
            .matrix("logits", rows, cols, x)
            .labels("labels", labels)
            .perRowOut(
                "losses",
                rows,
                (u, i, j, want) ->
                    u
                        * (Tolerance.sumOfExp(cols)
                            + Tolerance.few(1, Math.log(cols))
                            + 4 * Math.abs(want)))
            .rowWise();
    if (withGradient) {
      loss.matrixOut(
              "dLogits",
              rows,
              cols,
              (u, i, j, want) -> {
                if (labels[i] < 0) {
                  return Tolerance.exact();
                }
                double onehot = j == labels[i] ? 1 : 0;
                return SCALE
                    * (probabilityError(u, cols, max[i] - x[i * cols + j], want / SCALE + onehot)
                        + Tolerance.few(u, onehot));
              })
          .inPlace("dLogits", "logits");
    }
    return loss.call(
        (k, b) ->
            k.losses()
                .softmaxCrossEntropy(
                    b[0].tensor(), b[1].tensor(), SCALE, b[2].tensor(), gradient(b, 3)));
  }

  /** The error of a softmax probability p of a logit so far below the largest of its row. */
  private static double probabilityError(double u, int cols, double below, double p) {
    return u
            * Math.abs(p)
            * (Tolerance.sumOfExp(cols)
                + Tolerance.FUNCTION
                + Tolerance.FEW
                + Math.min(1000, below))
        + Tolerance.smallestNormal(u);
  }

  static Operation crossEntropyTargets(
      int rows, int cols, double[] x, double[] t, boolean withGradient) {
    double[] maxima = RowOperations.rowMaxima(rows, cols, x);
    double[] totals = totals(rows, cols, t);
    Operation loss =
        new Operation("softmaxCrossEntropyTargets")
            .matrix("logits", rows, cols, x)
            .matrix("targets", rows, cols, t)
            .perRowOut(
                "losses",
                rows,
                (u, i, j, want) -> {
                  double total = totals[i];
                  double size = total * (Math.abs(maxima[i]) + Math.log(cols));
                  for (int c = 0; c < cols; c++) {
                    double target = t[i * cols + c];
                    size += target == 0 ? 0 : Math.abs(target * x[i * cols + c]);
                  }
                  return u * (Tolerance.lanes(cols) * size + Tolerance.sumOfExp(cols) * total);
                })
            .rowWise();
    if (withGradient) {
      loss.matrixOut(
              "dLogits",
              rows,
              cols,
              (u, i, j, want) -> {
                double total = totals[i];
                double p = total == 0 ? 0 : (want / SCALE + t[i * cols + j]) / total;
                return SCALE
                    * (total
                            * (probabilityError(u, cols, maxima[i] - x[i * cols + j], p)
                                + Tolerance.lanes(cols) * u * p)
                        + Tolerance.few(u, t[i * cols + j]));
              })
          .inPlace("dLogits", "logits");
    }
    return loss.call(
        (k, b) ->
            k.losses()
                .softmaxCrossEntropyTargets(
                    b[0].tensor(), b[1].tensor(), SCALE, b[2].tensor(), gradient(b, 3)));
  }

  private static double[] totals(int rows, int cols, double[] t) {
    double[] totals = new double[rows];
    for (int at = 0; at < rows * cols; at++) {
      totals[at / cols] += t[at];
    }
    return totals;
  }

  static Operation classTargets(
      int rows, int cols, double[] labels, double @Nullable [] weights, double smoothing) {
    Operation targets =
        new Operation("classTargets smoothing " + smoothing)
            .labels("labels", labels)
            .matrixOut("targets", rows, cols, (u, i, j, want) -> Tolerance.few(u, want))
            .rowWise();
    if (weights != null) {
      targets.vector("classWeights", weights);
    }
    return targets.call(
        (k, b) -> k.losses().classTargets(b[0].tensor(), gradient(b, 2), smoothing, b[1].tensor()));
  }

  static Operation negativeLogLikelihood(
      int rows, int cols, double[] x, double[] labels, boolean withGradient) {
    Operation loss =
        new Operation("negativeLogLikelihood")
            .matrix("x", rows, cols, x)
            .labels("labels", labels)
            .perRowOut("losses", rows, (u, i, j, want) -> Tolerance.exact())
            .rowWise();
    if (withGradient) {
      loss.matrixOut("dX", rows, cols, (u, i, j, want) -> u * Math.abs(want));
    }
    return loss.call(
        (k, b) ->
            k.losses()
                .negativeLogLikelihood(
                    b[0].tensor(), b[1].tensor(), SCALE, b[2].tensor(), gradient(b, 3)));
  }

  /** Scores on a lattice: the terms are exact, so that their signs are those of the truth. */
  static Operation hinge(int rows, int cols, double[] x, double[] labels, boolean withGradient) {
    Operation loss =
        new Operation("multiclassHinge")
            .matrix("x", rows, cols, x)
            .labels("labels", labels)
            .perRowOut("losses", rows, (u, i, j, want) -> Tolerance.exact())
            .rowWise();
    if (withGradient) {
      loss.matrixOut("dX", rows, cols, (u, i, j, want) -> 2 * u * Math.abs(want))
          .inPlace("dX", "x");
    }
    return loss.call(
        (k, b) ->
            k.losses()
                .multiclassHinge(
                    b[0].tensor(), b[1].tensor(), 1, SCALE, b[2].tensor(), gradient(b, 3)));
  }

  static Operation pointwise(
      PointwiseLoss f, int rows, int cols, double[] x, double[] t, boolean withGradient) {
    Operation loss =
        new Operation("pointwiseLoss " + f)
            .matrix("x", rows, cols, x)
            .matrix("targets", rows, cols, t)
            .perRowOut(
                "losses",
                rows,
                (u, i, j, want) -> {
                  double size = 0;
                  for (int c = 0; c < cols; c++) {
                    size += lossSize(f, x[i * cols + c], t[i * cols + c]);
                  }
                  return (Tolerance.lanes(cols) + Tolerance.FUNCTION) * u * size;
                })
            .rowWise();
    if (withGradient) {
      loss.matrixOut(
              "dX",
              rows,
              cols,
              (u, i, j, want) -> {
                boolean sigmoid = f.kind() == PointwiseLoss.Kind.BINARY_LOGITS;
                return Tolerance.few(
                        u, sigmoid ? SCALE * (Math.abs(want / SCALE) + 2 * t[i * cols + j]) : want)
                    + 2 * Tolerance.smallest(u);
              })
          .inPlace("dX", "x");
    }
    return loss.call(
        (k, b) ->
            k.losses()
                .pointwiseLoss(
                    f, b[0].tensor(), b[1].tensor(), SCALE, b[2].tensor(), gradient(b, 3)));
  }

  /** The size of what is added up in l(x, t). */
  private static double lossSize(PointwiseLoss f, double x, double t) {
    return switch (f.kind()) {
      case SQUARED -> (x - t) * (x - t);
      case BINARY_LOGITS -> 1 + Math.abs(x) + Math.abs(x * t);
      case BINARY_PROBABILITIES ->
          1 - t * Math.max(Math.log(x), -100) - (1 - t) * Math.max(Math.log1p(-x), -100);
      case HUBER -> Math.min((x - t) * (x - t), f.parameter() * (Math.abs(x - t) + f.parameter()));
    };
  }

  private static @Nullable Tensor gradient(Block[] b, int at) {
    return b.length > at ? b[at].tensor() : null;
  }
}
