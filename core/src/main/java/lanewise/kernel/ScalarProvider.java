package lanewise.kernel;

import java.util.Optional;
import lanewise.tensor.DType;

/** Offers {@link ScalarKernels}: always available. */
public final class ScalarProvider implements KernelProvider {
  /** All instances are alike. */
  public ScalarProvider() {}

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public DType dtype() {
    return DType.FLOAT32;
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public String description() {
    return "plain loops, float32, one thread";
  }

  @Override
  public Kernels create(int threads) {
    return new ScalarKernels();
  }
}
