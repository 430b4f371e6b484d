package lanewise.simd.gemm;

import java.util.Arrays;
import lanewise.simd.Lanes;

/**
 * Packs B into panels: {@link #WIDTH} columns wide, row after row of k without a gap, the last one
 * filled up with zeros.
 */
final class Panels {
  /** Columns a panel. */
  static final int WIDTH = Tiles.VECTORS * Lanes.LENGTH;

  private Panels() {}

  /** Copies kc rows of n columns of B, stored (k, n), into panels. */
  static void copy(int kc, int n, float[] b, int bOffset, int ldb, float[] panels) {
    int to = 0;
    for (int j = 0; j < n; j += WIDTH) {
      int width = Math.min(WIDTH, n - j);
      int from = bOffset + j;
      for (int p = 0; p < kc; p++) {
        System.arraycopy(b, from, panels, to, width);
        if (width < WIDTH) {
          Arrays.fill(panels, to + width, to + WIDTH, 0f);
        }
        from += ldb;
        to += WIDTH;
      }
    }
  }

  /** Copies kc rows of n columns of B, stored transposed (n, k), into panels. */
  static void transpose(int kc, int n, float[] b, int bOffset, int ldb, float[] panels) {
    for (int j = 0; j < n; j += WIDTH) {
      int width = Math.min(WIDTH, n - j);
      int start = j * kc;
      Transposer.transpose(width, kc, b, bOffset + j * ldb, ldb, panels, start, WIDTH);
      if (width < WIDTH) {
        for (int to = start; to < start + kc * WIDTH; to += WIDTH) {
          Arrays.fill(panels, to + width, to + WIDTH, 0f);
        }
      }
    }
  }
}
