package lanewise.simd;

import lanewise.check.KernelContract;
import lanewise.kernel.Kernels;
import org.junit.jupiter.api.Tag;

/** {@link VectorKernels} keep the contract of the kernel interfaces, at every lane width. */
@Tag("widths")
class VectorKernelsTest extends KernelContract {
  @Override
  protected Kernels create(int threads) {
    return new VectorProvider().create(threads);
  }
}
