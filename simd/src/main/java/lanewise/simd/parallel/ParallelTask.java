package lanewise.simd.parallel;

/** Work that falls into parts which may run at the same time, in any order, on any thread. */
@FunctionalInterface
public interface ParallelTask {
  /** Does one part. */
  void run(int part);
}
