package lanewise.simd.math;

import static lanewise.simd.Lanes.LENGTH;

import lanewise.kernel.Reductions;

/**
 * Adds up lanes in an order that does not depend on how many the hardware has.
 *
 * <p>A sum along memory runs in 16 virtual lanes, element i in lane i mod 16; at its end lanes l
 * and l + 8 are added, then l and l + 4, l + 2, l + 1. With fewer hardware lanes 16 / {@code
 * LENGTH} vectors take turns:
 *
 * <pre>{@code
 * FloatVector next = s0.add(term);
 * s0 = LENGTH == 16 ? next : s1;
 * s1 = LENGTH == 8 ? next : s2;
 * s2 = s3;
 * s3 = next;
 * }</pre>
 *
 * <p>so that s0 is always the one whose turn it is, a loop names its term once, and the conditions
 * are gone after compilation. Where the turn stopped does not matter: a rotation changes neither
 * which vectors the tree pairs (opposite ones), nor a sum of two. All start from +0, so that
 * padding with zeros changes no lane.
 */
final class LaneTree {
  static {
    if (LENGTH != 4 && LENGTH != 8 && LENGTH != Reductions.SUM_LANES) {
      throw new ExceptionInInitializerError("LaneTree: " + LENGTH + " lanes, expected 4, 8 or 16");
    }
  }

  private LaneTree() {}

  /** The sum of the 16 virtual lanes at {@link Scratch#LANES}. */
  static float sum(float[] scratch) {
    int l = Scratch.LANES;
    float s0 = scratch[l] + scratch[l + 8];
    float s1 = scratch[l + 1] + scratch[l + 9];
    float s2 = scratch[l + 2] + scratch[l + 10];
    float s3 = scratch[l + 3] + scratch[l + 11];
    s0 += scratch[l + 4] + scratch[l + 12];
    s1 += scratch[l + 5] + scratch[l + 13];
    s2 += scratch[l + 6] + scratch[l + 14];
    s3 += scratch[l + 7] + scratch[l + 15];
    return (s0 + s2) + (s1 + s3);
  }
}
