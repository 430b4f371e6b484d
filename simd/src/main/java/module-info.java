/**
 * The backend of Lanewise on {@code jdk.incubator.vector}: float32, any vector width, any number of
 * threads. Exports nothing: it is reached through {@link lanewise.kernel.KernelProvider}.
 */
module lanewise.simd {
  requires lanewise.core;
  requires jdk.incubator.vector;
  requires static jdk.management;
  requires static org.jspecify;

  provides lanewise.kernel.KernelProvider with
      lanewise.simd.VectorProvider;
}
