package lanewise.tensor;

/** The element type of a tensor. */
public enum DType {
  FLOAT32(4, 0x1p-24),
  FLOAT64(8, 0x1p-53);

  private final int bytes;
  private final double unitRoundoff;

  DType(int bytes, double unitRoundoff) {
    this.bytes = bytes;
    this.unitRoundoff = unitRoundoff;
  }

  /** Bytes an element. */
  public int bytes() {
    return bytes;
  }

  /** The largest relative error of one rounding: half the distance from 1 to the next number. */
  public double unitRoundoff() {
    return unitRoundoff;
  }
}
