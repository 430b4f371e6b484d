package lanewise.check;

import lanewise.kernel.Activation;
import lanewise.kernel.Reductions;

/**
 * How far a backend may be from the truth: every bound of the contract, derived from the model of
 * rounding fl(a op b) = (a op b)(1 + d), |d| &lt;= u (N. Higham, Accuracy and Stability of
 * Numerical Algorithms, 2nd edition, 2002, chapters 2 to 4). First order in u.
 *
 * <ul>
 *   <li>An elementary function is granted {@link #FUNCTION} rounding errors; an argument that is
 *       itself off by e shifts exp by e.
 *   <li>A chain of n fused multiply-adds from beta*C, each product with the rounding of alpha*a: at
 *       most (n + 3) u G, where G = |alpha| |A||B| + |beta||C| ({@link #product}). On random data
 *       roundings cancel, and the ratio of the level-3 BLAS tests, error / (2u G), stays far below
 *       their threshold of 16: the smaller of the two bounds holds.
 *   <li>A sum along memory in 16 lanes by blocks of 4096 adds an element to at most 256 others,
 *       then climbs a tree of 4 steps: {@link #lanes}.
 *   <li>A sum down a column of n rows is accumulated beyond the precision of its elements (float32
 *       in double, float64 with a compensation), which costs n 2^-29 u, or 2u, and rounded once; it
 *       may then be added to an old value: three roundings besides those of its terms, for any n up
 *       to 2^29 ({@link #COLUMN}).
 *   <li>Where a formula cancels (x - mean, 1 - y^2), the bound is in the size of what cancels, for
 *       an implementation may order it differently.
 * </ul>
 *
 * Products of a few factors are granted {@link #FEW} roundings: more than the operations of any
 * formula of the interface, so that constants may be folded, but no digit may be lost.
 */
final class Tolerance {
  /**
   * Roundings, in ULP, of an elementary function: twice the largest error that the engine's own
   * functions claim.
   */
  static final double FUNCTION = 5;

  /** Roundings granted to a formula of a few additions, products, quotients and roots. */
  static final double FEW = 8;

  /** Roundings of a sum down a column of any length, its terms being of a few operations. */
  static final double COLUMN = FEW + 3;

  /**
   * The threshold of the test programs of the level-3 BLAS (J. Dongarra et al. 1990), in units of
   * eps = 2u.
   */
  static final double BLAS_RATIO = 16;

  private Tolerance() {}

  /** Nothing but the exact result. */
  static double exact() {
    return 0;
  }

  /** A result of a few operations on a total size. */
  static double few(double u, double size) {
    return FEW * u * Math.abs(size);
  }

  /** An element of a product: gauge is |alpha| |A||B| + |beta||C|. */
  static double product(double u, int k, double gauge) {
    return Math.min(k + 3, 2 * BLAS_RATIO) * u * gauge;
  }

  /** Roundings of a sum along memory, its terms being of a few operations. */
  static double lanes(int count) {
    return Math.min(count, Reductions.SUM_BLOCK) / (double) Reductions.SUM_LANES + 5 + FEW;
  }

  /**
   * Roundings of the sum of exp(x - max): those of the lanes, of exp, and of x - max, which counts
   * by |x - max| exp(x - max) and so by no more than the entropy of the row, log(count).
   */
  static double sumOfExp(int count) {
    return lanes(count) + FUNCTION + Math.log(Math.max(1, count));
  }

  /**
   * y = f(x): relative, but for the size of what the formula cancels; and the last place of
   * subnormals.
   */
  static double activation(Activation f, double u, double smallest, double x, double want) {
    double size =
        switch (f.kind()) {
          case IDENTITY, RELU, LEAKY_RELU, SIGMOID, TANH, SILU -> 0;
          case GELU -> Math.min(Math.abs(x), 40);
          case ELU -> x > 0 ? 0 : f.parameter();
          case SELU -> x > 0 ? 0 : Activation.SELU_LAMBDA * Activation.SELU_ALPHA;
          case SOFTPLUS -> 1;
        };
    return FUNCTION * (u * (size + Math.abs(want)) + smallest * (1 + Math.min(Math.abs(x), 200)));
  }

  /** The largest intermediate value of f'(saved), which its roundings are relative to. */
  static double derivativeSize(Activation f, double saved) {
    return switch (f.kind()) {
      case IDENTITY, RELU, LEAKY_RELU, SIGMOID, TANH, SOFTPLUS -> 1;
      case GELU, SILU -> 1 + Math.min(Math.abs(saved), 40);
      case ELU -> 1 + f.parameter();
      case SELU -> Activation.SELU_LAMBDA * (1 + Activation.SELU_ALPHA);
    };
  }

  /** A bound on |f'|, by which an error before the activation grows. */
  static double slope(Activation f) {
    return switch (f.kind()) {
      case IDENTITY, RELU, SIGMOID, TANH, SOFTPLUS -> 1;
      case LEAKY_RELU, ELU -> Math.max(1, f.parameter());
      case GELU, SILU -> 1.13;
      case SELU -> Activation.SELU_LAMBDA * Activation.SELU_ALPHA;
    };
  }

  /** The smallest positive number of the type: what a result that underflows may be off by. */
  static double smallest(double u) {
    return type(u).smallest();
  }

  /** The smallest normal number of the type: probabilities below it may be 0. */
  static double smallestNormal(double u) {
    return type(u).smallestNormal();
  }

  private static ElementType type(double u) {
    return u == ElementType.FLOAT32.unitRoundoff() ? ElementType.FLOAT32 : ElementType.FLOAT64;
  }
}
