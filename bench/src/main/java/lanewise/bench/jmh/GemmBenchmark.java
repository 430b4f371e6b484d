package lanewise.bench.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.bench.race.Work;
import lanewise.kernel.Transpose;
import lanewise.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** C = op(A) . op(B) at the shapes of networks. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GemmBenchmark extends OnBackend {
  /** m, n, k and which operands are transposed, as the race names them. */
  @Param({
    "64x64x64 NN",
    "256x256x256 NN",
    "512x512x512 NN",
    "64x256x784 NT",
    "256x784x64 TN",
    "1x1024x1024 NN"
  })
  public String shape = "64x64x64 NN";

  private Transpose transA = Transpose.NO;
  private Transpose transB = Transpose.NO;
  private Tensor a = numbers(1, 1, 1, 1);
  private Tensor b = a;
  private Tensor c = a;

  /** Fills the operands. */
  @Setup
  public void fill() {
    var work = (Work.MatrixProduct) Work.parse("gemm " + shape);
    transA = work.transA() ? Transpose.YES : Transpose.NO;
    transB = work.transB() ? Transpose.YES : Transpose.NO;
    a = work.transA() ? numbers(1, 1, work.k(), work.m()) : numbers(1, 1, work.m(), work.k());
    b = work.transB() ? numbers(2, 1, work.n(), work.k()) : numbers(2, 1, work.k(), work.n());
    c = on.zeros(work.m(), work.n());
  }

  /** One product. */
  @Benchmark
  public Tensor gemm() {
    on.products().gemm(1, transA, a, transB, b, 0, c);
    return c;
  }
}
