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
    int j = 0;
    for (; j <= full - 4 * WIDTH; j += 4 * WIDTH) {
      copyFour(kc, b, bOffset + j, ldb, panels, j * kc);
    }
    for (; j < full; j += WIDTH) {
      copyOne(kc, b, bOffset + j, ldb, panels, j * kc);
    }
    if (full < n) {
      Rows.copy(kc, n - full, b, bOffset + full, ldb, panels, full * kc, WIDTH);
      fillUp(kc, n - full, panels, full * kc);
    }
  }

  /** Four panels side by side: each row of B may lie in a page of its own, and is visited once. */
  private static void copyFour(int kc, float[] b, int bOffset, int ldb, float[] panels, int start) {
    int second = kc * WIDTH;
    int third = 2 * kc * WIDTH;
    int fourth = 3 * kc * WIDTH;
    int from = bOffset;
    for (int to = start; to < start + kc * WIDTH; to += WIDTH) {
      FloatVector v0 = FloatVector.fromArray(F, b, from);
      FloatVector v1 = FloatVector.fromArray(F, b, from + F.length());
      FloatVector v2 = FloatVector.fromArray(F, b, from + 2 * F.length());
      FloatVector v3 = FloatVector.fromArray(F, b, from + 3 * F.length());
      FloatVector v4 = FloatVector.fromArray(F, b, from + 4 * F.length());
      FloatVector v5 = FloatVector.fromArray(F, b, from + 5 * F.length());
      FloatVector v6 = FloatVector.fromArray(F, b, from + 6 * F.length());
      FloatVector v7 = FloatVector.fromArray(F, b, from + 7 * F.length());
      v0.intoArray(panels, to);
      v1.intoArray(panels, to + F.length());
      v2.intoArray(panels, to + second);
      v3.intoArray(panels, to + second + F.length());
      v4.intoArray(panels, to + third);
      v5.intoArray(panels, to + third + F.length());
      v6.intoArray(panels, to + fourth);
      v7.intoArray(panels, to + fourth + F.length());
      from += ldb;
    }
  }

  private static void copyOne(int kc, float[] b, int bOffset, int ldb, float[] panels, int start) {
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
      Transposer.panel(width, kc, b, bOffset + j * ldb, ldb, panels, start);
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
