package lanewise.bench.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.bench.race.Inputs;
import lanewise.kernel.PointwiseLoss;
import lanewise.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Losses with their gradients, of few outputs and of many. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LossBenchmark extends OnBackend {
  /** Rows and columns: one output, ten classes, a picture. */
  @Param({"256x1", "64x10", "64x784"})
  public String matrix = "64x10";

  private Tensor x = numbers(1, 1, 1);
  private Tensor targets = x;
  private Tensor losses = x;
  private Tensor dX = x;
  private Tensor labels = Tensor.ofInts(0);

  /** Fills the operands. */
  @Setup
  public void fill() {
    String[] sides = matrix.split("x", -1);
    int rows = Integer.parseInt(sides[0]);
    int cols = Integer.parseInt(sides[1]);
    x = numbers(1, Inputs.MAP_SCALE, rows, cols);
    targets = numbers(2, 1, rows, cols);
    losses = on.zeros(rows);
    dX = on.zeros(rows, cols);
    labels = Tensor.ofInts(Inputs.labels(rows, cols));
  }

  /** Softmax cross-entropy against labels. */
  @Benchmark
  public Tensor crossEntropy() {
    on.losses().softmaxCrossEntropy(x, labels, 1, losses, dX);
    return dX;
  }

  /** The square of the difference. */
  @Benchmark
  public Tensor squared() {
    on.losses().pointwiseLoss(PointwiseLoss.SQUARED, x, targets, 1, losses, dX);
    return dX;
  }

  /** Cross-entropy of each output's sigmoid. */
  @Benchmark
  public Tensor binaryLogits() {
    on.losses().pointwiseLoss(PointwiseLoss.BINARY_LOGITS, x, targets, 1, losses, dX);
    return dX;
  }
}
