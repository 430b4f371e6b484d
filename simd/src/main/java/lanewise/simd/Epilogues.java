package lanewise.simd;

import java.util.concurrent.ConcurrentHashMap;
import lanewise.kernel.Activation;
import lanewise.simd.gemm.RowEpilogue;
import lanewise.simd.math.ActivationLoops;
import org.jspecify.annotations.Nullable;

/**
 * What a layer appends to its product, one object per activation, so that a call allocates nothing.
 */
final class Epilogues {
  private final ConcurrentHashMap<Activation, RowEpilogue> known = new ConcurrentHashMap<>();

  /** The activation in place; null for the identity. */
  @Nullable RowEpilogue of(Activation f) {
    if (f.kind() == Activation.Kind.IDENTITY) {
      return null;
    }
    RowEpilogue epilogue = known.get(f);
    return epilogue != null
        ? epilogue
        : known.computeIfAbsent(
            f, a -> (count, y, yOffset) -> ActivationLoops.apply(a, count, y, yOffset, y, yOffset));
  }
}
