package lanewise.kernel;

import lanewise.tensor.DType;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The checked, tensor-level facade over one {@link Kernels}: what layers, losses and optimizers
 * compute with.
 *
 * <p>A backend is an object, never a process-wide switch: one JVM may hold several, each with its
 * own threads. Tensors are read as matrices where the operation is one: (d0, d1, ..., dk) has d0
 * rows of d1 * ... * dk columns. Each method checks element types, shapes and overlap, then calls
 * the kernel of the same name, whose Javadoc in {@link Kernels} says what is computed; a tensor
 * that does not fit raises {@link ShapeException}, a number outside of its range {@link
 * LanewiseException}. No method allocates. Safe for concurrent calls; {@link #close} ends the
 * backend's threads.
 */
public final class Backend implements AutoCloseable {
  private final Kernels<Object> kernels;
  private final BackendSelection selection;

  private Backend(BackendSelection selection, int threads) {
    this.selection = selection;
    this.kernels = erased(selection.provider().create(threads));
  }

  /**
   * The array type is erased: {@link #require} sees to it that only arrays of this backend's type
   * reach the kernels.
   */
  @SuppressWarnings("unchecked")
  private static Kernels<Object> erased(Kernels<?> kernels) {
    return (Kernels<Object>) kernels;
  }

  /** The fastest backend available here, on one thread. */
  public static Backend auto() {
    return create(BackendSelection.AUTO, 1);
  }

  /**
   * Creates a backend.
   *
   * @param name {@code auto}, {@code vector}, {@code scalar} or {@code reference}
   * @param threads how many threads may work on one call, the caller's included; the backends of
   *     plain loops have one all the same
   * @throws BackendUnavailableException if the name is unknown or the backend cannot run here
   */
  public static Backend create(String name, int threads) {
    checkThreads(name, threads);
    return new Backend(BackendSelection.select(name), threads);
  }

  /**
   * Creates the backend of a selection, such as one that was made for a reason of the caller's.
   *
   * @param threads as for {@link #create(String, int)}
   * @throws BackendUnavailableException if {@code threads} is out of its range
   */
  public static Backend create(BackendSelection selection, int threads) {
    checkThreads(selection.provider().name(), threads);
    return new Backend(selection, threads);
  }

  private static void checkThreads(String name, int threads) {
    if (threads < 1 || threads > 1024) {
      throw new BackendUnavailableException(
          "backend " + name + ": threads=" + threads + ", expected 1 to 1024");
    }
  }

  /** The name of what was chosen: never {@code auto}. */
  public String name() {
    return selection.provider().name();
  }

  public DType dtype() {
    return selection.provider().dtype();
  }

  /** How many threads may work on one call, the caller's included: 1 where asking cannot help. */
  public int threads() {
    return kernels.threads();
  }

  /** What was chosen and why. */
  public BackendSelection selection() {
    return selection;
  }

  /** One line: what was chosen and why. */
  @Override
  public String toString() {
    return name()
        + ": "
        + selection.provider().description()
        + ", threads "
        + threads()
        + " ("
        + selection.reason()
        + ")";
  }

  @Override
  public void close() {
    kernels.close();
  }

  /** A new tensor of zeros of this backend's element type. */
  public Tensor zeros(int... dims) {
    return zeros(Shape.of(dims));
  }

  /** A new tensor of zeros of this backend's element type. */
  public Tensor zeros(Shape shape) {
    return Tensor.zeros(dtype(), shape);
  }

  /** A new tensor with these elements, rounded to this backend's element type. */
  public Tensor tensor(Shape shape, double... values) {
    return zeros(shape).copyFrom(values);
  }

  // ---------------------------------------------------------------- products

  /** C = alpha * op(A) . op(B) + beta * C; see {@link Kernels#gemm}. */
  public void gemm(
      double alpha, Transpose transA, Tensor a, Transpose transB, Tensor b, double beta, Tensor c) {
    int m = c.shape().rows();
    int n = c.shape().cols();
    int k = transA == Transpose.NO ? a.shape().cols() : a.shape().rows();
    if (transA == Transpose.NO) {
      require("gemm", "A", a, m, k);
    } else {
      require("gemm", "A (transposed)", a, k, m);
    }
    if (transB == Transpose.NO) {
      require("gemm", "B", b, k, n);
    } else {
      require("gemm", "B (transposed)", b, n, k);
    }
    require("gemm", "C", c, m, n);
    requireDisjoint("gemm", "C", c, "A", a);
    requireDisjoint("gemm", "C", c, "B", b);
    kernels.gemm(
        transA,
        transB,
        m,
        n,
        k,
        alpha,
        a.array(),
        a.offset(),
        a.shape().cols(),
        b.array(),
        b.offset(),
        b.shape().cols(),
        beta,
        c.array(),
        c.offset(),
        n);
  }

  /** Y = f(X . W^T + bias), weight (n, k); see {@link Kernels#affine}. */
  public void affine(Tensor x, Tensor weight, @Nullable Tensor bias, Activation f, Tensor y) {
    affine(x, Transpose.YES, weight, bias, f, y);
  }

  /**
   * Y = f(X . op(W) + bias), weight (n, k) if transposed, else (k, n); see {@link Kernels#affine}.
   */
  public void affine(
      Tensor x, Transpose transW, Tensor weight, @Nullable Tensor bias, Activation f, Tensor y) {
    int m = x.shape().rows();
    int k = x.shape().cols();
    boolean transposed = transW == Transpose.YES;
    int n = transposed ? weight.shape().rows() : weight.shape().cols();
    require("affine", "x", x, m, k);
    require("affine", "weight", weight, transposed ? n : k, transposed ? k : n);
    require("affine", "y", y, m, n);
    requireDisjoint("affine", "y", y, "x", x);
    requireDisjoint("affine", "y", y, "weight", weight);
    if (bias != null) {
      requireSize("affine", "bias", bias, n);
      requireDisjoint("affine", "y", y, "bias", bias);
    }
    kernels.affine(
        transW,
        m,
        n,
        k,
        x.array(),
        x.offset(),
        k,
        weight.array(),
        weight.offset(),
        transposed ? k : n,
        bias == null ? null : bias.array(),
        bias == null ? 0 : bias.offset(),
        f,
        y.array(),
        y.offset(),
        n);
  }

  /**
   * BLAS-style product on raw arrays, row-major, for callers with their own memory; see {@link
   * Kernels#gemm}.
   *
   * @throws ShapeException if a size, offset or leading dimension does not fit, or C overlaps an
   *     input
   */
  public void sgemm(
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float beta,
      float[] c,
      int cOffset,
      int ldc) {
    requireRaw("sgemm", DType.FLOAT32);
    requireMatrices(
        "sgemm", transA, transB, m, n, k, a, a.length, aOffset, lda, b, b.length, bOffset, ldb, c,
        c.length, cOffset, ldc);
    kernels.gemm(
        transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
  }

  /** {@link #sgemm} in float64, on the reference backend. */
  public void dgemm(
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      double alpha,
      double[] a,
      int aOffset,
      int lda,
      double[] b,
      int bOffset,
      int ldb,
      double beta,
      double[] c,
      int cOffset,
      int ldc) {
    requireRaw("dgemm", DType.FLOAT64);
    requireMatrices(
        "dgemm", transA, transB, m, n, k, a, a.length, aOffset, lda, b, b.length, bOffset, ldb, c,
        c.length, cOffset, ldc);
    kernels.gemm(
        transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
  }

  // ---------------------------------------------------------------- element by element

  /** y = f(x), in place allowed. See {@link Kernels#map}. */
  public void map(Function f, Tensor x, Tensor y) {
    requireSize("map", "x", x, y.size());
    requireSize("map", "y", y, x.size());
    requireSameOrDisjoint("map", "y", y, "x", x);
    kernels.map(f, x.size(), x.array(), x.offset(), y.array(), y.offset());
  }

  /** y = f(x), in place allowed. See {@link Kernels#activate}. */
  public void activate(Activation f, Tensor x, Tensor y) {
    requireSize("activate", "x", x, y.size());
    requireSize("activate", "y", y, x.size());
    requireSameOrDisjoint("activate", "y", y, "x", x);
    kernels.activate(f, x.size(), x.array(), x.offset(), y.array(), y.offset());
  }

  /**
   * dX = dY * f', from the saved output, or input where f needs it; dX may be dY or saved. See
   * {@link Kernels#activateGradient}.
   */
  public void activateGradient(Activation f, Tensor saved, Tensor dY, Tensor dX) {
    requireSize("activateGradient", "saved", saved, dX.size());
    requireSize("activateGradient", "dY", dY, dX.size());
    requireSize("activateGradient", "dX", dX, dX.size());
    requireSameOrDisjoint("activateGradient", "dX", dX, "saved", saved);
    requireSameOrDisjoint("activateGradient", "dX", dX, "dY", dY);
    kernels.activateGradient(
        f,
        dX.size(),
        saved.array(),
        saved.offset(),
        dY.array(),
        dY.offset(),
        dX.array(),
        dX.offset());
  }

  /** y = x or slope * x by sign, a slope a column. See {@link Kernels#prelu}. */
  public void prelu(Tensor x, Tensor slope, Tensor y) {
    int rows = x.shape().rows();
    int cols = x.shape().cols();
    require("prelu", "x", x, rows, cols);
    requireSize("prelu", "slope", slope, cols);
    require("prelu", "y", y, rows, cols);
    requireSameOrDisjoint("prelu", "y", y, "x", x);
    requireDisjoint("prelu", "y", y, "slope", slope);
    kernels.prelu(
        rows, cols, x.array(), x.offset(), slope.array(), slope.offset(), y.array(), y.offset());
  }

  /** The gradient of {@link #prelu}; dSlope is added to. See {@link Kernels#preluGradient}. */
  public void preluGradient(Tensor x, Tensor slope, Tensor dY, Tensor dX, Tensor dSlope) {
    int rows = x.shape().rows();
    int cols = x.shape().cols();
    require("preluGradient", "x", x, rows, cols);
    requireSize("preluGradient", "slope", slope, cols);
    require("preluGradient", "dY", dY, rows, cols);
    require("preluGradient", "dX", dX, rows, cols);
    requireSize("preluGradient", "dSlope", dSlope, cols);
    requireDisjoint("preluGradient", "dX", dX, "x", x);
    requireSameOrDisjoint("preluGradient", "dX", dX, "dY", dY);
    requireDisjoint("preluGradient", "dX", dX, "slope", slope);
    requireDisjoint("preluGradient", "dSlope", dSlope, "x", x);
    requireDisjoint("preluGradient", "dSlope", dSlope, "slope", slope);
    requireDisjoint("preluGradient", "dSlope", dSlope, "dY", dY);
    requireDisjoint("preluGradient", "dSlope", dSlope, "dX", dX);
    kernels.preluGradient(
        rows,
        cols,
        x.array(),
        x.offset(),
        slope.array(),
        slope.offset(),
        dY.array(),
        dY.offset(),
        dX.array(),
        dX.offset(),
        dSlope.array(),
        dSlope.offset());
  }

  /** x = value. See {@link Kernels#fill}. */
  public void fill(double value, Tensor x) {
    requireSize("fill", "x", x, x.size());
    kernels.fill(x.size(), value, x.array(), x.offset());
  }

  /** x = alpha * x. See {@link Kernels#scale}. */
  public void scale(double alpha, Tensor x) {
    requireSize("scale", "x", x, x.size());
    kernels.scale(x.size(), alpha, x.array(), x.offset());
  }

  /** y = alpha * x + y. See {@link Kernels#axpy}. */
  public void axpy(double alpha, Tensor x, Tensor y) {
    requireSize("axpy", "x", x, y.size());
    requireSize("axpy", "y", y, x.size());
    requireSameOrDisjoint("axpy", "y", y, "x", x);
    kernels.axpy(x.size(), alpha, x.array(), x.offset(), y.array(), y.offset());
  }

  /** z = x * y by element. See {@link Kernels#multiply}. */
  public void multiply(Tensor x, Tensor y, Tensor z) {
    requireSize("multiply", "x", x, z.size());
    requireSize("multiply", "y", y, z.size());
    requireSize("multiply", "z", z, z.size());
    requireSameOrDisjoint("multiply", "z", z, "x", x);
    requireSameOrDisjoint("multiply", "z", z, "y", y);
    kernels.multiply(z.size(), x.array(), x.offset(), y.array(), y.offset(), z.array(), z.offset());
  }

  /** x = min(max(x, -limit), limit). See {@link Kernels#clamp}. */
  public void clamp(double limit, Tensor x) {
    requireSize("clamp", "x", x, x.size());
    requireValue(limit >= 0, "clamp", "limit", limit, "0 or more");
    kernels.clamp(x.size(), limit, x.array(), x.offset());
  }

  /** mask = 1/keep or 0, by seed and index alone. See {@link Kernels#dropoutMask}. */
  public void dropoutMask(long seed, double keep, Tensor mask) {
    requireSize("dropoutMask", "mask", mask, mask.size());
    requireValue(keep > 0 && keep <= 1, "dropoutMask", "keep", keep, "above 0, at most 1");
    kernels.dropoutMask(mask.size(), seed, keep, mask.array(), mask.offset());
  }

  /** Row i of target = row indices[first + i] of source. See {@link Kernels#gatherRows}. */
  public void gatherRows(Tensor source, int[] indices, int first, Tensor target) {
    int rows = target.shape().rows();
    int cols = target.shape().cols();
    require("gatherRows", "source", source, source.shape().rows(), cols);
    require("gatherRows", "target", target, rows, cols);
    requireDisjoint("gatherRows", "target", target, "source", source);
    requireIndices("gatherRows", indices, first, rows);
    for (int i = first; i < first + rows; i++) {
      if (indices[i] < 0 || indices[i] >= source.shape().rows()) {
        throw new ShapeException(
            "gatherRows: index "
                + indices[i]
                + " at position "
                + i
                + ", expected 0 to "
                + (source.shape().rows() - 1));
      }
    }
    kernels.gatherRows(
        rows,
        cols,
        indices,
        first,
        source.array(),
        source.offset(),
        cols,
        target.array(),
        target.offset(),
        cols);
  }

  // ---------------------------------------------------------------- reductions

  /** The sum of all elements. See {@link Kernels#sum}. */
  public double sum(Tensor x) {
    requireSize("sum", "x", x, x.size());
    return kernels.sum(x.size(), x.array(), x.offset());
  }

  /** The sum of the squares of all elements. See {@link Kernels#sumOfSquares}. */
  public double sumOfSquares(Tensor x) {
    requireSize("sumOfSquares", "x", x, x.size());
    return kernels.sumOfSquares(x.size(), x.array(), x.offset());
  }

  /** The flat index of the first NaN or infinity, or -1. See {@link Kernels#firstNonFinite}. */
  public int firstNonFinite(Tensor x) {
    requireSize("firstNonFinite", "x", x, x.size());
    return kernels.firstNonFinite(x.size(), x.array(), x.offset());
  }

  /** y = column sums of x + beta * y. See {@link Kernels#columnSums}. */
  public void columnSums(Tensor x, double beta, Tensor y) {
    int cols = x.shape().cols();
    require("columnSums", "x", x, x.shape().rows(), cols);
    requireSize("columnSums", "y", y, cols);
    requireDisjoint("columnSums", "y", y, "x", x);
    kernels.columnSums(
        x.shape().rows(), cols, x.array(), x.offset(), cols, beta, y.array(), y.offset());
  }

  /** index[first + i] = the column of the largest element of row i. See {@link Kernels#argmax}. */
  public void argmax(Tensor x, int[] index, int first) {
    int cols = x.shape().cols();
    require("argmax", "x", x, x.shape().rows(), cols);
    requireIndices("argmax", index, first, x.shape().rows());
    if (cols == 0) {
      throw new ShapeException("argmax: x " + x.shape() + ", expected at least one column");
    }
    kernels.argmax(x.shape().rows(), cols, x.array(), x.offset(), cols, index, first);
  }

  // ---------------------------------------------------------------- rows

  /** A row at a time, in place allowed. See {@link Kernels#softmax}. */
  public void softmax(Tensor x, Tensor y) {
    int rows = x.shape().rows();
    int cols = x.shape().cols();
    require("softmax", "x", x, rows, cols);
    require("softmax", "y", y, rows, cols);
    requireSameOrDisjoint("softmax", "y", y, "x", x);
    kernels.softmax(rows, cols, x.array(), x.offset(), cols, y.array(), y.offset(), cols);
  }

  /** A row at a time, in place allowed. See {@link Kernels#logSoftmax}. */
  public void logSoftmax(Tensor x, Tensor y) {
    int rows = x.shape().rows();
    int cols = x.shape().cols();
    require("logSoftmax", "x", x, rows, cols);
    require("logSoftmax", "y", y, rows, cols);
    requireSameOrDisjoint("logSoftmax", "y", y, "x", x);
    kernels.logSoftmax(rows, cols, x.array(), x.offset(), cols, y.array(), y.offset(), cols);
  }

  /** From the output y; dX may be dY. See {@link Kernels#softmaxGradient}. */
  public void softmaxGradient(Tensor y, Tensor dY, Tensor dX) {
    int rows = y.shape().rows();
    int cols = y.shape().cols();
    require("softmaxGradient", "y", y, rows, cols);
    require("softmaxGradient", "dY", dY, rows, cols);
    require("softmaxGradient", "dX", dX, rows, cols);
    requireDisjoint("softmaxGradient", "dX", dX, "y", y);
    requireSameOrDisjoint("softmaxGradient", "dX", dX, "dY", dY);
    kernels.softmaxGradient(
        rows,
        cols,
        y.array(),
        y.offset(),
        cols,
        dY.array(),
        dY.offset(),
        cols,
        dX.array(),
        dX.offset(),
        cols);
  }

  /** From the output y; dX may be dY. See {@link Kernels#logSoftmaxGradient}. */
  public void logSoftmaxGradient(Tensor y, Tensor dY, Tensor dX) {
    int rows = y.shape().rows();
    int cols = y.shape().cols();
    require("logSoftmaxGradient", "y", y, rows, cols);
    require("logSoftmaxGradient", "dY", dY, rows, cols);
    require("logSoftmaxGradient", "dX", dX, rows, cols);
    requireDisjoint("logSoftmaxGradient", "dX", dX, "y", y);
    requireSameOrDisjoint("logSoftmaxGradient", "dX", dX, "dY", dY);
    kernels.logSoftmaxGradient(
        rows,
        cols,
        y.array(),
        y.offset(),
        cols,
        dY.array(),
        dY.offset(),
        cols,
        dX.array(),
        dX.offset(),
        cols);
  }

  // ---------------------------------------------------------------- losses, value and gradient in
  // one pass

  /**
   * Against integer labels; a negative label ignores its row. The gradient may be absent or lie in
   * place of the logits. See {@link Kernels#softmaxCrossEntropy}.
   */
  public void softmaxCrossEntropy(
      Tensor logits,
      int[] labels,
      int firstLabel,
      double gradientScale,
      Tensor losses,
      @Nullable Tensor gradient) {
    int rows = logits.shape().rows();
    int cols = logits.shape().cols();
    requireLoss("softmaxCrossEntropy", logits, losses, gradient);
    requireLabels("softmaxCrossEntropy", labels, firstLabel, rows, cols);
    kernels.softmaxCrossEntropy(
        rows,
        cols,
        logits.array(),
        logits.offset(),
        cols,
        labels,
        firstLabel,
        gradientScale,
        losses.array(),
        losses.offset(),
        gradient == null ? null : gradient.array(),
        gradient == null ? 0 : gradient.offset(),
        cols);
  }

  /** Against weights a class. See {@link Kernels#softmaxCrossEntropyTargets}. */
  public void softmaxCrossEntropyTargets(
      Tensor logits,
      Tensor targets,
      double gradientScale,
      Tensor losses,
      @Nullable Tensor gradient) {
    int rows = logits.shape().rows();
    int cols = logits.shape().cols();
    requireLoss("softmaxCrossEntropyTargets", logits, losses, gradient);
    require("softmaxCrossEntropyTargets", "targets", targets, rows, cols);
    requireDisjoint("softmaxCrossEntropyTargets", "losses", losses, "targets", targets);
    if (gradient != null) {
      requireDisjoint("softmaxCrossEntropyTargets", "gradient", gradient, "targets", targets);
    }
    kernels.softmaxCrossEntropyTargets(
        rows,
        cols,
        logits.array(),
        logits.offset(),
        cols,
        targets.array(),
        targets.offset(),
        cols,
        gradientScale,
        losses.array(),
        losses.offset(),
        gradient == null ? null : gradient.array(),
        gradient == null ? 0 : gradient.offset(),
        cols);
  }

  /** Of log-probabilities. See {@link Kernels#negativeLogLikelihood}. */
  public void negativeLogLikelihood(
      Tensor logProbabilities,
      int[] labels,
      int firstLabel,
      double gradientScale,
      Tensor losses,
      @Nullable Tensor gradient) {
    int rows = logProbabilities.shape().rows();
    int cols = logProbabilities.shape().cols();
    requireLoss("negativeLogLikelihood", logProbabilities, losses, gradient);
    if (gradient != null) {
      requireDisjoint("negativeLogLikelihood", "gradient", gradient, "input", logProbabilities);
    }
    requireLabels("negativeLogLikelihood", labels, firstLabel, rows, cols);
    kernels.negativeLogLikelihood(
        rows,
        cols,
        logProbabilities.array(),
        logProbabilities.offset(),
        cols,
        labels,
        firstLabel,
        gradientScale,
        losses.array(),
        losses.offset(),
        gradient == null ? null : gradient.array(),
        gradient == null ? 0 : gradient.offset(),
        cols);
  }

  /** Against integer labels. See {@link Kernels#multiclassHinge}. */
  public void multiclassHinge(
      Tensor scores,
      int[] labels,
      int firstLabel,
      double margin,
      double gradientScale,
      Tensor losses,
      @Nullable Tensor gradient) {
    int rows = scores.shape().rows();
    int cols = scores.shape().cols();
    requireLoss("multiclassHinge", scores, losses, gradient);
    requireLabels("multiclassHinge", labels, firstLabel, rows, cols);
    kernels.multiclassHinge(
        rows,
        cols,
        scores.array(),
        scores.offset(),
        cols,
        labels,
        firstLabel,
        margin,
        gradientScale,
        losses.array(),
        losses.offset(),
        gradient == null ? null : gradient.array(),
        gradient == null ? 0 : gradient.offset(),
        cols);
  }

  /** A sum over each row. See {@link Kernels#pointwiseLoss}. */
  public void pointwiseLoss(
      PointwiseLoss f,
      Tensor x,
      Tensor targets,
      double gradientScale,
      Tensor losses,
      @Nullable Tensor gradient) {
    int rows = x.shape().rows();
    int cols = x.shape().cols();
    requireLoss("pointwiseLoss", x, losses, gradient);
    require("pointwiseLoss", "targets", targets, rows, cols);
    requireDisjoint("pointwiseLoss", "losses", losses, "targets", targets);
    if (gradient != null) {
      requireDisjoint("pointwiseLoss", "gradient", gradient, "targets", targets);
    }
    kernels.pointwiseLoss(
        f,
        rows,
        cols,
        x.array(),
        x.offset(),
        cols,
        targets.array(),
        targets.offset(),
        cols,
        gradientScale,
        losses.array(),
        losses.offset(),
        gradient == null ? null : gradient.array(),
        gradient == null ? 0 : gradient.offset(),
        cols);
  }

  /** Labels as rows of weights. See {@link Kernels#classTargets}. */
  public void classTargets(
      int[] labels,
      int firstLabel,
      @Nullable Tensor classWeights,
      double smoothing,
      Tensor targets) {
    int rows = targets.shape().rows();
    int cols = targets.shape().cols();
    require("classTargets", "targets", targets, rows, cols);
    requireLabels("classTargets", labels, firstLabel, rows, cols);
    requireValue(
        smoothing >= 0 && smoothing <= 1, "classTargets", "smoothing", smoothing, "0 to 1");
    if (classWeights != null) {
      requireSize("classTargets", "classWeights", classWeights, cols);
      requireDisjoint("classTargets", "targets", targets, "classWeights", classWeights);
    }
    kernels.classTargets(
        rows,
        cols,
        labels,
        firstLabel,
        classWeights == null ? null : classWeights.array(),
        classWeights == null ? 0 : classWeights.offset(),
        smoothing,
        targets.array(),
        targets.offset(),
        cols);
  }

  // ---------------------------------------------------------------- normalisation

  /** Mean and biased variance of each column. See {@link Kernels#columnMoments}. */
  public void columnMoments(Tensor x, Tensor mean, Tensor variance) {
    int rows = x.shape().rows();
    int cols = x.shape().cols();
    require("columnMoments", "x", x, rows, cols);
    requireSize("columnMoments", "mean", mean, cols);
    requireSize("columnMoments", "variance", variance, cols);
    requireDisjoint("columnMoments", "mean", mean, "x", x);
    requireDisjoint("columnMoments", "variance", variance, "x", x);
    requireDisjoint("columnMoments", "variance", variance, "mean", mean);
    kernels.columnMoments(
        rows,
        cols,
        x.array(),
        x.offset(),
        mean.array(),
        mean.offset(),
        variance.array(),
        variance.offset());
  }

  /** By column, in place allowed. See {@link Kernels#batchNorm}. */
  public void batchNorm(
      Tensor x, Tensor mean, Tensor variance, double epsilon, Tensor gamma, Tensor beta, Tensor y) {
    int rows = x.shape().rows();
    int cols = x.shape().cols();
    require("batchNorm", "x", x, rows, cols);
    require("batchNorm", "y", y, rows, cols);
    requireSameOrDisjoint("batchNorm", "y", y, "x", x);
    requireSize("batchNorm", "mean", mean, cols);
    requireSize("batchNorm", "variance", variance, cols);
    requireSize("batchNorm", "gamma", gamma, cols);
    requireSize("batchNorm", "beta", beta, cols);
    requireDisjoint("batchNorm", "y", y, "mean", mean);
    requireDisjoint("batchNorm", "y", y, "variance", variance);
    requireDisjoint("batchNorm", "y", y, "gamma", gamma);
    requireDisjoint("batchNorm", "y", y, "beta", beta);
    kernels.batchNorm(
        rows,
        cols,
        x.array(),
        x.offset(),
        mean.array(),
        mean.offset(),
        variance.array(),
        variance.offset(),
        epsilon,
        gamma.array(),
        gamma.offset(),
        beta.array(),
        beta.offset(),
        y.array(),
        y.offset());
  }

  /**
   * With the moments of the batch; dGamma and dBeta are added to; dX may be dY. See {@link
   * Kernels#batchNormGradient}.
   */
  public void batchNormGradient(
      Tensor x,
      Tensor mean,
      Tensor variance,
      double epsilon,
      Tensor gamma,
      Tensor dY,
      Tensor dGamma,
      Tensor dBeta,
      Tensor dX) {
    int rows = x.shape().rows();
    int cols = x.shape().cols();
    require("batchNormGradient", "x", x, rows, cols);
    require("batchNormGradient", "dY", dY, rows, cols);
    require("batchNormGradient", "dX", dX, rows, cols);
    requireDisjoint("batchNormGradient", "dX", dX, "x", x);
    requireSameOrDisjoint("batchNormGradient", "dX", dX, "dY", dY);
    requireSize("batchNormGradient", "mean", mean, cols);
    requireSize("batchNormGradient", "variance", variance, cols);
    requireSize("batchNormGradient", "gamma", gamma, cols);
    requireSize("batchNormGradient", "dGamma", dGamma, cols);
    requireSize("batchNormGradient", "dBeta", dBeta, cols);
    requireDisjoint("batchNormGradient", "dX", dX, "mean", mean);
    requireDisjoint("batchNormGradient", "dX", dX, "variance", variance);
    requireDisjoint("batchNormGradient", "dX", dX, "gamma", gamma);
    requireDisjoint("batchNormGradient", "dGamma", dGamma, "x", x);
    requireDisjoint("batchNormGradient", "dGamma", dGamma, "mean", mean);
    requireDisjoint("batchNormGradient", "dGamma", dGamma, "variance", variance);
    requireDisjoint("batchNormGradient", "dGamma", dGamma, "gamma", gamma);
    requireDisjoint("batchNormGradient", "dGamma", dGamma, "dY", dY);
    requireDisjoint("batchNormGradient", "dGamma", dGamma, "dX", dX);
    requireDisjoint("batchNormGradient", "dBeta", dBeta, "x", x);
    requireDisjoint("batchNormGradient", "dBeta", dBeta, "mean", mean);
    requireDisjoint("batchNormGradient", "dBeta", dBeta, "variance", variance);
    requireDisjoint("batchNormGradient", "dBeta", dBeta, "gamma", gamma);
    requireDisjoint("batchNormGradient", "dBeta", dBeta, "dY", dY);
    requireDisjoint("batchNormGradient", "dBeta", dBeta, "dX", dX);
    requireDisjoint("batchNormGradient", "dBeta", dBeta, "dGamma", dGamma);
    kernels.batchNormGradient(
        rows,
        cols,
        x.array(),
        x.offset(),
        mean.array(),
        mean.offset(),
        variance.array(),
        variance.offset(),
        epsilon,
        gamma.array(),
        gamma.offset(),
        dY.array(),
        dY.offset(),
        dGamma.array(),
        dGamma.offset(),
        dBeta.array(),
        dBeta.offset(),
        dX.array(),
        dX.offset());
  }

  /**
   * By row, in place allowed; mean and inverse deviation are kept for the gradient. See {@link
   * Kernels#layerNorm}.
   */
  public void layerNorm(
      Tensor x,
      double epsilon,
      Tensor gamma,
      Tensor beta,
      Tensor y,
      Tensor mean,
      Tensor inverseDeviation) {
    int rows = x.shape().rows();
    int cols = x.shape().cols();
    require("layerNorm", "x", x, rows, cols);
    require("layerNorm", "y", y, rows, cols);
    requireSameOrDisjoint("layerNorm", "y", y, "x", x);
    requireSize("layerNorm", "gamma", gamma, cols);
    requireSize("layerNorm", "beta", beta, cols);
    requireSize("layerNorm", "mean", mean, rows);
    requireSize("layerNorm", "inverseDeviation", inverseDeviation, rows);
    requireDisjoint("layerNorm", "y", y, "gamma", gamma);
    requireDisjoint("layerNorm", "y", y, "beta", beta);
    requireDisjoint("layerNorm", "mean", mean, "x", x);
    requireDisjoint("layerNorm", "mean", mean, "gamma", gamma);
    requireDisjoint("layerNorm", "mean", mean, "beta", beta);
    requireDisjoint("layerNorm", "mean", mean, "y", y);
    requireDisjoint("layerNorm", "inverseDeviation", inverseDeviation, "x", x);
    requireDisjoint("layerNorm", "inverseDeviation", inverseDeviation, "gamma", gamma);
    requireDisjoint("layerNorm", "inverseDeviation", inverseDeviation, "beta", beta);
    requireDisjoint("layerNorm", "inverseDeviation", inverseDeviation, "y", y);
    requireDisjoint("layerNorm", "inverseDeviation", inverseDeviation, "mean", mean);
    kernels.layerNorm(
        rows,
        cols,
        x.array(),
        x.offset(),
        epsilon,
        gamma.array(),
        gamma.offset(),
        beta.array(),
        beta.offset(),
        y.array(),
        y.offset(),
        mean.array(),
        mean.offset(),
        inverseDeviation.array(),
        inverseDeviation.offset());
  }

  /** dGamma and dBeta are added to; dX may be dY. See {@link Kernels#layerNormGradient}. */
  public void layerNormGradient(
      Tensor x,
      Tensor mean,
      Tensor inverseDeviation,
      Tensor gamma,
      Tensor dY,
      Tensor dGamma,
      Tensor dBeta,
      Tensor dX) {
    int rows = x.shape().rows();
    int cols = x.shape().cols();
    require("layerNormGradient", "x", x, rows, cols);
    require("layerNormGradient", "dY", dY, rows, cols);
    require("layerNormGradient", "dX", dX, rows, cols);
    requireDisjoint("layerNormGradient", "dX", dX, "x", x);
    requireSameOrDisjoint("layerNormGradient", "dX", dX, "dY", dY);
    requireSize("layerNormGradient", "gamma", gamma, cols);
    requireSize("layerNormGradient", "dGamma", dGamma, cols);
    requireSize("layerNormGradient", "dBeta", dBeta, cols);
    requireSize("layerNormGradient", "mean", mean, rows);
    requireSize("layerNormGradient", "inverseDeviation", inverseDeviation, rows);
    requireDisjoint("layerNormGradient", "dX", dX, "mean", mean);
    requireDisjoint("layerNormGradient", "dX", dX, "inverseDeviation", inverseDeviation);
    requireDisjoint("layerNormGradient", "dX", dX, "gamma", gamma);
    requireDisjoint("layerNormGradient", "dGamma", dGamma, "x", x);
    requireDisjoint("layerNormGradient", "dGamma", dGamma, "mean", mean);
    requireDisjoint("layerNormGradient", "dGamma", dGamma, "inverseDeviation", inverseDeviation);
    requireDisjoint("layerNormGradient", "dGamma", dGamma, "gamma", gamma);
    requireDisjoint("layerNormGradient", "dGamma", dGamma, "dY", dY);
    requireDisjoint("layerNormGradient", "dGamma", dGamma, "dX", dX);
    requireDisjoint("layerNormGradient", "dBeta", dBeta, "x", x);
    requireDisjoint("layerNormGradient", "dBeta", dBeta, "mean", mean);
    requireDisjoint("layerNormGradient", "dBeta", dBeta, "inverseDeviation", inverseDeviation);
    requireDisjoint("layerNormGradient", "dBeta", dBeta, "gamma", gamma);
    requireDisjoint("layerNormGradient", "dBeta", dBeta, "dY", dY);
    requireDisjoint("layerNormGradient", "dBeta", dBeta, "dX", dX);
    requireDisjoint("layerNormGradient", "dBeta", dBeta, "dGamma", dGamma);
    kernels.layerNormGradient(
        rows,
        cols,
        x.array(),
        x.offset(),
        mean.array(),
        mean.offset(),
        inverseDeviation.array(),
        inverseDeviation.offset(),
        gamma.array(),
        gamma.offset(),
        dY.array(),
        dY.offset(),
        dGamma.array(),
        dGamma.offset(),
        dBeta.array(),
        dBeta.offset(),
        dX.array(),
        dX.offset());
  }

  // ---------------------------------------------------------------- optimizer steps

  /** w -= rate * (g + l2 w). See {@link Kernels#sgdStep}. */
  public void sgdStep(double rate, double l2, Tensor weight, Tensor gradient) {
    requireSize("sgdStep", "weight", weight, weight.size());
    requireState("sgdStep", weight, "gradient", gradient);
    kernels.sgdStep(
        weight.size(),
        rate,
        l2,
        weight.array(),
        weight.offset(),
        gradient.array(),
        gradient.offset());
  }

  /** Momentum, plain or Nesterov. See {@link Kernels#momentumStep}. */
  public void momentumStep(
      double rate,
      double momentum,
      boolean nesterov,
      double l2,
      Tensor weight,
      Tensor gradient,
      Tensor velocity) {
    requireSize("momentumStep", "weight", weight, weight.size());
    requireState("momentumStep", weight, "gradient", gradient);
    requireState("momentumStep", weight, "velocity", velocity);
    requireDisjoint("momentumStep", "velocity", velocity, "gradient", gradient);
    kernels.momentumStep(
        weight.size(),
        rate,
        momentum,
        nesterov,
        l2,
        weight.array(),
        weight.offset(),
        gradient.array(),
        gradient.offset(),
        velocity.array(),
        velocity.offset());
  }

  /** RMSProp. See {@link Kernels#rmspropStep}. */
  public void rmspropStep(
      double rate,
      double decay,
      double epsilon,
      double l2,
      Tensor weight,
      Tensor gradient,
      Tensor squares) {
    requireSize("rmspropStep", "weight", weight, weight.size());
    requireState("rmspropStep", weight, "gradient", gradient);
    requireState("rmspropStep", weight, "squares", squares);
    requireDisjoint("rmspropStep", "squares", squares, "gradient", gradient);
    kernels.rmspropStep(
        weight.size(),
        rate,
        decay,
        epsilon,
        l2,
        weight.array(),
        weight.offset(),
        gradient.array(),
        gradient.offset(),
        squares.array(),
        squares.offset());
  }

  /** Adagrad. See {@link Kernels#adagradStep}. */
  public void adagradStep(
      double rate, double epsilon, double l2, Tensor weight, Tensor gradient, Tensor squares) {
    requireSize("adagradStep", "weight", weight, weight.size());
    requireState("adagradStep", weight, "gradient", gradient);
    requireState("adagradStep", weight, "squares", squares);
    requireDisjoint("adagradStep", "squares", squares, "gradient", gradient);
    kernels.adagradStep(
        weight.size(),
        rate,
        epsilon,
        l2,
        weight.array(),
        weight.offset(),
        gradient.array(),
        gradient.offset(),
        squares.array(),
        squares.offset());
  }

  /** Adam, AdamW, AMSGrad; step counts from 1. See {@link Kernels#adamStep}. */
  public void adamStep(
      double rate,
      double beta1,
      double beta2,
      double epsilon,
      double l2,
      double decoupledDecay,
      long step,
      Tensor weight,
      Tensor gradient,
      Tensor first,
      Tensor second,
      @Nullable Tensor maxSecond) {
    if (step < 1) {
      throw new LanewiseException("adamStep: step=" + step + ", expected 1 or more");
    }
    requireSize("adamStep", "weight", weight, weight.size());
    requireState("adamStep", weight, "gradient", gradient);
    requireState("adamStep", weight, "first", first);
    requireState("adamStep", weight, "second", second);
    requireDisjoint("adamStep", "first", first, "gradient", gradient);
    requireDisjoint("adamStep", "second", second, "gradient", gradient);
    requireDisjoint("adamStep", "second", second, "first", first);
    if (maxSecond != null) {
      requireState("adamStep", weight, "maxSecond", maxSecond);
      requireDisjoint("adamStep", "maxSecond", maxSecond, "gradient", gradient);
      requireDisjoint("adamStep", "maxSecond", maxSecond, "first", first);
      requireDisjoint("adamStep", "maxSecond", maxSecond, "second", second);
    }
    kernels.adamStep(
        weight.size(),
        rate,
        beta1,
        beta2,
        epsilon,
        l2,
        decoupledDecay,
        step,
        weight.array(),
        weight.offset(),
        gradient.array(),
        gradient.offset(),
        first.array(),
        first.offset(),
        second.array(),
        second.offset(),
        maxSecond == null ? null : maxSecond.array(),
        maxSecond == null ? 0 : maxSecond.offset());
  }

  // ---------------------------------------------------------------- checks

  private void require(String op, String name, Tensor tensor, int rows, int cols) {
    requireDType(op, name, tensor);
    Shape shape = tensor.shape();
    if (shape.rows() != rows || shape.cols() != cols) {
      throw new ShapeException(
          op + ": " + name + " " + shape + ", expected (" + rows + ", " + cols + ")");
    }
  }

  private void requireSize(String op, String name, Tensor tensor, int size) {
    requireDType(op, name, tensor);
    if (tensor.size() != size) {
      throw new ShapeException(
          op + ": " + name + " " + tensor.shape() + ", expected " + size + " elements");
    }
  }

  private void requireDType(String op, String name, Tensor tensor) {
    if (tensor.dtype() != dtype()) {
      throw new ShapeException(
          op
              + ": "
              + name
              + " is "
              + tensor.dtype()
              + ", expected "
              + dtype()
              + " for backend "
              + name()
              + "; make it with backend.zeros or backend.tensor");
    }
  }

  private void requireState(String op, Tensor weight, String name, Tensor state) {
    requireSize(op, name, state, weight.size());
    requireDisjoint(op, name, state, "weight", weight);
  }

  private void requireLoss(String op, Tensor x, Tensor losses, @Nullable Tensor gradient) {
    int rows = x.shape().rows();
    int cols = x.shape().cols();
    require(op, "input", x, rows, cols);
    requireSize(op, "losses", losses, rows);
    requireDisjoint(op, "losses", losses, "input", x);
    if (gradient != null) {
      require(op, "gradient", gradient, rows, cols);
      requireSameOrDisjoint(op, "gradient", gradient, "input", x);
      requireDisjoint(op, "losses", losses, "gradient", gradient);
    }
  }

  private static void requireLabels(String op, int[] labels, int first, int rows, int classes) {
    requireIndices(op, labels, first, rows);
    for (int i = first; i < first + rows; i++) {
      if (labels[i] >= classes) {
        throw new ShapeException(
            op
                + ": label "
                + labels[i]
                + " at position "
                + i
                + ", expected 0 to "
                + (classes - 1)
                + " (or negative to ignore the row)");
      }
    }
  }

  private static void requireIndices(String op, int[] indices, int first, int count) {
    if (first < 0 || first > indices.length - count) {
      throw new ShapeException(
          op
              + ": "
              + count
              + " indices from position "
              + first
              + ", expected at most "
              + indices.length
              + " in the array");
    }
  }

  private static void requireDisjoint(
      String op, String outName, Tensor out, String inName, Tensor in) {
    if (out.overlaps(in)) {
      throw new ShapeException(
          op + ": " + outName + " overlaps " + inName + ", expected separate memory");
    }
  }

  private static void requireSameOrDisjoint(
      String op, String outName, Tensor out, String inName, Tensor in) {
    if (out.overlaps(in) && (out.offset() != in.offset() || out.size() != in.size())) {
      throw new ShapeException(
          op
              + ": "
              + outName
              + " overlaps "
              + inName
              + " in part, expected the same or separate memory");
    }
  }

  private static void requireValue(
      boolean valid, String op, String name, double value, String expected) {
    if (!valid) {
      throw new LanewiseException(op + ": " + name + "=" + value + ", expected " + expected);
    }
  }

  private void requireRaw(String op, DType dtype) {
    if (dtype() != dtype) {
      throw new ShapeException(
          op + ": backend " + name() + " computes in " + dtype() + ", expected " + dtype);
    }
  }

  // The very same array is what overlap is about.
  @SuppressWarnings("ReferenceEquality")
  private static void requireMatrices(
      String op,
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      Object a,
      int aLength,
      int aOffset,
      int lda,
      Object b,
      int bLength,
      int bOffset,
      int ldb,
      Object c,
      int cLength,
      int cOffset,
      int ldc) {
    if (m < 0 || n < 0 || k < 0) {
      throw new ShapeException(
          op + ": m=" + m + " n=" + n + " k=" + k + ", expected 0 or more each");
    }
    boolean plainA = transA == Transpose.NO;
    boolean plainB = transB == Transpose.NO;
    requireMatrix(
        op,
        "A",
        "lda",
        plainA ? m : k,
        plainA ? k : m,
        plainA ? "k" : "m",
        plainA,
        aLength,
        aOffset,
        lda);
    requireMatrix(
        op,
        "B",
        "ldb",
        plainB ? k : n,
        plainB ? n : k,
        plainB ? "n" : "k",
        plainB,
        bLength,
        bOffset,
        ldb);
    requireMatrix(op, "C", "ldc", m, n, "n", true, cLength, cOffset, ldc);
    long cEnd = end(m, n, cOffset, ldc);
    if (c == a && cOffset < end(plainA ? m : k, plainA ? k : m, aOffset, lda) && aOffset < cEnd) {
      throw new ShapeException(op + ": C overlaps A, expected separate memory");
    }
    if (c == b && cOffset < end(plainB ? k : n, plainB ? n : k, bOffset, ldb) && bOffset < cEnd) {
      throw new ShapeException(op + ": C overlaps B, expected separate memory");
    }
  }

  private static void requireMatrix(
      String op,
      String name,
      String ldName,
      int rows,
      int cols,
      String colsName,
      boolean plain,
      int length,
      int offset,
      int ld) {
    if (ld < Math.max(1, cols)) {
      throw new ShapeException(
          op
              + ": "
              + ldName
              + "="
              + ld
              + ", expected >= "
              + colsName
              + "="
              + cols
              + " ("
              + name
              + " is "
              + (plain ? "not " : "")
              + "transposed, row-major)");
    }
    if (offset < 0 || end(rows, cols, offset, ld) > length) {
      throw new ShapeException(
          op
              + ": "
              + name
              + " ("
              + rows
              + ", "
              + cols
              + ") at offset "
              + offset
              + " with "
              + ldName
              + "="
              + ld
              + " ends at "
              + end(rows, cols, offset, ld)
              + ", expected within 0 to the array's length "
              + length);
    }
  }

  private static long end(int rows, int cols, int offset, int ld) {
    return rows == 0 || cols == 0 ? offset : offset + (rows - 1L) * ld + cols;
  }
}
