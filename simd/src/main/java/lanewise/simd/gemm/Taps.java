package lanewise.simd.gemm;

import lanewise.kernel.Slide;
import lanewise.kernel.Window;

/**
 * What each pixel of a result reads: pixel (p, q) of it has taps (a, b), and tap (a, b) is pixel (p
 * * {@link #stepDown} + {@link #down}[a], q * {@link #stepAlong} + {@link #along}[b]) of the image
 * that is read, or padding. It serves the forward pass, and the gradient of an image, which is a
 * convolution of dY: of a stride the pixels of one remainder at a time, since those share their
 * taps.
 */
public final class Taps {
  /** The size of the images that are read. */
  public int height;

  public int width;

  /** How many pixels of a result there are, down and along. */
  public int pixelsDown;

  public int pixelsAlong;

  public int stepDown;
  public int stepAlong;

  /** Taps down and along: as many of the arrays count. */
  public int tapsDown;

  public int tapsAlong;
  public int[] down = {};
  public int[] along = {};

  /** Which row and column of the kernel a tap has. */
  public int[] kernelRow = {};

  public int[] kernelColumn = {};

  /** Whether the taps of a row lie side by side. */
  public boolean sideBySide;

  /** The first pixel along at which no tap lies before the image, and behind the last such. */
  public int firstInside;

  public int endInside;

  /** The taps of the forward pass. */
  public void forward(Window window) {
    Slide rows = window.rows();
    Slide columns = window.columns();
    grow(rows.kernel(), columns.kernel());
    height = rows.extent();
    width = columns.extent();
    pixelsDown = rows.places();
    pixelsAlong = columns.places();
    stepDown = rows.stride();
    stepAlong = columns.stride();
    tapsDown = rows.kernel();
    tapsAlong = columns.kernel();
    for (int r = 0; r < tapsDown; r++) {
      down[r] = rows.element(0, r);
      kernelRow[r] = r;
    }
    for (int s = 0; s < tapsAlong; s++) {
      along[s] = columns.element(0, s);
      kernelColumn[s] = s;
    }
    lookInside();
  }

  /**
   * The taps of the gradient of an image at those of its pixels whose row is {@code row} and whose
   * column is {@code column} modulo the strides.
   */
  public void gradient(Window window, int row, int column) {
    Slide rows = window.rows();
    Slide columns = window.columns();
    grow(rows.kernel(), columns.kernel());
    height = rows.places();
    width = columns.places();
    pixelsDown = Math.ceilDiv(rows.extent() - row, rows.stride());
    pixelsAlong = Math.ceilDiv(columns.extent() - column, columns.stride());
    stepDown = 1;
    stepAlong = 1;
    tapsDown = 0;
    for (int r = rows.kernel() - 1; r >= 0; r--) {
      int place = rows.place(row, r);
      if (place != Integer.MIN_VALUE) {
        down[tapsDown] = place;
        kernelRow[tapsDown++] = r;
      }
    }
    tapsAlong = 0;
    for (int s = columns.kernel() - 1; s >= 0; s--) {
      int place = columns.place(column, s);
      if (place != Integer.MIN_VALUE) {
        along[tapsAlong] = place;
        kernelColumn[tapsAlong++] = s;
      }
    }
    lookInside();
  }

  private void grow(int rows, int columns) {
    if (down.length < rows) {
      down = new int[rows];
      kernelRow = new int[rows];
    }
    if (along.length < columns) {
      along = new int[columns];
      kernelColumn = new int[columns];
    }
  }

  private void lookInside() {
    sideBySide = true;
    for (int b = 1; b < tapsAlong; b++) {
      sideBySide &= along[b] == along[b - 1] + 1;
    }
    int first = tapsAlong == 0 ? 0 : along[0];
    int last = tapsAlong == 0 ? 0 : along[tapsAlong - 1];
    firstInside = Math.min(pixelsAlong, Math.max(0, Math.ceilDiv(-first, stepAlong)));
    int end = Math.floorDiv(width - 1 - last, stepAlong) + 1;
    endInside = Math.max(firstInside, Math.min(pixelsAlong, end));
  }

  /** How many taps there are. */
  public int count() {
    return tapsDown * tapsAlong;
  }
}
