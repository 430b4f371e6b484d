package lanewise.check;

import java.util.ArrayList;
import java.util.List;
import lanewise.kernel.Activation;
import lanewise.kernel.Function;
import lanewise.kernel.ReferenceKernels;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** The calls that treat every element alike, at one size. */
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
          Activation.SOFTPLUS,
          Activation.leakyRelu(0.3),
          Activation.elu(1.7));

  private ElementOperations() {}

  static List<Operation> all(int count, long seed) {
    Fill fill = new Fill(seed);
    List<Operation> cases = new ArrayList<>();
    cases.add(map(Function.EXP, fill.uniform(count, -103, 88)));
    cases.add(map(Function.LOG, exp(fill.uniform(count, -87, 88))));
    cases.add(map(Function.ERF, fill.normal(count, 0, 1.5)));
    for (Activation f : ACTIVATIONS) {
      cases.add(activate(f, fill.normal(count, 0, 3)));
      cases.add(activateGradient(f, fill.normal(count, 0, 3), fill.normal(count)));
    }
    cases.add(fill(count));
    for (double alpha : new double[] {0, 1, 0.7, -1.3}) {
      cases.add(scale(alpha, fill.normal(count)));
      cases.add(axpy(alpha, fill.normal(count), fill.normal(count)));
    }
    cases.add(copy(1, count, fill.normal(count)));
    cases.add(copy(3, count, fill.normal(3 * count)));
    cases.add(axpyOfRows(3, count, fill.normal(3 * count), fill.normal(3 * count)));
    cases.add(multiply(fill.normal(count), fill.normal(count)));
    cases.add(clamp(0.75, fill.normal(count)));
    for (double keep : new double[] {0.5, 0.8, 1}) {
      cases.add(dropoutMask(count, seed * 0x9E3779B97F4A7C15L, keep));
    }
    return cases;
  }

  /** The calls whose behaviour at NaN, infinities and the ends of the range is documented. */
  static List<Operation> special(long seed) {
    Fill fill = new Fill(seed);
    int count = Fill.specials() + 5;
    List<Operation> cases = new ArrayList<>();
    for (Function f : Function.values()) {
      cases.add(map(f, fill.special(count)));
    }
    for (Activation f : ACTIVATIONS) {
      cases.add(activate(f, fill.special(count)));
      cases.add(activateGradient(f, fill.special(count), fill.normal(count)));
      cases.add(activateGradient(f, fill.normal(count), fill.special(count)));
    }
    cases.add(scale(0, fill.special(count)));
    cases.add(scale(0.5, fill.special(count)));
    cases.add(axpy(0.5, fill.special(count), fill.normal(count)));
    cases.add(multiply(fill.special(count), fill.normal(count)));
    cases.add(clamp(2, fill.special(count)));
    return cases;
  }

  private static double[] exp(double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = (float) Math.exp(x[i]);
    }
    return y;
  }

  static Operation map(Function f, double[] x) {
    int count = x.length;
    return new Operation("map " + f)
        .vector("x", x)
        .vectorOut(
            "y",
            count,
            (u, i, j, want) -> Tolerance.FUNCTION * (u * Math.abs(want) + Tolerance.smallest(u)))
        .inPlace("y", "x")
        .call((k, b) -> k.elements().map(f, b[0].tensor(), b[1].tensor()));
  }

  static Operation activate(Activation f, double[] x) {
    return new Operation("activate " + f)
        .vector("x", x)
        .vectorOut(
            "y",
            x.length,
            (u, i, j, want) -> Tolerance.activation(f, u, Tolerance.smallest(u), x[j], want))
        .inPlace("y", "x")
        .call((k, b) -> k.elements().activate(f, b[0].tensor(), b[1].tensor()));
  }

  /** The gradient, from what {@link lanewise.kernel.Elements#activate} makes of x in float64. */
  static Operation activateGradient(Activation f, double[] x, double[] dY) {
    double[] saved = x.clone();
    Tensor values = Tensor.of(saved, 0, Shape.of(saved.length));
    if (!f.derivativeNeedsInput()) {
      new ReferenceKernels().elements().activate(f, values, values);
    }
    for (int i = 0; i < saved.length; i++) {
      saved[i] = (float) saved[i];
    }
    return new Operation("activateGradient " + f)
        .vector("saved", saved)
        .vector("dY", dY)
        .vectorOut(
            "dX",
            x.length,
            (u, i, j, want) ->
                Tolerance.few(u, dY[j] * Tolerance.derivativeSize(f, saved[j]))
                    + 2 * Tolerance.smallest(u))
        .inPlace("dX", "saved")
        .inPlace("dX", "dY")
        .call(
            (k, b) ->
                k.elements().activateGradient(f, b[0].tensor(), b[1].tensor(), b[2].tensor()));
  }

  static Operation fill(int count) {
    return new Operation("fill")
        .vectorOut("x", count, (u, i, j, want) -> u * Math.abs(want))
        .call((k, b) -> k.elements().fill(0.1, b[0].tensor()));
  }

  static Operation scale(double alpha, double[] x) {
    return new Operation("scale by " + alpha)
        .update("x", x, (u, i, j, want) -> 2 * u * Math.abs(want) + Tolerance.smallest(u))
        .call((k, b) -> k.elements().scale(alpha, b[0].tensor()));
  }

  static Operation axpy(double alpha, double[] x, double[] y) {
    return new Operation("axpy by " + alpha)
        .vector("x", x)
        .update("y", y, (u, i, j, want) -> 2 * u * (Math.abs(alpha * x[j]) + Math.abs(y[j])))
        .call((k, b) -> k.elements().axpy(alpha, b[0].tensor(), b[1].tensor()));
  }

  static Operation copy(int rows, int cols, double[] x) {
    return new Operation("copy")
        .matrix("x", rows, cols, x)
        .matrixOut("y", rows, cols, (u, i, j, want) -> Tolerance.exact())
        .call((k, b) -> k.elements().copy(b[0].tensor(), b[1].tensor()));
  }

  static Operation axpyOfRows(int rows, int cols, double[] x, double[] y) {
    return new Operation("axpy of rows")
        .matrix("x", rows, cols, x)
        .matrixUpdate(
            "y",
            rows,
            cols,
            y,
            (u, i, j, want) ->
                2 * u * (Math.abs(0.7 * x[i * cols + j]) + Math.abs(y[i * cols + j])))
        .call((k, b) -> k.elements().axpy(0.7, b[0].tensor(), b[1].tensor()));
  }

  static Operation multiply(double[] x, double[] y) {
    return new Operation("multiply")
        .vector("x", x)
        .vector("y", y)
        .vectorOut("z", x.length, (u, i, j, want) -> u * Math.abs(want) + Tolerance.smallest(u))
        .inPlace("z", "x")
        .inPlace("z", "y")
        .call((k, b) -> k.elements().multiply(b[0].tensor(), b[1].tensor(), b[2].tensor()));
  }

  static Operation clamp(double limit, double[] x) {
    return new Operation("clamp")
        .update("x", x, (u, i, j, want) -> Tolerance.exact())
        .call((k, b) -> k.elements().clamp(limit, b[0].tensor()));
  }

  static Operation dropoutMask(int count, long seed, double keep) {
    return new Operation("dropoutMask keep " + keep)
        .vectorOut("mask", count, (u, i, j, want) -> u * Math.abs(want))
        .call((k, b) -> k.elements().dropoutMask(seed, keep, b[0].tensor()));
  }
}
