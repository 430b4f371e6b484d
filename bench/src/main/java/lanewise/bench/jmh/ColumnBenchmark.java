package lanewise.bench.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.kernel.Gain;
import lanewise.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Sums down the columns of a matrix, and what batch and layer normalisation do with columns. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ColumnBenchmark extends OnBackend {
  private static final double EPSILON = 1e-5;

  /** Rows and columns; rows of 1024 floats are those that fall into the same lines of a cache. */
  @Param({"64x256", "256x1024", "4096x1000"})
  public String matrix = "64x256";

  private Tensor x = numbers(1, 1, 1);
  private Tensor y = x;
  private Tensor dY = x;
  private Tensor dX = x;
  private Tensor mean = x;
  private Tensor variance = x;
  private Tensor gamma = x;
  private Gain gain = new Gain(x, x);
  private Gain gradients = gain;
  private Tensor rowMean = x;
  private Tensor rowInverse = x;

  /** Fills the operands. */
  @Setup
  public void fill() {
    String[] sides = matrix.split("x", -1);
    int rows = Integer.parseInt(sides[0]);
    int cols = Integer.parseInt(sides[1]);
    x = numbers(1, 1, rows, cols);
    dY = numbers(2, 1, rows, cols);
    y = on.zeros(rows, cols);
    dX = on.zeros(rows, cols);
    mean = on.zeros(cols);
    variance = on.zeros(cols);
    on.norms().columnMoments(x, mean, variance);
    gamma = numbers(3, 1, cols);
    gain = new Gain(gamma, numbers(4, 1, cols));
    gradients = new Gain(on.zeros(cols), on.zeros(cols));
    rowMean = on.zeros(rows);
    rowInverse = on.zeros(rows);
    on.norms().layerNorm(x, EPSILON, gain, y, rowMean, rowInverse);
  }

  /** The gradient of a bias. */
  @Benchmark
  public Tensor sums() {
    on.reductions().columnSums(dY, 0, gradients.beta());
    return gradients.beta();
  }

  /** Mean and variance. */
  @Benchmark
  public Tensor moments() {
    on.norms().columnMoments(x, mean, variance);
    return variance;
  }

  /** Normalises, scales and shifts. */
  @Benchmark
  public Tensor batchNorm() {
    on.norms().batchNorm(x, mean, variance, EPSILON, gain, y);
    return y;
  }

  /** Of the input and of both parameters. */
  @Benchmark
  public Tensor batchNormGradient() {
    on.norms().batchNormGradient(x, mean, variance, EPSILON, gamma, dY, gradients, dX);
    return dX;
  }

  /** Of the input and of both parameters, which are sums down columns. */
  @Benchmark
  public Tensor layerNormGradient() {
    on.norms().layerNormGradient(x, rowMean, rowInverse, gamma, dY, gradients, dX);
    return dX;
  }

  /** Each row by a factor of its own. */
  @Benchmark
  public Tensor scaleRows() {
    on.rowOps().scaleRows(dY, rowMean, y);
    return y;
  }
}
