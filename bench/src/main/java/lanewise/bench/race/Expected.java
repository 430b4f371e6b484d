package lanewise.bench.race;

import java.util.Arrays;
import java.util.Collections;
import lanewise.kernel.Activation;
import lanewise.kernel.Elements;
import lanewise.kernel.Function;
import lanewise.kernel.ReferenceKernels;
import lanewise.kernel.RowOps;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * What a work must give at its {@link Sample}, in float64, and how far a float32 library may be
 * from it.
 *
 * <p>Tolerances, u = 2^-24 the unit roundoff of float32:
 *
 * <ul>
 *   <li>gemm: 8 sqrt(k) u sum |a||b|, an element: the bound that holds for any order of summation
 *       but with probability below 2 k e^-32 (Higham, Mary: A new approach to probabilistic
 *       rounding error analysis, 2019).
 *   <li>map: 16 u |y| + 4e-7: what vector math libraries promise, 1 to 4 ULP, and the absolute
 *       bound of gelu where it passes through 0.
 *   <li>softmax: (cols + 8) u |y|, any order of the sum; its logarithm the same, absolute, and 8 u
 *       |y|.
 *   <li>training: no float64 twin; contenders are compared with each other, within 64 sqrt(widest)
 *       u max(1, loss), a step; with Adam eight times that, since a gradient as small as its own
 *       rounding error, or as epsilon, whose place differs between libraries, moves its weight by a
 *       whole rate all the same.
 * </ul>
 */
final class Expected {
  private static final double UNIT_ROUNDOFF = 0x1p-24;

  private final double[] values;
  private final double[] tolerances;

  private Expected(double[] values, double[] tolerances) {
    this.values = values;
    this.tolerances = tolerances;
  }

  /**
   * The truth about a work.
   *
   * @param first the sample of the contender that all others are compared with: stands for the
   *     truth where there is none
   */
  static Expected of(Work work, double[] first) {
    return switch (work) {
      case Work.MatrixProduct gemm -> gemm(gemm);
      case Work.Map map -> map(map);
      case Work.SoftmaxRows softmax -> softmax(softmax);
      case Work.Train train -> {
        double widest = Collections.max(train.sizes());
        double amplification = train.optimizer() == Work.UpdateRule.ADAM ? 8 : 1;
        double bound = 64 * amplification * Math.sqrt(widest) * UNIT_ROUNDOFF;
        yield new Expected(
            first, Arrays.stream(first).map(loss -> bound * Math.max(1, Math.abs(loss))).toArray());
      }
    };
  }

  /**
   * Compares.
   *
   * @throws RaceException naming the first element that is too far off, if any
   */
  void check(String contender, Work work, double[] sample) {
    if (sample.length != values.length) {
      throw new RaceException(
          contender
              + " on "
              + work.name()
              + ": "
              + sample.length
              + " values, expected "
              + values.length);
    }
    for (int i = 0; i < sample.length; i++) {
      if (!(Math.abs(sample[i] - values[i]) <= tolerances[i])) {
        throw new RaceException(
            contender
                + " on "
                + work.name()
                + ": element "
                + Sample.position(i, work.resultSize())
                + " is "
                + sample[i]
                + ", expected "
                + values[i]
                + " within "
                + tolerances[i]);
      }
    }
  }

  private static Expected gemm(Work.MatrixProduct work) {
    int n = work.n();
    int size = Sample.count(work.resultSize());
    double[] values = new double[size];
    double[] tolerances = new double[size];
    for (int s = 0; s < size; s++) {
      int row = Sample.position(s, work.resultSize()) / n;
      int column = Sample.position(s, work.resultSize()) % n;
      double sum = 0;
      double magnitude = 0;
      for (int p = 0; p < work.k(); p++) {
        double a = Inputs.at(1, work.transA() ? p * work.m() + row : row * work.k() + p);
        double b = Inputs.at(2, work.transB() ? column * work.k() + p : p * n + column);
        sum += a * b;
        magnitude += Math.abs(a * b);
      }
      values[s] = sum;
      tolerances[s] = 8 * Math.sqrt(work.k()) * UNIT_ROUNDOFF * magnitude;
    }
    return new Expected(values, tolerances);
  }

  private static Expected map(Work.Map work) {
    double[] x = sampled(work.resultSize());
    double[] y = new double[x.length];
    Tensor from = Tensor.of(x, 0, Shape.of(x.length));
    Tensor to = Tensor.of(y, 0, Shape.of(y.length));
    Elements elements = new ReferenceKernels().elements();
    switch (work.op()) {
      case RELU -> elements.activate(Activation.RELU, from, to);
      case SIGMOID -> elements.activate(Activation.SIGMOID, from, to);
      case TANH -> elements.activate(Activation.TANH, from, to);
      case GELU -> elements.activate(Activation.GELU, from, to);
      case EXP -> elements.map(Function.EXP, from, to);
    }
    return new Expected(
        y, Arrays.stream(y).map(v -> 16 * UNIT_ROUNDOFF * Math.abs(v) + 4e-7).toArray());
  }

  private static double[] sampled(int resultSize) {
    double[] x = new double[Sample.count(resultSize)];
    Arrays.setAll(x, i -> Inputs.at(1, Sample.position(i, resultSize)) * Inputs.MAP_SCALE);
    return x;
  }

  private static Expected softmax(Work.SoftmaxRows work) {
    int cols = work.cols();
    int size = Sample.count(work.resultSize());
    double[] values = new double[size];
    double[] tolerances = new double[size];
    double[] row = new double[cols];
    Tensor logits = Tensor.of(row, 0, Shape.of(1, cols));
    RowOps rowOps = new ReferenceKernels().rowOps();
    for (int s = 0; s < size; s++) {
      int position = Sample.position(s, work.resultSize());
      int start = position - position % cols;
      Arrays.setAll(row, j -> Inputs.at(1, start + j) * Inputs.MAP_SCALE);
      if (work.log()) {
        rowOps.logSoftmax(logits, logits);
      } else {
        rowOps.softmax(logits, logits);
      }
      double y = row[position % cols];
      values[s] = y;
      tolerances[s] =
          work.log()
              ? (cols + 8 + 8 * Math.abs(y)) * UNIT_ROUNDOFF
              : (cols + 8) * UNIT_ROUNDOFF * Math.abs(y);
    }
    return new Expected(values, tolerances);
  }
}
