package lanewise.simd.gemm;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.simd.Lanes;

/**
 * Packs B into panels: {@link #WIDTH} columns wide, row after row of k without a gap, the last one
 * filled up with zeros.
 */
final class Panels {
  private static final VectorSpecies<Float> F = Lanes.F;

  /** Columns a panel. */
  static final int WIDTH = Tiles.VECTORS * Lanes.LENGTH;

  private Panels() {}

  /** Copies kc rows of n columns of B, stored (k, n), into panels. */
  static void copy(int kc, int n, float[] b, int bOffset, int ldb, float[] panels) {
    int full = n - n % WIDTH;
    for (int j = 0; j < full; j += WIDTH) {
      copyPanel(kc, b, bOffset + j, ldb, panels, j * kc);
    }
    if (full < n) {
      Rows.copy(kc, n - full, b, bOffset + full, ldb, panels, full * kc, WIDTH);
      fillUp(kc, n - full, panels, full * kc);
    }
  }

  private static void copyPanel(
      int kc, float[] b, int bOffset, int ldb, float[] panels, int start) {
    int from = bOffset;
    for (int to = start; to < start + kc * WIDTH; to += WIDTH) {
      FloatVector left = FloatVector.fromArray(F, b, from);
      FloatVector right = FloatVector.fromArray(F, b, from + F.length());
      left.intoArray(panels, to);
      right.intoArray(panels, to + F.length());
      from += ldb;
    }
  }

  /** Copies kc rows of n columns of B, stored transposed (n, k), into panels. */
  static void transpose(int kc, int n, float[] b, int bOffset, int ldb, float[] panels) {
    for (int j = 0; j < n; j += WIDTH) {
      int width = Math.min(WIDTH, n - j);
      int start = j * kc;
      Transposer.transpose(width, kc, b, bOffset + j * ldb, ldb, panels, start, WIDTH);
      if (width < WIDTH) {
        fillUp(kc, width, panels, start);
      }
    }
  }

  private static void fillUp(int kc, int width, float[] panels, int start) {
    for (int to = start; to < start + kc * WIDTH; to += WIDTH) {
      Arrays.fill(panels, to + width, to + WIDTH, 0f);
    }
  }
}
