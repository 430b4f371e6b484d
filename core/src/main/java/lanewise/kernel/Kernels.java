package lanewise.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The seam: every loop over elements that the engine runs, on raw arrays with offsets and leading
 * dimensions.
 *
 * <p>Matrices are row-major; {@code ldx} is the distance between the starts of two rows of x, in
 * elements, at least the row's width. What lies between the end of a row and the start of the next
 * is neither read for its value nor written. Arrays without a leading dimension are contiguous.
 * Implementations trust their arguments: {@link Backend} has checked them. Counts of 0 are valid
 * and do nothing (a GEMM with k = 0 still scales C by beta).
 *
 * <p>Aliasing: an output may be the very same elements as an input of the same form (same array,
 * same offset, same leading dimension) where the method says "in place"; any other overlap is
 * forbidden.
 *
 * <p>Non-finite values propagate: NaN in gives NaN out, unless a method says otherwise. beta = 0
 * overwrites, so NaN in the old output is ignored.
 *
 * <p>Determinism: a method's result depends on its arguments alone, never on the number of threads
 * or the vector width, and row i of a result depends on row i of the inputs alone where the
 * operation is row-wise. On the vector and the reference backend every element of a GEMM is one
 * chain of fused multiply-adds over k = 0, 1, ..., K-1, started from beta*C: so there a GEMM has
 * exactly one right answer. The vector backend's sums along memory ({@link #sum}, {@link #softmax})
 * use a fixed tree of 16 virtual lanes. {@link ScalarKernels}, which also serves processors without
 * a fused multiply-add, rounds each product and keeps sums along memory in double: it agrees with
 * the others within the bounds of their roundings, not in bits.
 *
 * <p>Sums down a column ({@link #columnSums}, {@link #columnMoments}, the gradients of slopes,
 * gains and shifts) add row after row in more precision than the elements have: float32 in double,
 * float64 with a compensation. So their error does not grow with the number of rows: it is below
 * 2.1u times the sum of the terms' magnitudes, for up to 2^25 rows, plus the few roundings of a
 * term that is a formula; u is the unit roundoff, 2^-24 or 2^-53. Nothing overflows on the way to a
 * finite float32 result.
 *
 * <p>Implementations are safe for concurrent calls.
 *
 * @param <A> the array type: {@code float[]} or {@code double[]}
 */
public interface Kernels<A> extends AutoCloseable {
  /**
   * Virtual lanes of a sum along memory: element i belongs to lane i mod 16, whatever the
   * hardware's width is.
   */
  int SUM_LANES = 16;

  /**
   * Elements that are summed in lanes before the lanes are added up, in a fixed tree, into a double
   * total.
   */
  int SUM_BLOCK = 4096;

  // ---------------------------------------------------------------- products

  /**
   * Computes C = alpha * op(A) . op(B) + beta * C.
   *
   * <p>Shapes: op(A) (m, k), op(B) (k, n), C (m, n); A is stored (m, k) or, transposed, (k, m); B
   * likewise. Each element is the chain c = beta*C (or 0 when beta = 0, which ignores C), then for
   * k ascending c = fma(alpha * a, b, c), where alpha * a is rounded; {@link ScalarKernels} do not
   * fuse, and where B is transposed apply alpha to the sum. alpha = 0 leaves A and B unread. C must
   * not overlap A or B. Cost: 2 m n k flop.
   */
  void gemm(
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      double alpha,
      A a,
      int aOffset,
      int lda,
      A b,
      int bOffset,
      int ldb,
      double beta,
      A c,
      int cOffset,
      int ldc);

  /**
   * Computes the dense layer Y = f(X . op(W) + bias).
   *
   * <p>Shapes: X (m, k), op(W) (k, n), so that W is stored (n, k) if {@code transW}, bias (n) or
   * absent, Y (m, n). Each element is the chain of {@link #gemm} from 0, then the bias added, then
   * f, the same f as {@link #activate}, bit for bit. Y must not overlap an input.
   */
  void affine(
      Transpose transW,
      int m,
      int n,
      int k,
      A x,
      int xOffset,
      int ldx,
      A weight,
      int weightOffset,
      int ldw,
      @Nullable A bias,
      int biasOffset,
      Activation f,
      A y,
      int yOffset,
      int ldy);

  // ---------------------------------------------------------------- element by element

  /** y = f(x). In place allowed. */
  void map(Function f, int count, A x, int xOffset, A y, int yOffset);

  /** y = f(x). In place allowed. */
  void activate(Activation f, int count, A x, int xOffset, A y, int yOffset);

  /**
   * dX = dY * f'(.), where {@code saved} is the output y of {@link #activate}, or its input x if
   * {@link Activation#derivativeNeedsInput}. dX may be dY or saved, in place. NaN in either gives
   * NaN (the identity reads dY alone); where f' is 0, an infinite dY does too.
   */
  void activateGradient(
      Activation f, int count, A saved, int savedOffset, A dY, int dYOffset, A dX, int dXOffset);

  /**
   * y = x where x &gt; 0, else slope[column] * x. Shapes: x, y (rows, cols), slope (cols). In place
   * allowed.
   */
  void prelu(int rows, int cols, A x, int xOffset, A slope, int slopeOffset, A y, int yOffset);

  /**
   * dX = dY where x &gt; 0, else slope[column] * dY; dSlope += sum over rows of dY * min(x, 0). NaN
   * in x or dY gives NaN in both. dX may be dY in place.
   */
  void preluGradient(
      int rows,
      int cols,
      A x,
      int xOffset,
      A slope,
      int slopeOffset,
      A dY,
      int dYOffset,
      A dX,
      int dXOffset,
      A dSlope,
      int dSlopeOffset);

  /** x = value. */
  void fill(int count, double value, A x, int xOffset);

  /** x = alpha * x; alpha = 0 gives 0, whatever x was. */
  void scale(int count, double alpha, A x, int xOffset);

  /**
   * y = alpha * x + y, as one fused multiply-add; {@link ScalarKernels} round the sum to double
   * first.
   */
  void axpy(int count, double alpha, A x, int xOffset, A y, int yOffset);

  /** z = x * y. z may be x or y in place. */
  void multiply(int count, A x, int xOffset, A y, int yOffset, A z, int zOffset);

  /** x = min(max(x, -limit), limit); NaN stays NaN. */
  void clamp(int count, double limit, A x, int xOffset);

  /**
   * Fills a mask of inverted dropout: element i is 1/keep with probability keep, else 0. It depends
   * on {@code seed} and i alone, the same on every backend: with s = {@link #dropoutKey}(seed), h =
   * (int) s + i * 0x9E3779B9; h ^= h &gt;&gt;&gt; 16; h *= 0x21F0AAAD; h ^= h &gt;&gt;&gt; 15; h ^=
   * (int) (s &gt;&gt;&gt; 32); h *= 0x735A2D97; h ^= h &gt;&gt;&gt; 15; kept where (h &gt;&gt;&gt;
   * 8) &lt; keep * 2^24. (Mixing constants: C. Wellons, hash-prospector, "lowbias32" family.)
   */
  void dropoutMask(int count, long seed, double keep, A mask, int maskOffset);

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

  /**
   * Row i of dst = row indices[indicesOffset + i] of src. Shapes: src (any, cols), dst (rows,
   * cols).
   */
  void gatherRows(
      int rows,
      int cols,
      int[] indices,
      int indicesOffset,
      A src,
      int srcOffset,
      int ldsrc,
      A dst,
      int dstOffset,
      int lddst);

  // ---------------------------------------------------------------- reductions

  /**
   * The sum of the elements, in double: blocks of {@link #SUM_BLOCK} in {@link #SUM_LANES} lanes,
   * blocks added in order. A finite sum of float32 numbers never overflows on the way.
   */
  double sum(int count, A x, int xOffset);

  /** The sum of the squares, like {@link #sum}: finite for all finite float32 numbers. */
  double sumOfSquares(int count, A x, int xOffset);

  /** The index, from 0, of the first element that is NaN or infinite, or -1. */
  int firstNonFinite(int count, A x, int xOffset);

  /** y = column sums of x + beta * y, rounded once. Shapes: x (rows, cols), y (cols). */
  void columnSums(int rows, int cols, A x, int xOffset, int ldx, double beta, A y, int yOffset);

  /**
   * The column of the largest element of each row; the first of equals; the first NaN if there is
   * one.
   */
  void argmax(int rows, int cols, A x, int xOffset, int ldx, int[] index, int indexOffset);

  // ---------------------------------------------------------------- rows

  /**
   * y = exp(x - max) / sum of exp(x - max), a row. Shapes: (rows, cols). Sums to 1 within a few
   * ULP; a row of -infinity but one entry is one-hot; logits of 1e30 do not overflow; a row of
   * -infinity alone, or with +infinity or NaN, is NaN. In place allowed.
   */
  void softmax(int rows, int cols, A x, int xOffset, int ldx, A y, int yOffset, int ldy);

  /**
   * y = x - max - log(sum of exp(x - max)), a row. Limits as {@link #softmax}. In place allowed.
   */
  void logSoftmax(int rows, int cols, A x, int xOffset, int ldx, A y, int yOffset, int ldy);

  /**
   * dX = y * (dY - sum over the row of y * dY), y the output of {@link #softmax}. dX may be dY in
   * place.
   */
  void softmaxGradient(
      int rows,
      int cols,
      A y,
      int yOffset,
      int ldy,
      A dY,
      int dYOffset,
      int lddy,
      A dX,
      int dXOffset,
      int lddx);

  /**
   * dX = dY - exp(y) * sum over the row of dY, y the output of {@link #logSoftmax}. dX may be dY in
   * place.
   */
  void logSoftmaxGradient(
      int rows,
      int cols,
      A y,
      int yOffset,
      int ldy,
      A dY,
      int dYOffset,
      int lddy,
      A dX,
      int dXOffset,
      int lddx);

  // ---------------------------------------------------------------- losses with gradients

  /**
   * Softmax cross-entropy of logits (rows, cols) against integer labels: losses[i] = log(sum exp x)
   * - x[label]; dLogits = gradientScale * (softmax(x) - onehot). A negative label marks an ignored
   * row: loss 0, gradient 0. dLogits may be logits in place, or absent.
   */
  void softmaxCrossEntropy(
      int rows,
      int cols,
      A logits,
      int logitsOffset,
      int ldLogits,
      int[] labels,
      int labelsOffset,
      double gradientScale,
      A losses,
      int lossesOffset,
      @Nullable A dLogits,
      int dLogitsOffset,
      int ldGradient);

  /**
   * Softmax cross-entropy against weights t (rows, cols) of any non-negative sum T a row (one-hot,
   * soft, smoothed or class-weighted): losses[i] = T * log(sum exp x) - sum t x, where t = 0
   * contributes 0 even at x = -infinity; dLogits = gradientScale * (T softmax(x) - t). dLogits may
   * be logits in place, or absent.
   */
  void softmaxCrossEntropyTargets(
      int rows,
      int cols,
      A logits,
      int logitsOffset,
      int ldLogits,
      A targets,
      int targetsOffset,
      int ldTargets,
      double gradientScale,
      A losses,
      int lossesOffset,
      @Nullable A dLogits,
      int dLogitsOffset,
      int ldGradient);

  /**
   * Turns labels into the targets of {@link #softmaxCrossEntropyTargets}: t[c] = w[c] * ((c ==
   * label ? 1 - smoothing : 0) + smoothing / cols), w the class weights or 1; for a negative label
   * the row is 0. Shapes: classWeights (cols) or absent, targets (rows, cols).
   */
  void classTargets(
      int rows,
      int cols,
      int[] labels,
      int labelsOffset,
      @Nullable A classWeights,
      int classWeightsOffset,
      double smoothing,
      A targets,
      int targetsOffset,
      int ldTargets);

  /**
   * Negative log-likelihood of log-probabilities x: losses[i] = -x[label]; dX = -gradientScale at
   * the label, else 0. Ignored rows as above. dX absent or no overlap.
   */
  void negativeLogLikelihood(
      int rows,
      int cols,
      A x,
      int xOffset,
      int ldx,
      int[] labels,
      int labelsOffset,
      double gradientScale,
      A losses,
      int lossesOffset,
      @Nullable A dX,
      int dXOffset,
      int lddx);

  /**
   * Multiclass hinge (SVM) loss: losses[i] = sum over j != label of max(0, x[j] - x[label] +
   * margin); dX[j] = gradientScale where the term is positive, dX[label] = -gradientScale * number
   * of positive terms. A term that is NaN makes NaN of the loss, of its dX[j] and of dX[label].
   * Source: Weston, Watkins 1999; CS231n. Ignored rows as above. dX may be x in place, or absent.
   */
  void multiclassHinge(
      int rows,
      int cols,
      A x,
      int xOffset,
      int ldx,
      int[] labels,
      int labelsOffset,
      double margin,
      double gradientScale,
      A losses,
      int lossesOffset,
      @Nullable A dX,
      int dXOffset,
      int lddx);

  /**
   * losses[i] = sum over the row of l(x, t); dX = gradientScale * l'(x, t). dX may be x in place,
   * or absent.
   */
  void pointwiseLoss(
      PointwiseLoss f,
      int rows,
      int cols,
      A x,
      int xOffset,
      int ldx,
      A targets,
      int targetsOffset,
      int ldTargets,
      double gradientScale,
      A losses,
      int lossesOffset,
      @Nullable A dX,
      int dXOffset,
      int lddx);

  // ---------------------------------------------------------------- normalisation

  /**
   * mean and biased variance (divided by rows) of each column, two passes. Shapes: x (rows, cols),
   * mean, variance (cols). The distances are from the mean before it is rounded: the relative error
   * of the variance is below 3u however large the mean is beside it, and a constant column is its
   * own mean, with variance 0. A variance too large for the type is infinite.
   */
  void columnMoments(
      int rows, int cols, A x, int xOffset, A mean, int meanOffset, A variance, int varianceOffset);

  /**
   * y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, by column. A column whose variance is
   * infinite is NaN: it has overflowed, and 0 would hide it. In place allowed.
   */
  void batchNorm(
      int rows,
      int cols,
      A x,
      int xOffset,
      A mean,
      int meanOffset,
      A variance,
      int varianceOffset,
      double epsilon,
      A gamma,
      int gammaOffset,
      A beta,
      int betaOffset,
      A y,
      int yOffset);

  /**
   * The gradient of {@link #batchNorm} where mean and variance are those of the batch: with h = (x
   * - mean) / sqrt(variance + epsilon): dGamma += sum dY h; dBeta += sum dY; dX = gamma /
   * sqrt(variance + epsilon) * (dY - mean(dY) - h mean(dY h)); NaN where the variance is infinite.
   * Source: Ioffe, Szegedy 2015. dX may be dY in place.
   */
  void batchNormGradient(
      int rows,
      int cols,
      A x,
      int xOffset,
      A mean,
      int meanOffset,
      A variance,
      int varianceOffset,
      double epsilon,
      A gamma,
      int gammaOffset,
      A dY,
      int dYOffset,
      A dGamma,
      int dGammaOffset,
      A dBeta,
      int dBetaOffset,
      A dX,
      int dXOffset);

  /**
   * y = gamma * (x - mean) / sqrt(variance + epsilon) + beta with mean and biased variance of each
   * row, which are kept: mean[i] and inverseDeviation[i] = 1 / sqrt(variance + epsilon). Shapes: x,
   * y (rows, cols), gamma, beta (cols), mean, inverseDeviation (rows). Rows of any finite float32
   * numbers are right, also where a square is beyond the type. Source: Ba, Kiros, Hinton 2016. In
   * place allowed.
   */
  void layerNorm(
      int rows,
      int cols,
      A x,
      int xOffset,
      double epsilon,
      A gamma,
      int gammaOffset,
      A beta,
      int betaOffset,
      A y,
      int yOffset,
      A mean,
      int meanOffset,
      A inverseDeviation,
      int inverseDeviationOffset);

  /** The gradient of {@link #layerNorm}; dGamma and dBeta are added to. dX may be dY in place. */
  void layerNormGradient(
      int rows,
      int cols,
      A x,
      int xOffset,
      A mean,
      int meanOffset,
      A inverseDeviation,
      int inverseDeviationOffset,
      A gamma,
      int gammaOffset,
      A dY,
      int dYOffset,
      A dGamma,
      int dGammaOffset,
      A dBeta,
      int dBetaOffset,
      A dX,
      int dXOffset);

  // ---------------------------------------------------------------- optimizer steps
  // One streaming pass each; g stands for gradient + l2 * weight throughout. State is updated in
  // place; subnormal state becomes 0, for arithmetic on it is slow on many processors.

  /** w -= rate * g. */
  void sgdStep(
      int count,
      double rate,
      double l2,
      A weight,
      int weightOffset,
      A gradient,
      int gradientOffset);

  /**
   * The form of CS231n: v = momentum * v - rate * g; w += v, or with nesterov w += momentum * v -
   * rate * g. (With a constant rate this is PyTorch's momentum too, v scaled by -rate.) A v that
   * would be subnormal is 0.
   */
  void momentumStep(
      int count,
      double rate,
      double momentum,
      boolean nesterov,
      double l2,
      A weight,
      int weightOffset,
      A gradient,
      int gradientOffset,
      A velocity,
      int velocityOffset);

  /**
   * s = decay * s + (1 - decay) * g^2; w -= rate * g / (sqrt(s) + epsilon). An s that would be
   * subnormal is 0.
   */
  void rmspropStep(
      int count,
      double rate,
      double decay,
      double epsilon,
      double l2,
      A weight,
      int weightOffset,
      A gradient,
      int gradientOffset,
      A squares,
      int squaresOffset);

  /** s += g^2; w -= rate * g / (sqrt(s) + epsilon). An s that would be subnormal is 0. */
  void adagradStep(
      int count,
      double rate,
      double epsilon,
      double l2,
      A weight,
      int weightOffset,
      A gradient,
      int gradientOffset,
      A squares,
      int squaresOffset);

  /**
   * m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w = w * (1 - rate * decoupledDecay)
   * - rate * (m / c1) / (sqrt(u / c2) + epsilon), where c1 = 1 - beta1^t, c2 = 1 - beta2^t for t =
   * step counted from 1, and u = v, or with {@code maxSecond} present (AMSGrad) maxSecond =
   * max(maxSecond, v) = u. Source: Kingma, Ba 2015; Loshchilov, Hutter 2019; Reddi 2018. An m or v
   * that would be subnormal is 0.
   */
  void adamStep(
      int count,
      double rate,
      double beta1,
      double beta2,
      double epsilon,
      double l2,
      double decoupledDecay,
      long step,
      A weight,
      int weightOffset,
      A gradient,
      int gradientOffset,
      A first,
      int firstOffset,
      A second,
      int secondOffset,
      @Nullable A maxSecond,
      int maxSecondOffset);

  /** How many threads may work on one call, the caller's included. */
  default int threads() {
    return 1;
  }

  /** Releases the threads, if any. No call may follow. */
  @Override
  void close();
}
