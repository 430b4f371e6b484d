package lanewise.kernel;

/** {@link ScalarKernels} keep the contract, but for the order of roundings in a product. */
class ScalarKernelsTest extends KernelContract {
  @Override
  public ElementType type() {
    return ElementType.FLOAT32;
  }

  @Override
  protected Kernels<?> create(int threads) {
    return new ScalarProvider().create(threads);
  }

  @Override
  public boolean fusesProducts() {
    return false;
  }
}
