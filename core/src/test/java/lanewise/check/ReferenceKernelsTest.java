package lanewise.check;

import lanewise.kernel.Kernels;
import lanewise.kernel.ReferenceKernels;
import lanewise.tensor.DType;

/**
 * {@link ReferenceKernels} keep the contract; that they are the truth is shown by {@code
 * ReferenceTruthTest}.
 */
class ReferenceKernelsTest extends KernelContract {
  @Override
  protected DType dtype() {
    return DType.FLOAT64;
  }

  @Override
  protected Kernels create(int threads) {
    return new ReferenceKernels();
  }
}
