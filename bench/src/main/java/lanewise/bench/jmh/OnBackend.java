package lanewise.bench.jmh;

import lanewise.bench.race.Inputs;
import lanewise.kernel.Backend;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What every benchmark has: a backend, by name, on one thread unless told otherwise. */
@State(Scope.Benchmark)
public abstract class OnBackend {
  /** The backend's name. */
  @Param({"vector", "scalar"})
  public String backend = "vector";

  /** Threads for one call. */
  @Param("1")
  public int threads = 1;

  /** The backend itself; the chosen one between setup and tear-down. */
  protected Backend on = Backend.create("scalar", 1);

  /** Makes the backend. */
  @Setup(Level.Trial)
  public void createBackend() {
    on.close();
    on = Backend.create(backend, threads);
  }

  /** Ends its threads. */
  @TearDown(Level.Trial)
  public void closeBackend() {
    on.close();
  }

  /** A tensor of reproducible numbers in [-scale, scale). */
  protected static Tensor numbers(int stream, float scale, int... dims) {
    Shape shape = Shape.of(dims);
    return Tensor.of(Inputs.floats(stream, shape.size(), scale), 0, shape);
  }
}
