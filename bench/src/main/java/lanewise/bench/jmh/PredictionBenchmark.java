package lanewise.bench.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.course.FullyConnectedNet;
import lanewise.nn.Network;
import lanewise.nn.Workspace;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The answers of a network 784-1024-1024-10 to a few rows, as it is trained and as it is frozen.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PredictionBenchmark extends OnBackend {
  /** Rows of a batch. */
  @Param({"1", "8", "64"})
  public int rows = 1;

  private Network network = FullyConnectedNet.of(Shape.of(784), 10).build(on, 1);
  private Network frozen = network;
  private Workspace workspace = network.inferenceWorkspace();
  private Workspace frozenWorkspace = workspace;
  private Tensor x = numbers(1, 1, 1, 784);

  /** Builds the network, its copy and the rows. */
  @Setup
  public void build() {
    network = FullyConnectedNet.of(Shape.of(784), 10, 1024, 1024).build(on, 1);
    frozen = network.frozen();
    workspace = network.inferenceWorkspace();
    frozenWorkspace = frozen.inferenceWorkspace();
    x = numbers(1, 1, rows, 784);
  }

  /** The network as it is trained. */
  @Benchmark
  public Tensor trainable() {
    return network.forward(x, workspace);
  }

  /** The copy for inference. */
  @Benchmark
  public Tensor frozen() {
    return frozen.forward(x, frozenWorkspace);
  }
}
