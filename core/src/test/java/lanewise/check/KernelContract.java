package lanewise.check;

import java.util.HashMap;
import java.util.Map;
import lanewise.kernel.Kernels;
import lanewise.kernel.ReferenceKernels;
import lanewise.tensor.DType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/**
 * The contract of {@link Kernels}: a backend passes it by a subclass that says how to make it.
 * Truth is {@link ReferenceKernels}, which {@code ReferenceKernelsTest} holds against formulas of
 * its own; bounds are those of {@link Tolerance}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class KernelContract
    implements OperationContract, ProductContract, DeterminismContract, NaNContract {
  private final Map<Integer, Kernels> made = new HashMap<>();

  /** For subclasses, one a backend. */
  protected KernelContract() {}

  /** The element type of the backend under test. */
  protected DType dtype() {
    return DType.FLOAT32;
  }

  @Override
  public final ElementType type() {
    return ElementType.of(dtype());
  }

  /** Makes the backend under test. */
  protected abstract Kernels create(int threads);

  @Override
  public final Kernels kernels(int threads) {
    return made.computeIfAbsent(threads, count -> create(count));
  }

  /** Ends the threads of all kernels made. */
  @AfterAll
  void close() {
    made.values().forEach(Kernels::close);
  }
}
