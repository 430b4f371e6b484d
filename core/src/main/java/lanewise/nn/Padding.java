package lanewise.nn;

import lanewise.kernel.Slide;
import lanewise.tensor.LanewiseException;

/**
 * How much padding a window finds around an image.
 *
 * @param kind whether it follows from the size of the image or is given
 * @param top rows before the first, where given; else 0
 * @param left columns before the first, where given; else 0
 * @param bottom rows behind the last, where given; else 0
 * @param right columns behind the last, where given; else 0
 */
public record Padding(Kind kind, int top, int left, int bottom, int right) {
  /** Where the numbers come from. */
  public enum Kind {
    /** As much as gives ceil(extent / stride) places, an odd one at the end; Keras's "same". */
    SAME,
    /** None. */
    VALID,
    /** As given. */
    GIVEN
  }

  public static final Padding SAME = new Padding(Kind.SAME, 0, 0, 0, 0);
  public static final Padding VALID = new Padding(Kind.VALID, 0, 0, 0, 0);

  /** So many pixels on each side. */
  public static Padding of(int all) {
    return new Padding(Kind.GIVEN, all, all, all, all);
  }

  /** So many rows above, columns to the left, rows below and columns to the right. */
  public static Padding of(int top, int left, int bottom, int right) {
    return new Padding(Kind.GIVEN, top, left, bottom, right);
  }

  Slide down(int extent, int kernel, int stride, int dilation) {
    return slide(extent, kernel, stride, dilation, top, bottom);
  }

  Slide along(int extent, int kernel, int stride, int dilation) {
    return slide(extent, kernel, stride, dilation, left, right);
  }

  private Slide slide(int extent, int kernel, int stride, int dilation, int before, int after) {
    return kind == Kind.SAME
        ? Slide.same(extent, kernel, stride, dilation)
        : new Slide(extent, kernel, stride, dilation, before, after);
  }

  /** {@code same}, {@code valid} or {@code top,left,bottom,right}. */
  String text() {
    return switch (kind) {
      case SAME -> "same";
      case VALID -> "valid";
      case GIVEN -> top + "," + left + "," + bottom + "," + right;
    };
  }

  /**
   * Reads {@link #text}.
   *
   * @throws LanewiseException if it is none
   */
  static Padding parse(String text) {
    return switch (text) {
      case "same" -> SAME;
      case "valid" -> VALID;
      default -> {
        int[] n = Stencil.numbers(text, ",", 4, "padding", "same, valid or top,left,bottom,right");
        yield of(n[0], n[1], n[2], n[3]);
      }
    };
  }
}
