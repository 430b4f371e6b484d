package lanewise.check;

import lanewise.kernel.Kernels;
import lanewise.kernel.ScalarKernels;

/** {@link ScalarKernels} keep the contract, but for the order of roundings in a product. */
class ScalarKernelsTest extends KernelContract {
  @Override
  protected Kernels create(int threads) {
    return new ScalarKernels();
  }

  @Override
  public boolean fusesProducts() {
    return false;
  }
}
