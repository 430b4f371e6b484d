/**
 * The backend of Lanewise on {@code jdk.incubator.vector}: float32, any vector width, any number of
 * threads.
 */
module lanewise.simd {
  requires lanewise.core;
  requires jdk.incubator.vector;
  requires static org.jspecify;
}
