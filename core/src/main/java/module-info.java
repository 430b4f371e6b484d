/**
 * Lanewise core: tensors, the kernel interfaces with scalar and float64 backends, layers, losses,
 * optimizers and the trainer. Depends on nothing but {@code java.base}.
 */
module lanewise.core {
  requires static org.jspecify;

  exports lanewise.tensor;
  exports lanewise.kernel;
  exports lanewise.nn;
  exports lanewise.loss;
  exports lanewise.metric;
  exports lanewise.optim;
  exports lanewise.train;
  exports lanewise.tune;
  exports lanewise.data;
  exports lanewise.check;

  uses lanewise.kernel.KernelProvider;
}
