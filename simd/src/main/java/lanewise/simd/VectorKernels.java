package lanewise.simd;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import lanewise.kernel.Activation;
import lanewise.kernel.Function;
import lanewise.kernel.Kernels;
import lanewise.kernel.PointwiseLoss;
import lanewise.kernel.Transpose;
import lanewise.simd.gemm.Gemm;
import lanewise.simd.gemm.RowEpilogue;
import lanewise.simd.math.ActivationGradients;
import lanewise.simd.math.Activations;
import lanewise.simd.math.BatchNorm;
import lanewise.simd.math.Columns;
import lanewise.simd.math.CrossEntropy;
import lanewise.simd.math.Hinge;
import lanewise.simd.math.LayerNorm;
import lanewise.simd.math.Maps;
import lanewise.simd.math.OptimizerSteps;
import lanewise.simd.math.PointwiseLosses;
import lanewise.simd.math.Reductions;
import lanewise.simd.math.Softmax;
import lanewise.simd.math.Streams;
import lanewise.simd.parallel.WorkerPool;
import org.jspecify.annotations.Nullable;

/**
 * The kernels on the Vector API, float32: shares large work among threads and leaves the computing
 * to the classes it names.
 *
 * <p>Element-wise kernels are shared by ranges of elements, row-wise ones by rows, sums down
 * columns by columns; a sum is cut only where its definition adds up blocks, so the number of
 * threads changes no bit. A call allocates nothing; one that is shared, only its task (with the
 * sums of its blocks, if it is a sum).
 */
final class VectorKernels implements Kernels<float[]> {
  private final WorkerPool pool;
  private final Gemm gemm;

  /**
   * What a dense layer appends to its product, one object an activation, so that a call allocates
   * nothing.
   */
  private final ConcurrentHashMap<Activation, RowEpilogue> epilogues = new ConcurrentHashMap<>();

  VectorKernels(int threads) {
    pool = new WorkerPool(threads);
    gemm = new Gemm(pool);
  }

  private boolean small(long elements) {
    return pool.threads() == 1 || Shares.isSmall(elements);
  }

  /** Shares rows of {@code width} elements each; elements are rows of one. */
  private void share(int rows, int width, Shares.Range work) {
    run(Shares.ofRows(rows, width, pool.threads(), work));
  }

  private void shareColumns(int cols, int height, Shares.Range work) {
    run(Shares.ofColumns(cols, height, pool.threads(), work));
  }

  private void run(Shares shares) {
    pool.run(shares.count(), shares);
  }

  // ---------------------------------------------------------------- products

  @Override
  public void gemm(
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      double alpha,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      double beta,
      float[] c,
      int cOffset,
      int ldc) {
    gemm.gemm(
        transA,
        transB,
        m,
        n,
        k,
        (float) alpha,
        a,
        aOffset,
        lda,
        b,
        bOffset,
        ldb,
        (float) beta,
        c,
        cOffset,
        ldc);
  }

  @Override
  public void affine(
      Transpose transW,
      int m,
      int n,
      int k,
      float[] x,
      int xOffset,
      int ldx,
      float[] weight,
      int weightOffset,
      int ldw,
      float @Nullable [] bias,
      int biasOffset,
      Activation f,
      float[] y,
      int yOffset,
      int ldy) {
    gemm.affine(
        transW,
        m,
        n,
        k,
        x,
        xOffset,
        ldx,
        weight,
        weightOffset,
        ldw,
        bias,
        biasOffset,
        epilogue(f),
        y,
        yOffset,
        ldy);
  }

  private @Nullable RowEpilogue epilogue(Activation f) {
    if (f.kind() == Activation.Kind.IDENTITY) {
      return null;
    }
    RowEpilogue known = epilogues.get(f);
    return known != null
        ? known
        : epilogues.computeIfAbsent(
            f, a -> (count, y, yOffset) -> Activations.apply(a, count, y, yOffset, y, yOffset));
  }

  // ---------------------------------------------------------------- element by element

  @Override
  public void map(Function f, int count, float[] x, int xOffset, float[] y, int yOffset) {
    if (small(count)) {
      Maps.apply(f, count, x, xOffset, y, yOffset);
    } else {
      share(count, 1, (i, n) -> Maps.apply(f, n, x, xOffset + i, y, yOffset + i));
    }
  }

  @Override
  public void activate(Activation f, int count, float[] x, int xOffset, float[] y, int yOffset) {
    if (small(count)) {
      Activations.apply(f, count, x, xOffset, y, yOffset);
    } else {
      share(count, 1, (i, n) -> Activations.apply(f, n, x, xOffset + i, y, yOffset + i));
    }
  }

  @Override
  public void activateGradient(
      Activation f,
      int count,
      float[] saved,
      int savedOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset) {
    if (small(count)) {
      ActivationGradients.apply(f, count, saved, savedOffset, dY, dYOffset, dX, dXOffset);
    } else {
      share(
          count,
          1,
          (i, n) ->
              ActivationGradients.apply(
                  f, n, saved, savedOffset + i, dY, dYOffset + i, dX, dXOffset + i));
    }
  }

  @Override
  public void prelu(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] slope,
      int slopeOffset,
      float[] y,
      int yOffset) {
    if (small((long) rows * cols)) {
      Columns.prelu(rows, cols, x, xOffset, cols, slope, slopeOffset, y, yOffset, cols);
    } else {
      share(
          rows,
          cols,
          (i, n) ->
              Columns.prelu(
                  n,
                  cols,
                  x,
                  xOffset + i * cols,
                  cols,
                  slope,
                  slopeOffset,
                  y,
                  yOffset + i * cols,
                  cols));
    }
  }

  @Override
  public void preluGradient(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] slope,
      int slopeOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset,
      float[] dSlope,
      int dSlopeOffset) {
    if (small((long) rows * cols)) {
      Columns.preluGradient(
          rows,
          cols,
          cols,
          x,
          xOffset,
          slope,
          slopeOffset,
          dY,
          dYOffset,
          dX,
          dXOffset,
          dSlope,
          dSlopeOffset);
    } else {
      shareColumns(
          cols,
          rows,
          (c, n) ->
              Columns.preluGradient(
                  rows,
                  n,
                  cols,
                  x,
                  xOffset + c,
                  slope,
                  slopeOffset + c,
                  dY,
                  dYOffset + c,
                  dX,
                  dXOffset + c,
                  dSlope,
                  dSlopeOffset + c));
    }
  }

  @Override
  public void fill(int count, double value, float[] x, int xOffset) {
    if (small(count)) {
      Streams.fill(count, (float) value, x, xOffset);
    } else {
      share(count, 1, (i, n) -> Streams.fill(n, (float) value, x, xOffset + i));
    }
  }

  @Override
  public void scale(int count, double alpha, float[] x, int xOffset) {
    if (small(count)) {
      Streams.scale(count, (float) alpha, x, xOffset);
    } else {
      share(count, 1, (i, n) -> Streams.scale(n, (float) alpha, x, xOffset + i));
    }
  }

  @Override
  public void axpy(int count, double alpha, float[] x, int xOffset, float[] y, int yOffset) {
    if (small(count)) {
      Streams.axpy(count, (float) alpha, x, xOffset, y, yOffset);
    } else {
      share(count, 1, (i, n) -> Streams.axpy(n, (float) alpha, x, xOffset + i, y, yOffset + i));
    }
  }

  @Override
  public void multiply(
      int count, float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset) {
    if (small(count)) {
      Streams.multiply(count, x, xOffset, y, yOffset, z, zOffset);
    } else {
      share(
          count, 1, (i, n) -> Streams.multiply(n, x, xOffset + i, y, yOffset + i, z, zOffset + i));
    }
  }

  @Override
  public void clamp(int count, double limit, float[] x, int xOffset) {
    if (small(count)) {
      Streams.clamp(count, (float) limit, x, xOffset);
    } else {
      share(count, 1, (i, n) -> Streams.clamp(n, (float) limit, x, xOffset + i));
    }
  }

  @Override
  public void dropoutMask(int count, long seed, double keep, float[] mask, int maskOffset) {
    if (small(count)) {
      Streams.dropoutMask(0, count, seed, keep, mask, maskOffset);
    } else {
      share(count, 1, (i, n) -> Streams.dropoutMask(i, n, seed, keep, mask, maskOffset + i));
    }
  }

  @Override
  public void gatherRows(
      int rows,
      int cols,
      int[] indices,
      int indicesOffset,
      float[] src,
      int srcOffset,
      int ldsrc,
      float[] dst,
      int dstOffset,
      int lddst) {
    if (small((long) rows * cols)) {
      Streams.gatherRows(
          rows, cols, indices, indicesOffset, src, srcOffset, ldsrc, dst, dstOffset, lddst);
    } else {
      share(
          rows,
          cols,
          (i, n) ->
              Streams.gatherRows(
                  n,
                  cols,
                  indices,
                  indicesOffset + i,
                  src,
                  srcOffset,
                  ldsrc,
                  dst,
                  dstOffset + i * lddst,
                  lddst));
    }
  }

  // ---------------------------------------------------------------- reductions

  @Override
  public double sum(int count, float[] x, int xOffset) {
    if (small(count)) {
      return Reductions.sum(count, x, xOffset);
    }
    double[] blocks = new double[Math.ceilDiv(count, SUM_BLOCK)];
    share(
        blocks.length, SUM_BLOCK, (b, n) -> Reductions.blockSums(b, n, count, x, xOffset, blocks));
    return inOrder(blocks);
  }

  @Override
  public double sumOfSquares(int count, float[] x, int xOffset) {
    if (small(count)) {
      return Reductions.sumOfSquares(count, x, xOffset);
    }
    double[] blocks = new double[Math.ceilDiv(count, SUM_BLOCK)];
    share(
        blocks.length,
        SUM_BLOCK,
        (b, n) -> Reductions.blockSumsOfSquares(b, n, count, x, xOffset, blocks));
    return inOrder(blocks);
  }

  private static double inOrder(double[] blocks) {
    double total = 0;
    for (double block : blocks) {
      total += block;
    }
    return total;
  }

  @Override
  public int firstNonFinite(int count, float[] x, int xOffset) {
    if (small(count)) {
      return Reductions.firstNonFinite(count, x, xOffset);
    }
    AtomicInteger first = new AtomicInteger(count);
    share(
        count,
        1,
        (i, n) -> {
          int found = Reductions.firstNonFinite(n, x, xOffset + i);
          if (found >= 0) {
            first.accumulateAndGet(i + found, Math::min);
          }
        });
    return first.get() == count ? -1 : first.get();
  }

  @Override
  public void columnSums(
      int rows, int cols, float[] x, int xOffset, int ldx, double beta, float[] y, int yOffset) {
    if (small((long) rows * cols)) {
      Columns.sums(rows, cols, x, xOffset, ldx, (float) beta, y, yOffset);
    } else {
      shareColumns(
          cols,
          rows,
          (c, n) -> Columns.sums(rows, n, x, xOffset + c, ldx, (float) beta, y, yOffset + c));
    }
  }

  @Override
  public void argmax(
      int rows, int cols, float[] x, int xOffset, int ldx, int[] index, int indexOffset) {
    if (small((long) rows * cols)) {
      Reductions.argmax(rows, cols, x, xOffset, ldx, index, indexOffset);
    } else {
      share(
          rows,
          cols,
          (i, n) -> Reductions.argmax(n, cols, x, xOffset + i * ldx, ldx, index, indexOffset + i));
    }
  }

  // ---------------------------------------------------------------- rows

  @Override
  public void softmax(
      int rows, int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
    if (small((long) rows * cols)) {
      Softmax.softmax(rows, cols, x, xOffset, ldx, y, yOffset, ldy);
    } else {
      share(
          rows,
          cols,
          (i, n) -> Softmax.softmax(n, cols, x, xOffset + i * ldx, ldx, y, yOffset + i * ldy, ldy));
    }
  }

  @Override
  public void logSoftmax(
      int rows, int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
    if (small((long) rows * cols)) {
      Softmax.logSoftmax(rows, cols, x, xOffset, ldx, y, yOffset, ldy);
    } else {
      share(
          rows,
          cols,
          (i, n) ->
              Softmax.logSoftmax(n, cols, x, xOffset + i * ldx, ldx, y, yOffset + i * ldy, ldy));
    }
  }

  @Override
  public void softmaxGradient(
      int rows,
      int cols,
      float[] y,
      int yOffset,
      int ldy,
      float[] dY,
      int dYOffset,
      int lddy,
      float[] dX,
      int dXOffset,
      int lddx) {
    if (small((long) rows * cols)) {
      Softmax.softmaxGradient(rows, cols, y, yOffset, ldy, dY, dYOffset, lddy, dX, dXOffset, lddx);
    } else {
      share(
          rows,
          cols,
          (i, n) ->
              Softmax.softmaxGradient(
                  n,
                  cols,
                  y,
                  yOffset + i * ldy,
                  ldy,
                  dY,
                  dYOffset + i * lddy,
                  lddy,
                  dX,
                  dXOffset + i * lddx,
                  lddx));
    }
  }

  @Override
  public void logSoftmaxGradient(
      int rows,
      int cols,
      float[] y,
      int yOffset,
      int ldy,
      float[] dY,
      int dYOffset,
      int lddy,
      float[] dX,
      int dXOffset,
      int lddx) {
    if (small((long) rows * cols)) {
      Softmax.logSoftmaxGradient(
          rows, cols, y, yOffset, ldy, dY, dYOffset, lddy, dX, dXOffset, lddx);
    } else {
      share(
          rows,
          cols,
          (i, n) ->
              Softmax.logSoftmaxGradient(
                  n,
                  cols,
                  y,
                  yOffset + i * ldy,
                  ldy,
                  dY,
                  dYOffset + i * lddy,
                  lddy,
                  dX,
                  dXOffset + i * lddx,
                  lddx));
    }
  }

  // ---------------------------------------------------------------- losses

  @Override
  public void softmaxCrossEntropy(
      int rows,
      int cols,
      float[] logits,
      int logitsOffset,
      int ldLogits,
      int[] labels,
      int labelsOffset,
      double gradientScale,
      float[] losses,
      int lossesOffset,
      float @Nullable [] dLogits,
      int dLogitsOffset,
      int ldGradient) {
    float scale = (float) gradientScale;
    if (small((long) rows * cols)) {
      CrossEntropy.labels(
          rows,
          cols,
          logits,
          logitsOffset,
          ldLogits,
          labels,
          labelsOffset,
          scale,
          losses,
          lossesOffset,
          dLogits,
          dLogitsOffset,
          ldGradient);
    } else {
      share(
          rows,
          cols,
          (i, n) ->
              CrossEntropy.labels(
                  n,
                  cols,
                  logits,
                  logitsOffset + i * ldLogits,
                  ldLogits,
                  labels,
                  labelsOffset + i,
                  scale,
                  losses,
                  lossesOffset + i,
                  dLogits,
                  dLogitsOffset + i * ldGradient,
                  ldGradient));
    }
  }

  @Override
  public void softmaxCrossEntropyTargets(
      int rows,
      int cols,
      float[] logits,
      int logitsOffset,
      int ldLogits,
      float[] targets,
      int targetsOffset,
      int ldTargets,
      double gradientScale,
      float[] losses,
      int lossesOffset,
      float @Nullable [] dLogits,
      int dLogitsOffset,
      int ldGradient) {
    float scale = (float) gradientScale;
    if (small((long) rows * cols)) {
      CrossEntropy.targets(
          rows,
          cols,
          logits,
          logitsOffset,
          ldLogits,
          targets,
          targetsOffset,
          ldTargets,
          scale,
          losses,
          lossesOffset,
          dLogits,
          dLogitsOffset,
          ldGradient);
    } else {
      share(
          rows,
          cols,
          (i, n) ->
              CrossEntropy.targets(
                  n,
                  cols,
                  logits,
                  logitsOffset + i * ldLogits,
                  ldLogits,
                  targets,
                  targetsOffset + i * ldTargets,
                  ldTargets,
                  scale,
                  losses,
                  lossesOffset + i,
                  dLogits,
                  dLogitsOffset + i * ldGradient,
                  ldGradient));
    }
  }

  @Override
  public void classTargets(
      int rows,
      int cols,
      int[] labels,
      int labelsOffset,
      float @Nullable [] classWeights,
      int classWeightsOffset,
      double smoothing,
      float[] targets,
      int targetsOffset,
      int ldTargets) {
    if (small((long) rows * cols)) {
      CrossEntropy.classTargets(
          rows,
          cols,
          labels,
          labelsOffset,
          classWeights,
          classWeightsOffset,
          smoothing,
          targets,
          targetsOffset,
          ldTargets);
    } else {
      share(
          rows,
          cols,
          (i, n) ->
              CrossEntropy.classTargets(
                  n,
                  cols,
                  labels,
                  labelsOffset + i,
                  classWeights,
                  classWeightsOffset,
                  smoothing,
                  targets,
                  targetsOffset + i * ldTargets,
                  ldTargets));
    }
  }

  @Override
  public void negativeLogLikelihood(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      int ldx,
      int[] labels,
      int labelsOffset,
      double gradientScale,
      float[] losses,
      int lossesOffset,
      float @Nullable [] dX,
      int dXOffset,
      int lddx) {
    float scale = (float) gradientScale;
    // Without a gradient a row is one element.
    int width = dX == null ? 1 : cols;
    if (small((long) rows * width)) {
      CrossEntropy.negativeLogLikelihood(
          rows,
          cols,
          x,
          xOffset,
          ldx,
          labels,
          labelsOffset,
          scale,
          losses,
          lossesOffset,
          dX,
          dXOffset,
          lddx);
    } else {
      share(
          rows,
          width,
          (i, n) ->
              CrossEntropy.negativeLogLikelihood(
                  n,
                  cols,
                  x,
                  xOffset + i * ldx,
                  ldx,
                  labels,
                  labelsOffset + i,
                  scale,
                  losses,
                  lossesOffset + i,
                  dX,
                  dXOffset + i * lddx,
                  lddx));
    }
  }

  @Override
  public void multiclassHinge(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      int ldx,
      int[] labels,
      int labelsOffset,
      double margin,
      double gradientScale,
      float[] losses,
      int lossesOffset,
      float @Nullable [] dX,
      int dXOffset,
      int lddx) {
    float scale = (float) gradientScale;
    if (small((long) rows * cols)) {
      Hinge.multiclass(
          rows,
          cols,
          x,
          xOffset,
          ldx,
          labels,
          labelsOffset,
          (float) margin,
          scale,
          losses,
          lossesOffset,
          dX,
          dXOffset,
          lddx);
    } else {
      share(
          rows,
          cols,
          (i, n) ->
              Hinge.multiclass(
                  n,
                  cols,
                  x,
                  xOffset + i * ldx,
                  ldx,
                  labels,
                  labelsOffset + i,
                  (float) margin,
                  scale,
                  losses,
                  lossesOffset + i,
                  dX,
                  dXOffset + i * lddx,
                  lddx));
    }
  }

  @Override
  public void pointwiseLoss(
      PointwiseLoss f,
      int rows,
      int cols,
      float[] x,
      int xOffset,
      int ldx,
      float[] targets,
      int targetsOffset,
      int ldTargets,
      double gradientScale,
      float[] losses,
      int lossesOffset,
      float @Nullable [] dX,
      int dXOffset,
      int lddx) {
    float scale = (float) gradientScale;
    if (small((long) rows * cols)) {
      PointwiseLosses.apply(
          f,
          rows,
          cols,
          x,
          xOffset,
          ldx,
          targets,
          targetsOffset,
          ldTargets,
          scale,
          losses,
          lossesOffset,
          dX,
          dXOffset,
          lddx);
    } else {
      share(
          rows,
          cols,
          (i, n) ->
              PointwiseLosses.apply(
                  f,
                  n,
                  cols,
                  x,
                  xOffset + i * ldx,
                  ldx,
                  targets,
                  targetsOffset + i * ldTargets,
                  ldTargets,
                  scale,
                  losses,
                  lossesOffset + i,
                  dX,
                  dXOffset + i * lddx,
                  lddx));
    }
  }

  // ---------------------------------------------------------------- normalisation

  @Override
  public void columnMoments(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] variance,
      int varianceOffset) {
    if (small((long) rows * cols)) {
      Columns.moments(rows, cols, x, xOffset, cols, mean, meanOffset, variance, varianceOffset);
    } else {
      shareColumns(
          cols,
          rows,
          (c, n) ->
              Columns.moments(
                  rows,
                  n,
                  x,
                  xOffset + c,
                  cols,
                  mean,
                  meanOffset + c,
                  variance,
                  varianceOffset + c));
    }
  }

  @Override
  public void batchNorm(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] variance,
      int varianceOffset,
      double epsilon,
      float[] gamma,
      int gammaOffset,
      float[] beta,
      int betaOffset,
      float[] y,
      int yOffset) {
    float e = (float) epsilon;
    if (small((long) rows * cols)) {
      BatchNorm.forward(
          rows,
          cols,
          cols,
          x,
          xOffset,
          mean,
          meanOffset,
          variance,
          varianceOffset,
          e,
          gamma,
          gammaOffset,
          beta,
          betaOffset,
          y,
          yOffset);
    } else {
      share(
          rows,
          cols,
          (i, n) ->
              BatchNorm.forward(
                  n,
                  cols,
                  cols,
                  x,
                  xOffset + i * cols,
                  mean,
                  meanOffset,
                  variance,
                  varianceOffset,
                  e,
                  gamma,
                  gammaOffset,
                  beta,
                  betaOffset,
                  y,
                  yOffset + i * cols));
    }
  }

  @Override
  public void batchNormGradient(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] variance,
      int varianceOffset,
      double epsilon,
      float[] gamma,
      int gammaOffset,
      float[] dY,
      int dYOffset,
      float[] dGamma,
      int dGammaOffset,
      float[] dBeta,
      int dBetaOffset,
      float[] dX,
      int dXOffset) {
    float e = (float) epsilon;
    if (small((long) rows * cols)) {
      BatchNorm.gradient(
          rows,
          cols,
          cols,
          x,
          xOffset,
          mean,
          meanOffset,
          variance,
          varianceOffset,
          e,
          gamma,
          gammaOffset,
          dY,
          dYOffset,
          dGamma,
          dGammaOffset,
          dBeta,
          dBetaOffset,
          dX,
          dXOffset);
    } else {
      shareColumns(
          cols,
          rows,
          (c, n) ->
              BatchNorm.gradient(
                  rows,
                  n,
                  cols,
                  x,
                  xOffset + c,
                  mean,
                  meanOffset + c,
                  variance,
                  varianceOffset + c,
                  e,
                  gamma,
                  gammaOffset + c,
                  dY,
                  dYOffset + c,
                  dGamma,
                  dGammaOffset + c,
                  dBeta,
                  dBetaOffset + c,
                  dX,
                  dXOffset + c));
    }
  }

  @Override
  public void layerNorm(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      double epsilon,
      float[] gamma,
      int gammaOffset,
      float[] beta,
      int betaOffset,
      float[] y,
      int yOffset,
      float[] mean,
      int meanOffset,
      float[] inverseDeviation,
      int inverseDeviationOffset) {
    if (small((long) rows * cols)) {
      LayerNorm.forward(
          rows,
          cols,
          x,
          xOffset,
          epsilon,
          gamma,
          gammaOffset,
          beta,
          betaOffset,
          y,
          yOffset,
          mean,
          meanOffset,
          inverseDeviation,
          inverseDeviationOffset);
    } else {
      share(
          rows,
          cols,
          (i, n) ->
              LayerNorm.forward(
                  n,
                  cols,
                  x,
                  xOffset + i * cols,
                  epsilon,
                  gamma,
                  gammaOffset,
                  beta,
                  betaOffset,
                  y,
                  yOffset + i * cols,
                  mean,
                  meanOffset + i,
                  inverseDeviation,
                  inverseDeviationOffset + i));
    }
  }

  @Override
  public void layerNormGradient(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] inverseDeviation,
      int inverseDeviationOffset,
      float[] gamma,
      int gammaOffset,
      float[] dY,
      int dYOffset,
      float[] dGamma,
      int dGammaOffset,
      float[] dBeta,
      int dBetaOffset,
      float[] dX,
      int dXOffset) {
    // First the parameters: dX may overwrite dY.
    if (small((long) rows * cols)) {
      LayerNorm.parameterGradient(
          rows,
          cols,
          cols,
          x,
          xOffset,
          mean,
          meanOffset,
          inverseDeviation,
          inverseDeviationOffset,
          dY,
          dYOffset,
          dGamma,
          dGammaOffset,
          dBeta,
          dBetaOffset);
      LayerNorm.inputGradient(
          rows,
          cols,
          x,
          xOffset,
          mean,
          meanOffset,
          inverseDeviation,
          inverseDeviationOffset,
          gamma,
          gammaOffset,
          dY,
          dYOffset,
          dX,
          dXOffset);
    } else {
      shareColumns(
          cols,
          rows,
          (c, n) ->
              LayerNorm.parameterGradient(
                  rows,
                  n,
                  cols,
                  x,
                  xOffset + c,
                  mean,
                  meanOffset,
                  inverseDeviation,
                  inverseDeviationOffset,
                  dY,
                  dYOffset + c,
                  dGamma,
                  dGammaOffset + c,
                  dBeta,
                  dBetaOffset + c));
      share(
          rows,
          cols,
          (i, n) ->
              LayerNorm.inputGradient(
                  n,
                  cols,
                  x,
                  xOffset + i * cols,
                  mean,
                  meanOffset + i,
                  inverseDeviation,
                  inverseDeviationOffset + i,
                  gamma,
                  gammaOffset,
                  dY,
                  dYOffset + i * cols,
                  dX,
                  dXOffset + i * cols));
    }
  }

  // ---------------------------------------------------------------- optimizer steps

  @Override
  public void sgdStep(
      int count,
      double rate,
      double l2,
      float[] weight,
      int weightOffset,
      float[] gradient,
      int gradientOffset) {
    if (small(count)) {
      OptimizerSteps.sgd(
          count, (float) rate, (float) l2, weight, weightOffset, gradient, gradientOffset);
    } else {
      share(
          count,
          1,
          (i, n) ->
              OptimizerSteps.sgd(
                  n,
                  (float) rate,
                  (float) l2,
                  weight,
                  weightOffset + i,
                  gradient,
                  gradientOffset + i));
    }
  }

  @Override
  public void momentumStep(
      int count,
      double rate,
      double momentum,
      boolean nesterov,
      double l2,
      float[] weight,
      int weightOffset,
      float[] gradient,
      int gradientOffset,
      float[] velocity,
      int velocityOffset) {
    if (small(count)) {
      OptimizerSteps.momentum(
          count,
          (float) rate,
          (float) momentum,
          nesterov,
          (float) l2,
          weight,
          weightOffset,
          gradient,
          gradientOffset,
          velocity,
          velocityOffset);
    } else {
      share(
          count,
          1,
          (i, n) ->
              OptimizerSteps.momentum(
                  n,
                  (float) rate,
                  (float) momentum,
                  nesterov,
                  (float) l2,
                  weight,
                  weightOffset + i,
                  gradient,
                  gradientOffset + i,
                  velocity,
                  velocityOffset + i));
    }
  }

  @Override
  public void rmspropStep(
      int count,
      double rate,
      double decay,
      double epsilon,
      double l2,
      float[] weight,
      int weightOffset,
      float[] gradient,
      int gradientOffset,
      float[] squares,
      int squaresOffset) {
    float rest = (float) (1 - decay);
    if (small(count)) {
      OptimizerSteps.rmsprop(
          count,
          (float) rate,
          (float) decay,
          rest,
          (float) epsilon,
          (float) l2,
          weight,
          weightOffset,
          gradient,
          gradientOffset,
          squares,
          squaresOffset);
    } else {
      share(
          count,
          1,
          (i, n) ->
              OptimizerSteps.rmsprop(
                  n,
                  (float) rate,
                  (float) decay,
                  rest,
                  (float) epsilon,
                  (float) l2,
                  weight,
                  weightOffset + i,
                  gradient,
                  gradientOffset + i,
                  squares,
                  squaresOffset + i));
    }
  }

  @Override
  public void adagradStep(
      int count,
      double rate,
      double epsilon,
      double l2,
      float[] weight,
      int weightOffset,
      float[] gradient,
      int gradientOffset,
      float[] squares,
      int squaresOffset) {
    if (small(count)) {
      OptimizerSteps.adagrad(
          count,
          (float) rate,
          (float) epsilon,
          (float) l2,
          weight,
          weightOffset,
          gradient,
          gradientOffset,
          squares,
          squaresOffset);
    } else {
      share(
          count,
          1,
          (i, n) ->
              OptimizerSteps.adagrad(
                  n,
                  (float) rate,
                  (float) epsilon,
                  (float) l2,
                  weight,
                  weightOffset + i,
                  gradient,
                  gradientOffset + i,
                  squares,
                  squaresOffset + i));
    }
  }

  @Override
  public void adamStep(
      int count,
      double rate,
      double beta1,
      double beta2,
      double epsilon,
      double l2,
      double decoupledDecay,
      long step,
      float[] weight,
      int weightOffset,
      float[] gradient,
      int gradientOffset,
      float[] first,
      int firstOffset,
      float[] second,
      int secondOffset,
      float @Nullable [] maxSecond,
      int maxSecondOffset) {
    float correctedRate = (float) (rate / (1 - StrictMath.pow(beta1, (double) step)));
    float secondScale = (float) (1 / (1 - StrictMath.pow(beta2, (double) step)));
    float rest1 = (float) (1 - beta1);
    float rest2 = (float) (1 - beta2);
    float keep = (float) (1 - rate * decoupledDecay);
    if (small(count)) {
      OptimizerSteps.adam(
          count,
          correctedRate,
          (float) beta1,
          rest1,
          (float) beta2,
          rest2,
          secondScale,
          (float) epsilon,
          (float) l2,
          keep,
          weight,
          weightOffset,
          gradient,
          gradientOffset,
          first,
          firstOffset,
          second,
          secondOffset,
          maxSecond,
          maxSecondOffset);
    } else {
      share(
          count,
          1,
          (i, n) ->
              OptimizerSteps.adam(
                  n,
                  correctedRate,
                  (float) beta1,
                  rest1,
                  (float) beta2,
                  rest2,
                  secondScale,
                  (float) epsilon,
                  (float) l2,
                  keep,
                  weight,
                  weightOffset + i,
                  gradient,
                  gradientOffset + i,
                  first,
                  firstOffset + i,
                  second,
                  secondOffset + i,
                  maxSecond,
                  maxSecondOffset + i));
    }
  }

  @Override
  public int threads() {
    return pool.threads();
  }

  @Override
  public void close() {
    pool.close();
  }
}
