package lanewise.bench.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.kernel.AdamConfig;
import lanewise.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** One streaming pass of an optimizer over all weights. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OptimizerBenchmark extends OnBackend {
  /** Weights: those of 784-256-10, and of 784-1024-1024-10. */
  @Param({"203530", "1863690"})
  public int count = 203530;

  private static final AdamConfig ADAM = new AdamConfig(0.9, 0.999, 1e-8, 0, 0);

  private Tensor weight = numbers(1, 1, 1);
  private Tensor gradient = weight;
  private Tensor first = weight;
  private Tensor second = weight;

  /** Fills the operands. */
  @Setup
  public void fill() {
    weight = numbers(1, 1, count);
    gradient = numbers(2, 1e-2f, count);
    first = on.zeros(count);
    second = on.zeros(count);
  }

  /** w -= rate g. */
  @Benchmark
  public Tensor sgd() {
    on.optimizerSteps().sgd(1e-6, 0, weight, gradient);
    return weight;
  }

  /** With momentum 0.9. */
  @Benchmark
  public Tensor momentum() {
    on.optimizerSteps().momentum(1e-6, 0.9, false, 0, weight, gradient, first);
    return weight;
  }

  /** Adam with its usual constants. */
  @Benchmark
  public Tensor adam() {
    on.optimizerSteps().adam(ADAM, 1e-6, 1000, weight, gradient, first, second, null);
    return weight;
  }
}
