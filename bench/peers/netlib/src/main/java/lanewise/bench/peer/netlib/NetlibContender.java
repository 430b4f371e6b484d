package lanewise.bench.peer.netlib;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lanewise.bench.race.Contender;
import lanewise.bench.race.ContenderServer;
import lanewise.bench.race.Inputs;
import lanewise.bench.race.Work;

/**
 * The pure-Java BLAS of netlib (L. Henry). Its sgemm is blocked loops that the JIT does not turn
 * into vector code; one thread, whatever is asked for.
 */
public final class NetlibContender implements Contender {
  private final BLAS blas = JavaBLAS.getInstance();

  private NetlibContender() {}

  /** Serves the race. */
  public static void main(String[] args) throws IOException {
    ContenderServer.serve(new NetlibContender());
  }

  @Override
  public Map<String, String> introduce() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("name", "netlib");
    words.put("version", "3.0.4");
    words.put("threads", "1");
    words.put("kernels", blas.getClass().getSimpleName() + " (sgemm not vectorised)");
    return words;
  }

  @Override
  public Optional<Task> prepare(Work work) {
    return work instanceof Work.MatrixProduct gemm
        ? Optional.of(new ColumnMajorProduct(gemm))
        : Optional.empty();
  }

  /**
   * Column-major, so it computes the transpose: C^T = op(B)^T . op(A)^T, whose memory is that of C
   * row-major.
   */
  private final class ColumnMajorProduct implements Task {
    private final Work.MatrixProduct work;
    private final float[] a;
    private final float[] b;
    private final float[] c;

    ColumnMajorProduct(Work.MatrixProduct work) {
      this.work = work;
      a = Inputs.floats(1, work.m() * work.k(), 1);
      b = Inputs.floats(2, work.k() * work.n(), 1);
      c = new float[work.resultSize()];
    }

    @Override
    public void run() {
      blas.sgemm(
          work.transB() ? "T" : "N",
          work.transA() ? "T" : "N",
          work.n(),
          work.m(),
          work.k(),
          1,
          b,
          work.transB() ? work.k() : work.n(),
          a,
          work.transA() ? work.m() : work.k(),
          0,
          c,
          work.n());
    }

    @Override
    public float[] result() {
      return c.clone();
    }
  }
}
