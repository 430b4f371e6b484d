package lanewise.kernel;

import lanewise.tensor.Tensor;

/**
 * Operations element by element. Operands of one call have the same number of elements and, but for
 * {@link #copy} and {@link #axpy}, no gaps between their rows.
 */
public interface Elements {
  /** y = f(x). In place allowed. */
  void map(Function f, Tensor x, Tensor y);

  /** y = f(x). In place allowed. */
  void activate(Activation f, Tensor x, Tensor y);

  /**
   * dX = dY * f'(.), where {@code saved} is the output y of {@link #activate}, or its input x if
   * {@link Activation#derivativeNeedsInput}. dX may be dY or saved, in place. NaN in either gives
   * NaN (the identity reads dY alone); where f' is 0, an infinite dY does too.
   */
  void activateGradient(Activation f, Tensor saved, Tensor dY, Tensor dX);

  /** x = value. */
  void fill(double value, Tensor x);

  /** x = alpha * x; alpha = 0 gives 0, whatever x was. */
  void scale(double alpha, Tensor x);

  /** y = x. The rows may have gaps between them; x and y have the same rows and columns. */
  void copy(Tensor x, Tensor y);

  /**
   * y = alpha * x + y, as one fused multiply-add; the scalar backend rounds the sum to double
   * first. The rows may have gaps between them; x and y have the same rows and columns, or, without
   * gaps, the same number of elements.
   */
  void axpy(double alpha, Tensor x, Tensor y);

  /** z = x * y. z may be x or y in place. */
  void multiply(Tensor x, Tensor y, Tensor z);

  /** x = min(max(x, -limit), limit), limit 0 or more; NaN stays NaN. */
  void clamp(double limit, Tensor x);

  /**
   * Fills a mask of inverted dropout: element i is 1/keep with probability keep (above 0, at most
   * 1), else 0. It depends on {@code seed} and i alone, the same on every backend: with s = {@link
   * #dropoutKey}(seed), h = (int) s + i * 0x9E3779B9; h ^= h &gt;&gt;&gt; 16; h *= 0x21F0AAAD; h ^=
   * h &gt;&gt;&gt; 15; h ^= (int) (s &gt;&gt;&gt; 32); h *= 0x735A2D97; h ^= h &gt;&gt;&gt; 15;
   * kept where (h &gt;&gt;&gt; 8) &lt; keep * 2^24. (Mixing constants: C. Wellons, hash-prospector,
   * "lowbias32" family.)
   */
  void dropoutMask(long seed, double keep, Tensor mask);

  /**
   * Spreads a seed of {@link #dropoutMask} over all its bits, so that seeds of a pattern (counted
   * up, or alike in one half) give unrelated masks. Source: the finalizer of SplitMix64 (Steele,
   * Lea, Flood 2014; constants: D. Stafford, variant 13).
   */
  static long dropoutKey(long seed) {
    long s = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L;
    s = (s ^ (s >>> 27)) * 0x94D049BB133111EBL;
    return s ^ (s >>> 31);
  }
}
