package lanewise.kernel;

import java.util.Optional;
import lanewise.tensor.DType;

/** Offers {@link ReferenceKernels}: always available, never chosen by itself. */
public final class ReferenceProvider implements KernelProvider {
  /** All instances are alike. */
  public ReferenceProvider() {}

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public DType dtype() {
    return DType.FLOAT64;
  }

  @Override
  public int priority() {
    return -1;
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public String description() {
    return "plain loops, float64, one thread";
  }

  @Override
  public Kernels create(int threads) {
    return new ReferenceKernels();
  }
}
