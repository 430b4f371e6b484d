package lanewise.bench.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.bench.race.Inputs;
import lanewise.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Softmax of rows of 1000, its logarithm, its gradient, and cross-entropy in one pass. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SoftmaxBenchmark extends OnBackend {
  private static final int COLS = 1000;

  /** Rows of 1000 elements. */
  @Param({"64", "4096"})
  public int rows = 64;

  private Tensor x = numbers(1, 1, 1);
  private Tensor y = x;
  private Tensor dY = x;
  private Tensor dX = x;
  private Tensor losses = x;
  private Tensor labels = Tensor.ofInts(0);

  /** Fills the operands. */
  @Setup
  public void fill() {
    x = numbers(1, Inputs.MAP_SCALE, rows, COLS);
    y = on.zeros(rows, COLS);
    on.rowOps().softmax(x, y);
    dY = numbers(2, 1, rows, COLS);
    dX = on.zeros(rows, COLS);
    losses = on.zeros(rows);
    labels = Tensor.ofInts(Inputs.labels(rows, COLS));
  }

  /** y = softmax(x). */
  @Benchmark
  public Tensor softmax() {
    on.rowOps().softmax(x, y);
    return y;
  }

  /** y = log softmax(x). */
  @Benchmark
  public Tensor logSoftmax() {
    on.rowOps().logSoftmax(x, dX);
    return dX;
  }

  /** dX from y and dY. */
  @Benchmark
  public Tensor softmaxGradient() {
    on.rowOps().softmaxGradient(y, dY, dX);
    return dX;
  }

  /** Loss and gradient from logits. */
  @Benchmark
  public Tensor crossEntropy() {
    on.losses().softmaxCrossEntropy(x, labels, 1.0 / rows, losses, dX);
    return dX;
  }
}
