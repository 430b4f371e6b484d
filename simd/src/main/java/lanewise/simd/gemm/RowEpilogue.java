package lanewise.simd.gemm;

/**
 * What is done to a finished stretch of a row of C while it is still in cache: an activation, in
 * place.
 */
@FunctionalInterface
public interface RowEpilogue {
  /**
   * Transforms {@code count} elements of {@code y} from {@code yOffset} on. Called from several
   * threads at once.
   */
  void apply(int count, float[] y, int yOffset);
}
