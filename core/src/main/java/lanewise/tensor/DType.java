package lanewise.tensor;

/** The element type of a tensor. */
public enum DType {
  FLOAT32(4, 0x1p-24),
  FLOAT64(8, 0x1p-53),
  /** Class numbers and row numbers; no kernel computes in it. */
  INT32(4, 0);

  private final int bytes;
  private final double unitRoundoff;

  DType(int bytes, double unitRoundoff) {
    this.bytes = bytes;
    this.unitRoundoff = unitRoundoff;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }

  /**
   * The largest relative error of one rounding: half the distance from 1 to the next number; 0 for
   * {@link #INT32}, which is exact.
   */
  public double unitRoundoff() {
    return unitRoundoff;
  }
}
