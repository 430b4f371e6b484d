package lanewise.simd.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.simd.Lanes;

/**
 * A virtual matrix with a row per pixel of a result, and in it what the pixel reads: tap after tap,
 * channel after channel, zeros for padding. It is never in memory as a whole: it packs stretches of
 * its rows where a product needs them.
 */
final class Patches {
  private static final VectorSpecies<Float> F = Lanes.F;
  private static final float[] NONE = {};

  final Taps taps = new Taps();

  private float[] x = NONE;
  private int offset;
  private int ld;
  private int channels;

  /** The images that are read: {@code channels} of each pixel from the offset on. */
  void read(float[] images, int first, int leadingDimension, int count) {
    x = images;
    offset = first;
    ld = leadingDimension;
    channels = count;
  }

  /** Columns of the matrix. */
  int columns() {
    return taps.count() * channels;
  }

  void clear() {
    x = NONE;
  }

  /**
   * How far apart rows of so many columns have to lie where they are copied to: a vector may be
   * written from the last column on.
   */
  static int distance(int columns) {
    return columns + F.length();
  }

  /**
   * Copies columns {@code from} to before {@code end} of some rows, which lie ldy apart in y,
   * {@link #distance} or more. A row of taps is copied for all pixels of a line before the next, so
   * that what a vector writes behind its own run is written over later, or lies between the rows.
   */
  void copy(int firstRow, int rows, int from, int end, float[] y, int yOffset, int ldy) {
    int along = firstRow % taps.pixelsAlong;
    int line = firstRow / taps.pixelsAlong;
    int tap = from / (taps.tapsAlong * channels);
    boolean runs = taps.sideBySide && ld == channels;
    int to = yOffset;
    int left = rows;
    while (left > 0) {
      int image = line / taps.pixelsDown;
      int down = line % taps.pixelsDown;
      int stop = Math.min(taps.pixelsAlong, along + left);
      int q = along;
      int inside = runs ? Math.min(taps.firstInside, stop) : stop;
      for (; q < inside; q++) {
        copyRow(image, down, q, tap, from, end, y, to);
        to += ldy;
      }
      int count = Math.min(taps.endInside, stop) - q;
      if (count > 0) {
        copyInside(image, down, q, count, tap, from, end, y, to, ldy);
        to += count * ldy;
        q += count;
      }
      for (; q < stop; q++) {
        copyRow(image, down, q, tap, from, end, y, to);
        to += ldy;
      }
      left -= stop - along;
      along = 0;
      line++;
    }
  }

  /** Rows of pixels side by side, of which no tap lies beside the image. */
  private void copyInside(
      int image,
      int down,
      int along,
      int pixels,
      int tap,
      int from,
      int end,
      float[] y,
      int yOffset,
      int ldy) {
    int width = taps.tapsAlong * channels;
    int step = taps.stepAlong * channels;
    int first = offset + (along * taps.stepAlong + taps.along[0]) * channels;
    int done = from;
    for (int a = tap; done < end; a++) {
      int begin = done - a * width;
      int count = Math.min(end, (a + 1) * width) - done;
      int i = down * taps.stepDown + taps.down[a];
      int to = yOffset + done - from;
      if (i < 0 || i >= taps.height) {
        for (int p = 0; p < pixels; p++) {
          fillZero(y, to + p * ldy, count);
        }
      } else {
        int line = first + (image * taps.height + i) * taps.width * channels + begin;
        if (count < F.length()) {
          copyShort(pixels, count, x, line, step, y, to, ldy);
        } else {
          copyRuns(pixels, count, x, line, step, y, to, ldy);
        }
      }
      done += count;
    }
  }

  /** Runs of one length: whole vectors, the last of which overlaps the one before it. */
  private static void copyRuns(
      int runs, int count, float[] x, int xOffset, int xStep, float[] y, int yOffset, int yStep) {
    int last = count - F.length();
    int from = xOffset;
    int to = yOffset;
    for (int p = 0; p < runs; p++) {
      for (int i = 0; i < last; i += F.length()) {
        FloatVector.fromArray(F, x, from + i).intoArray(y, to + i);
      }
      FloatVector.fromArray(F, x, from + last).intoArray(y, to + last);
      from += xStep;
      to += yStep;
    }
  }

  /** Runs shorter than a vector: one vector that reaches behind each, where there is room. */
  private static void copyShort(
      int runs, int count, float[] x, int xOffset, int xStep, float[] y, int yOffset, int yStep) {
    int room = x.length - F.length() - xOffset;
    int whole = room < 0 ? 0 : Math.min(runs, room / xStep + 1);
    int from = xOffset;
    int to = yOffset;
    for (int p = 0; p < whole; p++) {
      FloatVector.fromArray(F, x, from).intoArray(y, to);
      from += xStep;
      to += yStep;
    }
    for (int p = whole; p < runs; p++) {
      for (int i = 0; i < count; i++) {
        y[to + i] = x[from + i];
      }
      from += xStep;
      to += yStep;
    }
  }

  private void copyRow(
      int image, int down, int along, int tap, int from, int end, float[] y, int yOffset) {
    int width = taps.tapsAlong * channels;
    int to = yOffset;
    int done = from;
    for (int a = tap; done < end; a++) {
      int count = Math.min(end, (a + 1) * width) - done;
      int i = down * taps.stepDown + taps.down[a];
      if (i < 0 || i >= taps.height) {
        fillZero(y, to, count);
      } else {
        int line = (image * taps.height + i) * taps.width;
        copyTaps(line, along * taps.stepAlong, done - a * width, count, y, to);
      }
      to += count;
      done += count;
    }
  }

  /** Part of a row of taps, each of which is a run of its own or padding. */
  private void copyTaps(int line, int at, int within, int count, float[] y, int yOffset) {
    int b = within < channels ? 0 : within / channels;
    int c = within - b * channels;
    int to = yOffset;
    int left = count;
    while (left > 0) {
      int run = Math.min(left, channels - c);
      int j = at + taps.along[b];
      if (j < 0 || j >= taps.width) {
        fillZero(y, to, run);
      } else {
        copyRun(x, offset + (line + j) * ld + c, y, to, run);
      }
      to += run;
      left -= run;
      c = 0;
      b++;
    }
  }

  /** Whole vectors, the last of which reaches behind the run, where what follows comes later. */
  private static void fillZero(float[] y, int yOffset, int count) {
    for (int i = 0; i < count; i += F.length()) {
      FloatVector.zero(F).intoArray(y, yOffset + i);
    }
  }

  /**
   * Whole vectors, the last of which overlaps the one before it; or one vector that reaches behind
   * the run, where what follows is written later.
   */
  private static void copyRun(float[] x, int xOffset, float[] y, int yOffset, int count) {
    int last = count - F.length();
    if (last >= 0) {
      for (int i = 0; i < last; i += F.length()) {
        FloatVector.fromArray(F, x, xOffset + i).intoArray(y, yOffset + i);
      }
      FloatVector.fromArray(F, x, xOffset + last).intoArray(y, yOffset + last);
    } else if (xOffset <= x.length - F.length()) {
      FloatVector.fromArray(F, x, xOffset).intoArray(y, yOffset);
    } else {
      for (int i = 0; i < count; i++) {
        y[yOffset + i] = x[xOffset + i];
      }
    }
  }

  /** Rows that are copied before they are dealt out among panels. */
  static final int ROWS = 8;

  /**
   * Packs columns j to j + n - 1 of kc rows into panels, as {@link Panels#copy} does, but does not
   * fill the last one up: columns behind the end hold any numbers, and what is computed with them
   * is thrown away.
   *
   * @param rows room for {@link #ROWS} rows and one of the panels
   */
  void panels(int firstRow, int kc, int j, int n, float[] panels, float[] rows) {
    if (channels % F.length() == 0) {
      vectors(firstRow, kc, j, n, panels);
      return;
    }
    int width = Math.ceilDiv(n, Panels.WIDTH) * Panels.WIDTH;
    for (int p = 0; p < kc; p += ROWS) {
      int count = Math.min(ROWS, kc - p);
      copy(firstRow + p, count, j, j + n, rows, 0, distance(n));
      for (int i = 0; i < count; i++) {
        deal(rows, i * distance(n), width, panels, (p + i) * Panels.WIDTH, kc * Panels.WIDTH);
      }
    }
  }

  /** Deals a row out among panels that lie {@code size} apart. */
  private static void deal(
      float[] row, int rowOffset, int width, float[] panels, int at, int size) {
    int to = at;
    for (int j = rowOffset; j < rowOffset + width; j += Panels.WIDTH) {
      FloatVector left = FloatVector.fromArray(F, row, j);
      FloatVector right = FloatVector.fromArray(F, row, j + F.length());
      left.intoArray(panels, to);
      right.intoArray(panels, to + F.length());
      to += size;
    }
  }

  /**
   * {@link #panels} where each vector has channels of one tap: a vector of all pixels at a time.
   */
  private void vectors(int firstRow, int kc, int j, int n, float[] panels) {
    int size = kc * Panels.WIDTH;
    int along = firstRow % taps.pixelsAlong;
    int line = firstRow / taps.pixelsAlong;
    for (int p = 0; p < kc; ) {
      int pixels = Math.min(kc - p, taps.pixelsAlong - along);
      for (int v = 0; v < n; v += F.length()) {
        int to = v / Panels.WIDTH * size + p * Panels.WIDTH + v % Panels.WIDTH;
        vectorOf(line, along, pixels, j + v, panels, to);
      }
      p += pixels;
      along = 0;
      line++;
    }
  }

  /** The vector that begins with a column, of pixels side by side. */
  private void vectorOf(int line, int along, int pixels, int column, float[] panels, int at) {
    int tap = column / channels;
    int c = column - tap * channels;
    int b = tap % taps.tapsAlong;
    int i = line % taps.pixelsDown * taps.stepDown + taps.down[tap / taps.tapsAlong];
    int k = along * taps.stepAlong + taps.along[b];
    int step = taps.stepAlong;
    int to = at;
    int p = 0;
    if (i >= 0 && i < taps.height) {
      int from = offset + ((line / taps.pixelsDown * taps.height + i) * taps.width + k) * ld + c;
      int first = k >= 0 ? 0 : Math.min(pixels, Math.ceilDiv(-k, step));
      int end = Math.max(first, Math.min(pixels, Math.floorDiv(taps.width - 1 - k, step) + 1));
      for (; p < first; p++) {
        FloatVector.zero(F).intoArray(panels, to);
        to += Panels.WIDTH;
      }
      from += p * step * ld;
      for (; p < end; p++) {
        FloatVector.fromArray(F, x, from).intoArray(panels, to);
        from += step * ld;
        to += Panels.WIDTH;
      }
    }
    for (; p < pixels; p++) {
      FloatVector.zero(F).intoArray(panels, to);
      to += Panels.WIDTH;
    }
  }
}
