package lanewise.bench.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.bench.race.Inputs;
import lanewise.kernel.Function;
import lanewise.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Elementary functions, in cache (64 rows of 1000) and out of it (4096 rows). */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FunctionBenchmark extends OnBackend {
  /** Rows of 1000 elements. */
  @Param({"64", "4096"})
  public int rows = 64;

  /** The function. */
  @Param({"EXP", "LOG", "ERF"})
  public Function function = Function.EXP;

  private Tensor x = numbers(1, 1, 1);
  private Tensor y = x;

  /** Fills the operands. */
  @Setup
  public void fill() {
    x = numbers(1, Inputs.MAP_SCALE, rows, 1000);
    y = on.zeros(rows, 1000);
  }

  /** y = f(x). */
  @Benchmark
  public Tensor map() {
    on.elements().map(function, x, y);
    return y;
  }
}
