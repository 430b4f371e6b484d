package lanewise.check;

import static lanewise.check.Sample.scale;
import static lanewise.check.Sample.total;
import static lanewise.check.Trial.OFFSET;
import static lanewise.check.Trial.leading;

import java.util.List;
import lanewise.kernel.Activation;
import lanewise.kernel.Function;

/** The operations element by element, and the copies. */
final class ElementOperations {
  static final List<Activation> ACTIVATIONS =
      List.of(
          Activation.IDENTITY,
          Activation.RELU,
          Activation.LEAKY_RELU,
          Activation.SIGMOID,
          Activation.TANH,
          Activation.GELU,
          Activation.SILU,
          Activation.ELU,
          Activation.SELU,
          Activation.SOFTPLUS);

  static final int[] COUNTS = {1, 7, 16, 33, 1000, 4113};

  private static final int[][] MATRICES = {{1, 1}, {3, 5}, {17, 33}, {8, 64}};

  private final Sample sample = new Sample(2);

  void addTo(List<Operation> operations) {
    for (int count : COUNTS) {
      for (Function f : Function.values()) {
        operations.add(map(f, count));
      }
      for (Activation f : ACTIVATIONS) {
        operations.add(activate(f, count));
        operations.add(activateGradient(f, count));
      }
      operations.add(fill(count));
      operations.add(scaling(count));
      operations.add(axpy(count));
      operations.add(multiply(count));
      operations.add(clamp(count));
      operations.add(dropoutMask(count));
    }
    for (int[] size : MATRICES) {
      operations.add(prelu(size[0], size[1]));
      operations.add(preluGradient(size[0], size[1]));
      operations.add(gatherRows(size[0], size[1]));
    }
  }

  private Operation map(Function f, int count) {
    double[] x =
        switch (f) {
          case EXP -> sample.uniform(count, -20, 20);
          case LOG -> sample.uniform(count, 1e-3, 100);
          case ERF -> sample.uniform(count, -4, 4);
        };
    return new Operation(
        "map",
        f + " " + count,
        (kernels, trial) ->
            kernels.map(
                f,
                count,
                trial.in(x),
                OFFSET,
                trial.overwritten("y", count, Tolerance.ofResult(4)),
                OFFSET));
  }

  private Operation activate(Activation f, int count) {
    double[] x = sample.normal(count, 3);
    Tolerance tolerance =
        switch (f.kind()) {
          case IDENTITY, RELU, LEAKY_RELU -> Tolerance.ofResult(2);
          case SIGMOID, TANH, SILU -> Tolerance.ofResult(8);
          case GELU, ELU, SELU, SOFTPLUS -> Tolerance.ofResultOrOne(8);
        };
    return new Operation(
        "activate",
        f.kind() + " " + count,
        (kernels, trial) ->
            kernels.activate(
                f, count, trial.in(x), OFFSET, trial.overwritten("y", count, tolerance), OFFSET));
  }

  private Operation activateGradient(Activation f, int count) {
    double[] saved =
        switch (f.kind()) {
          case SIGMOID -> sample.uniform(count, 0, 1);
          case TANH -> sample.uniform(count, -1, 1);
          case SOFTPLUS -> sample.uniform(count, 0, 5);
          // An ELU is never below -alpha.
          case ELU -> sample.uniform(count, -1, 2);
          case SELU -> sample.uniform(count, -1.7, 2);
          case IDENTITY, RELU, LEAKY_RELU, GELU, SILU -> sample.normal(count, 2);
        };
    double[] dY = sample.normal(count);
    Tolerance tolerance = Tolerance.ofTerms(12, scale(count, i -> 2 * Math.abs(dY[i])));
    return new Operation(
        "activateGradient",
        f.kind() + " " + count,
        (kernels, trial) ->
            kernels.activateGradient(
                f,
                count,
                trial.in(saved),
                OFFSET,
                trial.in(dY),
                OFFSET,
                trial.overwritten("dX", count, tolerance),
                OFFSET));
  }

  private Operation prelu(int rows, int cols) {
    double[] x = sample.normal(rows * cols);
    double[] slope = sample.normal(cols);
    return new Operation(
        "prelu",
        rows + "x" + cols,
        (kernels, trial) ->
            kernels.prelu(
                rows,
                cols,
                trial.in(x),
                OFFSET,
                trial.in(slope),
                OFFSET,
                trial.overwritten("y", rows * cols, Tolerance.ofResult(1)),
                OFFSET));
  }

  private Operation preluGradient(int rows, int cols) {
    double[] x = sample.normal(rows * cols);
    double[] slope = sample.normal(cols);
    double[] dY = sample.normal(rows * cols);
    double[] before = sample.normal(cols);
    double[] sums =
        scale(
            cols,
            c ->
                Math.abs(before[c])
                    + total(rows, r -> Math.abs(dY[r * cols + c] * x[r * cols + c])));
    return new Operation(
        "preluGradient",
        rows + "x" + cols,
        (kernels, trial) ->
            kernels.preluGradient(
                rows,
                cols,
                trial.in(x),
                OFFSET,
                trial.in(slope),
                OFFSET,
                trial.in(dY),
                OFFSET,
                trial.overwritten("dX", rows * cols, Tolerance.ofResult(1)),
                OFFSET,
                trial.out("dSlope", before, Tolerance.ofTerms(2 * rows + 1, sums)),
                OFFSET));
  }

  private Operation fill(int count) {
    return new Operation(
        "fill",
        "" + count,
        (kernels, trial) ->
            kernels.fill(count, 0.1, trial.overwritten("x", count, Tolerance.ofResult(1)), OFFSET));
  }

  private Operation scaling(int count) {
    double[] x = sample.normal(count);
    return new Operation(
        "scale",
        "" + count,
        (kernels, trial) ->
            kernels.scale(count, 0.3, trial.out("x", x, Tolerance.ofResult(2)), OFFSET));
  }

  private Operation axpy(int count) {
    double[] x = sample.normal(count);
    double[] y = sample.normal(count);
    double[] terms = scale(count, i -> Math.abs(0.3 * x[i]) + Math.abs(y[i]));
    return new Operation(
        "axpy",
        "" + count,
        (kernels, trial) ->
            kernels.axpy(
                count,
                0.3,
                trial.in(x),
                OFFSET,
                trial.out("y", y, Tolerance.ofTerms(2, terms)),
                OFFSET));
  }

  private Operation multiply(int count) {
    double[] x = sample.normal(count);
    double[] y = sample.normal(count);
    return new Operation(
        "multiply",
        "" + count,
        (kernels, trial) ->
            kernels.multiply(
                count,
                trial.in(x),
                OFFSET,
                trial.in(y),
                OFFSET,
                trial.overwritten("z", count, Tolerance.ofResult(1)),
                OFFSET));
  }

  private Operation clamp(int count) {
    double[] x = sample.normal(count, 2);
    x[0] = -9;
    x[count - 1] = 9;
    return new Operation(
        "clamp",
        "" + count,
        (kernels, trial) ->
            kernels.clamp(count, 1.25, trial.out("x", x, Tolerance.exact()), OFFSET));
  }

  private Operation dropoutMask(int count) {
    return new Operation(
        "dropoutMask",
        "" + count,
        (kernels, trial) ->
            kernels.dropoutMask(
                count,
                0x1234_5678_9ABC_DEFL,
                0.7,
                trial.overwritten("mask", count, Tolerance.ofResult(1)),
                OFFSET));
  }

  private Operation gatherRows(int rows, int cols) {
    int sourceRows = 2 * rows + 1;
    double[] source = sample.normal(sourceRows * cols);
    int[] indices = sample.indices(rows, sourceRows);
    return new Operation(
        "gatherRows",
        rows + "x" + cols,
        (kernels, trial) ->
            kernels.gatherRows(
                rows,
                cols,
                indices,
                OFFSET,
                trial.in(source, sourceRows, cols),
                OFFSET,
                leading(cols),
                trial.overwritten("dst", rows, cols, Tolerance.exact()),
                OFFSET,
                leading(cols)));
  }
}
