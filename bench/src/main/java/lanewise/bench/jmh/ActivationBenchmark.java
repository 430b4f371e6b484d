package lanewise.bench.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.bench.race.Inputs;
import lanewise.kernel.Activation;
import lanewise.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Activations and their gradients, in cache (64 rows of 1000) and out of it (4096 rows). */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ActivationBenchmark extends OnBackend {
  /** Rows of 1000 elements. */
  @Param({"64", "4096"})
  public int rows = 64;

  /** The function. */
  @Param({"RELU", "LEAKY_RELU", "SIGMOID", "TANH", "GELU"})
  public Activation.Kind function = Activation.Kind.RELU;

  private Activation activation = Activation.RELU;
  private Tensor x = numbers(1, 1, 1);
  private Tensor y = x;
  private Tensor dY = x;
  private Tensor dX = x;

  /** Fills the operands. */
  @Setup
  public void fill() {
    activation =
        function == Activation.Kind.LEAKY_RELU
            ? Activation.LEAKY_RELU
            : new Activation(function, 0);
    x = numbers(1, Inputs.MAP_SCALE, rows, 1000);
    y = on.zeros(rows, 1000);
    dY = numbers(2, 1, rows, 1000);
    dX = on.zeros(rows, 1000);
  }

  /** y = f(x). */
  @Benchmark
  public Tensor forward() {
    on.elements().activate(activation, x, y);
    return y;
  }

  /** dX = dY f'. */
  @Benchmark
  public Tensor backward() {
    on.elements().activateGradient(activation, x, dY, dX);
    return dX;
  }
}
