package lanewise.kernel;

import java.util.ArrayList;
import java.util.List;

/** The calls that treat every element alike, at one size. */
final class ElementCases {
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

  private ElementCases() {}

  static List<Case> all(int count, long seed) {
    Fill fill = new Fill(seed);
    List<Case> cases = new ArrayList<>();
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
    cases.add(multiply(fill.normal(count), fill.normal(count)));
    cases.add(clamp(0.75, fill.normal(count)));
    for (double keep : new double[] {0.5, 0.8, 1}) {
      cases.add(dropoutMask(count, seed * 0x9E3779B97F4A7C15L, keep));
    }
    return cases;
  }

  /** The calls whose behaviour at NaN, infinities and the ends of the range is documented. */
  static List<Case> special(long seed) {
    Fill fill = new Fill(seed);
    int count = Fill.specials() + 5;
    List<Case> cases = new ArrayList<>();
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

  static Case map(Function f, double[] x) {
    int count = x.length;
    return new Case("map " + f)
        .vector("x", x)
        .vectorOut(
            "y",
            count,
            (u, i, j, want) -> Tolerance.FUNCTION * (u * Math.abs(want) + Tolerance.smallest(u)))
        .inPlace("y", "x")
        .call(
            (k, b) ->
                k.map(f, b[0].size(), b[0].array(), b[0].offset(), b[1].array(), b[1].offset()));
  }

  static Case activate(Activation f, double[] x) {
    return new Case("activate " + f)
        .vector("x", x)
        .vectorOut(
            "y",
            x.length,
            (u, i, j, want) -> Tolerance.activation(f, u, Tolerance.smallest(u), x[j], want))
        .inPlace("y", "x")
        .call(
            (k, b) ->
                k.activate(
                    f, b[0].size(), b[0].array(), b[0].offset(), b[1].array(), b[1].offset()));
  }

  /** The gradient, from what {@link Kernels#activate} makes of x in float64. */
  static Case activateGradient(Activation f, double[] x, double[] dY) {
    double[] saved = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      saved[i] = (float) (f.derivativeNeedsInput() ? x[i] : ElementFormulas.activate(f, x[i]));
    }
    return new Case("activateGradient " + f)
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
                k.activateGradient(
                    f,
                    b[0].size(),
                    b[0].array(),
                    b[0].offset(),
                    b[1].array(),
                    b[1].offset(),
                    b[2].array(),
                    b[2].offset()));
  }

  static Case fill(int count) {
    return new Case("fill")
        .vectorOut("x", count, (u, i, j, want) -> u * Math.abs(want))
        .call((k, b) -> k.fill(b[0].size(), 0.1, b[0].array(), b[0].offset()));
  }

  static Case scale(double alpha, double[] x) {
    return new Case("scale by " + alpha)
        .update("x", x, (u, i, j, want) -> 2 * u * Math.abs(want) + Tolerance.smallest(u))
        .call((k, b) -> k.scale(b[0].size(), alpha, b[0].array(), b[0].offset()));
  }

  static Case axpy(double alpha, double[] x, double[] y) {
    return new Case("axpy by " + alpha)
        .vector("x", x)
        .update("y", y, (u, i, j, want) -> 2 * u * (Math.abs(alpha * x[j]) + Math.abs(y[j])))
        .call(
            (k, b) ->
                k.axpy(
                    b[0].size(), alpha, b[0].array(), b[0].offset(), b[1].array(), b[1].offset()));
  }

  static Case multiply(double[] x, double[] y) {
    return new Case("multiply")
        .vector("x", x)
        .vector("y", y)
        .vectorOut("z", x.length, (u, i, j, want) -> u * Math.abs(want) + Tolerance.smallest(u))
        .inPlace("z", "x")
        .inPlace("z", "y")
        .call(
            (k, b) ->
                k.multiply(
                    b[0].size(),
                    b[0].array(),
                    b[0].offset(),
                    b[1].array(),
                    b[1].offset(),
                    b[2].array(),
                    b[2].offset()));
  }

  static Case clamp(double limit, double[] x) {
    return new Case("clamp")
        .update("x", x, (u, i, j, want) -> Tolerance.exact())
        .call((k, b) -> k.clamp(b[0].size(), limit, b[0].array(), b[0].offset()));
  }

  static Case dropoutMask(int count, long seed, double keep) {
    return new Case("dropoutMask keep " + keep)
        .vectorOut("mask", count, (u, i, j, want) -> u * Math.abs(want))
        .call((k, b) -> k.dropoutMask(b[0].size(), seed, keep, b[0].array(), b[0].offset()));
  }
}
