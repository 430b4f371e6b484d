package lanewise.kernel;

/**
 * {@link ReferenceKernels} keep the contract; that they are the truth is shown by {@code
 * ReferenceTruthTest}.
 */
class ReferenceKernelsTest extends KernelContract {
  @Override
  public ElementType type() {
    return ElementType.FLOAT64;
  }

  @Override
  protected Kernels<?> create(int threads) {
    return new ReferenceProvider().create(threads);
  }
}
