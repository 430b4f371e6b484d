package lanewise.bench.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.kernel.Transpose;
import lanewise.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * Square products of one caller and of four at once on one backend: their products a second, all
 * callers together.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ConcurrentCallersBenchmark extends OnBackend {
  /** Rows, columns and steps. */
  @Param({"64", "256"})
  public int side = 64;

  private Tensor x = numbers(1, 1, 1, 1);
  private Tensor y = x;

  /** What a caller has of its own. */
  @State(Scope.Thread)
  public static class Caller {
    private Tensor z = numbers(1, 1, 1, 1);

    /** Makes room for the result. */
    @Setup
    public void build(ConcurrentCallersBenchmark shared) {
      z = numbers(3, 1, shared.side, shared.side);
    }
  }

  /** Fills the matrices. */
  @Setup
  public void build() {
    x = numbers(1, 1, side, side);
    y = numbers(2, 1, side, side);
  }

  /** One thread. */
  @Benchmark
  @Threads(1)
  public Tensor oneCaller(Caller caller) {
    on.products().gemm(1, Transpose.NO, x, Transpose.NO, y, 0, caller.z);
    return caller.z;
  }

  /** Four threads. */
  @Benchmark
  @Threads(4)
  public Tensor fourCallers(Caller caller) {
    on.products().gemm(1, Transpose.NO, x, Transpose.NO, y, 0, caller.z);
    return caller.z;
  }
}
