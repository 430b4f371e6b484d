package lanewise.simd;

import lanewise.kernel.ElementType;
import lanewise.kernel.KernelContract;
import lanewise.kernel.Kernels;
import org.junit.jupiter.api.Tag;

/** {@link VectorKernels} keep the contract of the seam, at every lane width. */
@Tag("widths")
class VectorKernelsTest extends KernelContract {
  @Override
  public ElementType type() {
    return ElementType.FLOAT32;
  }

  @Override
  protected Kernels<?> create(int threads) {
    return new VectorProvider().create(threads);
  }
}
