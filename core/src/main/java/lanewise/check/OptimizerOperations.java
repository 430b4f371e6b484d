package lanewise.check;

import java.util.ArrayList;
import java.util.List;
import lanewise.kernel.AdamConfig;
import org.jspecify.annotations.Nullable;

/**
 * Optimizer steps, at one size. Signs and sizes are such that no state is near 0, where a step is
 * ill-conditioned.
 */
final class OptimizerOperations {
  private static final double RATE = 0.01;
  private static final double EPSILON = 1e-8;

  /** Before it come weight and gradient. */
  static final int FIRST_STATE = 2;

  private OptimizerOperations() {}

  static List<Operation> all(int count, long seed) {
    Fill fill = new Fill(seed);
    List<Operation> cases = new ArrayList<>();
    for (double l2 : new double[] {0, 0.1}) {
      cases.add(sgd(l2, fill.normal(count), fill.normal(count)));
      for (boolean nesterov : new boolean[] {false, true}) {
        cases.add(
            momentum(nesterov, l2, fill.normal(count), fill.normal(count), fill.normal(count)));
      }
      cases.add(rmsprop(l2, fill.normal(count), fill.normal(count), fill.uniform(count, 0.1, 2)));
      cases.add(adagrad(l2, fill.normal(count), fill.normal(count), fill.uniform(count, 0.1, 2)));
      for (long step : new long[] {1, 10, 1_000_000_007L}) {
        for (double decay : new double[] {0, 0.05}) {
          cases.add(adam(l2, decay, step, false, fill, count));
          cases.add(adam(l2, decay, step, true, fill, count));
        }
      }
    }
    return cases;
  }

  /**
   * A step of every rule that keeps state, without gradients. Operands from {@link #FIRST_STATE} on
   * are the state.
   */
  static List<Operation> idle(double[] state) {
    double[] zeros = new double[state.length];
    return List.of(
        momentum(false, 0, zeros, zeros, state),
        momentum(true, 0, zeros, zeros, state),
        rmsprop(0, zeros, zeros, state),
        adagrad(0, zeros, zeros, state),
        adam(0, 0, 10, zeros, zeros, state, state, null));
  }

  /** |gradient| + |l2 weight|: what the gradient's roundings are relative to. */
  private static double size(double l2, double weight, double gradient) {
    return Math.abs(gradient) + Math.abs(l2 * weight);
  }

  static Operation sgd(double l2, double[] w, double[] g) {
    return new Operation("sgd l2 " + l2)
        .update(
            "weight",
            w,
            (u, i, j, want) -> Tolerance.few(u, Math.abs(w[j]) + RATE * size(l2, w[j], g[j])))
        .vector("gradient", g)
        .call((k, b) -> k.optimizerSteps().sgd(RATE, l2, b[0].tensor(), b[1].tensor()));
  }

  static Operation momentum(boolean nesterov, double l2, double[] w, double[] g, double[] v) {
    double momentum = 0.9;
    return new Operation("momentum nesterov " + nesterov + " l2 " + l2)
        .update(
            "weight",
            w,
            (u, i, j, want) ->
                Tolerance.few(
                    u,
                    Math.abs(w[j]) + momentum * Math.abs(v[j]) + 2 * RATE * size(l2, w[j], g[j])))
        .vector("gradient", g)
        .update(
            "velocity",
            v,
            (u, i, j, want) ->
                Tolerance.few(u, momentum * Math.abs(v[j]) + RATE * size(l2, w[j], g[j])))
        .call(
            (k, b) ->
                k.optimizerSteps()
                    .momentum(
                        RATE, momentum, nesterov, l2, b[0].tensor(), b[1].tensor(), b[2].tensor()));
  }

  static Operation rmsprop(double l2, double[] w, double[] g, double[] s) {
    double decay = 0.99;
    return new Operation("rmsProp l2 " + l2)
        .update(
            "weight",
            w,
            (u, i, j, want) ->
                Tolerance.few(
                    u, Math.abs(w[j]) + adaptiveStep(l2, w[j], g[j], decay * s[j], 1 - decay)))
        .vector("gradient", g)
        .update(
            "squares",
            s,
            (u, i, j, want) ->
                Tolerance.few(u, decay * s[j] + (1 - decay) * Math.pow(size(l2, w[j], g[j]), 2)))
        .call(
            (k, b) ->
                k.optimizerSteps()
                    .rmsProp(
                        RATE, decay, EPSILON, l2, b[0].tensor(), b[1].tensor(), b[2].tensor()));
  }

  static Operation adagrad(double l2, double[] w, double[] g, double[] s) {
    return new Operation("adagrad l2 " + l2)
        .update(
            "weight",
            w,
            (u, i, j, want) ->
                Tolerance.few(u, Math.abs(w[j]) + adaptiveStep(l2, w[j], g[j], s[j], 1)))
        .vector("gradient", g)
        .update(
            "squares",
            s,
            (u, i, j, want) -> Tolerance.few(u, s[j] + Math.pow(size(l2, w[j], g[j]), 2)))
        .call(
            (k, b) ->
                k.optimizerSteps()
                    .adagrad(RATE, EPSILON, l2, b[0].tensor(), b[1].tensor(), b[2].tensor()));
  }

  /**
   * The size of rate * g / sqrt(old + share g^2), and how much of the error of the root it takes.
   */
  private static double adaptiveStep(double l2, double w, double g, double old, double share) {
    double size = size(l2, w, g);
    return RATE * size / Math.sqrt(old) * (1 + share * size * size / old);
  }

  private static Operation adam(
      double l2, double decay, long step, boolean withMax, Fill fill, int count) {
    double[] w = fill.normal(count);
    double[] g = fill.normal(count);
    double[] m = fill.normal(count);
    double[] v = fill.uniform(count, 0.1, 2);
    double[] top = fill.uniform(count, 0.1, 2);
    return adam(l2, decay, step, w, g, m, v, withMax ? top : null);
  }

  private static Operation adam(
      double l2,
      double decay,
      long step,
      double[] w,
      double[] g,
      double[] m,
      double[] v,
      double @Nullable [] top) {
    double beta1 = 0.9;
    double beta2 = 0.999;
    Operation.Bound second =
        (u, i, j, want) ->
            Tolerance.few(u, beta2 * v[j] + (1 - beta2) * Math.pow(size(l2, w[j], g[j]), 2));
    Operation adam =
        new Operation(
                "adam l2 "
                    + l2
                    + " decay "
                    + decay
                    + " step "
                    + step
                    + (top == null ? "" : " amsgrad"))
            .update(
                "weight",
                w,
                (u, i, j, want) -> {
                  double first = beta1 * Math.abs(m[j]) + (1 - beta1) * size(l2, w[j], g[j]);
                  double root = Math.sqrt(beta2 * v[j] / (1 - Math.pow(beta2, (double) step)));
                  return Tolerance.few(
                      u,
                      Math.abs(w[j])
                          + 2 * RATE * first / (1 - Math.pow(beta1, (double) step)) / root);
                })
            .vector("gradient", g)
            .update(
                "first",
                m,
                (u, i, j, want) ->
                    Tolerance.few(u, beta1 * Math.abs(m[j]) + (1 - beta1) * size(l2, w[j], g[j])))
            .update("second", v, second);
    if (top != null) {
      adam.update("maxSecond", top, (u, i, j, want) -> second.at(u, i, j, want) + u * top[j]);
    }
    return adam.call(
        (k, b) ->
            k.optimizerSteps()
                .adam(
                    new AdamConfig(beta1, beta2, EPSILON, l2, decay),
                    RATE,
                    step,
                    b[0].tensor(),
                    b[1].tensor(),
                    b[2].tensor(),
                    b[3].tensor(),
                    top == null ? null : b[4].tensor()));
  }
}
