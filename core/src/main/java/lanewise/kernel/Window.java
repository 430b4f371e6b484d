package lanewise.kernel;

/**
 * A window that slides over images: places in the order of rows, then columns. A layer makes one
 * and keeps it.
 *
 * @param rows how it slides down
 * @param columns how it slides along a row
 */
public record Window(Slide rows, Slide columns) {
  /** Pixels of an image that it slides over. */
  public int pixels() {
    return rows.extent() * columns.extent();
  }

  /** Places of the window on an image: pixels of the result. */
  public int places() {
    return rows.places() * columns.places();
  }

  /** Taps of the window. */
  public int taps() {
    return rows.kernel() * columns.kernel();
  }

  /** Whether it is one pixel wide and visits each pixel of the image once, and nothing else. */
  public boolean isIdentity() {
    return rows.isIdentity() && columns.isIdentity();
  }
}
