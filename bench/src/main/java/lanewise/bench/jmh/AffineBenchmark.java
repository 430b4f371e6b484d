package lanewise.bench.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.kernel.Activation;
import lanewise.kernel.Transpose;
import lanewise.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;

/**
 * The dense layer Y = f(X . W^T + bias), batch 64, 784 to 256: what bias and activation add to the
 * product.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AffineBenchmark extends OnBackend {
  private final Tensor x = numbers(1, 1, 64, 784);
  private final Tensor weight = numbers(2, 0.1f, 256, 784);
  private final Tensor bias = numbers(3, 1, 256);
  private Tensor y = bias;

  /** Makes the output. */
  @Setup
  public void allocate() {
    y = on.zeros(64, 256);
  }

  /** The product alone. */
  @Benchmark
  public Tensor plain() {
    on.products().affine(x, Transpose.YES, weight, null, Activation.IDENTITY, y);
    return y;
  }

  /** With bias and ReLU. */
  @Benchmark
  public Tensor biasRelu() {
    on.products().affine(x, Transpose.YES, weight, bias, Activation.RELU, y);
    return y;
  }

  /** With bias and tanh. */
  @Benchmark
  public Tensor biasTanh() {
    on.products().affine(x, Transpose.YES, weight, bias, Activation.TANH, y);
    return y;
  }
}
