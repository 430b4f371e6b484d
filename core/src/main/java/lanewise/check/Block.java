package lanewise.check;

import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A matrix inside an array of its own, with canaries before, after and between its rows: a NaN of
 * one bit pattern, so that a read of it poisons the result and a write to it shows.
 */
final class Block {
  /**
   * Where a block lies in its array: at its very start without gaps, or off any alignment and with
   * gaps.
   */
  enum Layout {
    TIGHT,
    PADDED
  }

  private final ElementType type;
  private final Object array;
  private final int offset;
  private final int rows;
  private final int cols;
  private final int ld;
  private final int length;

  private Block(
      ElementType type, Object array, int length, int offset, int rows, int cols, int ld) {
    this.type = type;
    this.array = array;
    this.length = length;
    this.offset = offset;
    this.rows = rows;
    this.cols = cols;
    this.ld = ld;
  }

  /**
   * A block of canaries.
   *
   * @param gap elements between two rows, where the layout is padded
   */
  static Block allocate(ElementType type, Layout layout, int gap, int rows, int cols) {
    boolean padded = layout == Layout.PADDED;
    int offset = padded ? 3 + (rows + cols) % 5 : 0;
    int ld = Math.max(1, cols) + (padded ? gap : 0);
    int length = offset + rows * ld + (padded ? 9 : 0);
    Block block = new Block(type, type.allocate(length), length, offset, rows, cols, ld);
    for (int at = 0; at < length; at++) {
      type.setBits(block.array, at, type.canary());
    }
    return block;
  }

  Block fill(double[] values) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        set(i, j, values[i * cols + j]);
      }
    }
    return this;
  }

  /** A view of some rows. */
  Block rows(int first, int count) {
    return new Block(type, array, length, offset + first * ld, count, cols, ld);
  }

  /** The tensor of a block that an operation may be {@link Operation#without}. */
  static @Nullable Tensor tensorOf(@Nullable Block block) {
    return block == null ? null : block.tensor();
  }

  /** The block as kernels take it, on the same memory. */
  Tensor tensor() {
    Shape shape = Shape.of(rows, cols);
    return switch (type) {
      case FLOAT32 -> Tensor.of((float[]) array, offset, shape, ld);
      case FLOAT64 -> Tensor.of((double[]) array, offset, shape, ld);
      case INT32 -> Tensor.of((int[]) array, offset, shape);
    };
  }

  int rows() {
    return rows;
  }

  int cols() {
    return cols;
  }

  int size() {
    return rows * cols;
  }

  ElementType type() {
    return type;
  }

  double get(int i, int j) {
    return type.get(array, offset + i * ld + j);
  }

  void set(int i, int j, double value) {
    type.set(array, offset + i * ld + j, value);
  }

  long bits(int i, int j) {
    return type.bits(array, offset + i * ld + j);
  }

  /** The first index of the array, outside of the block, that is no canary any more; else -1. */
  int brokenCanary() {
    int broken = broken(0, offset);
    for (int i = 0; i < rows && broken < 0; i++) {
      broken = broken(offset + i * ld + cols, offset + (i + 1) * ld);
    }
    return broken < 0 ? broken(offset + rows * ld, length) : broken;
  }

  private int broken(int first, int end) {
    for (int at = first; at < end; at++) {
      if (type.bits(array, at) != type.canary()) {
        return at;
      }
    }
    return -1;
  }

  /** Where the elements of two blocks of one form differ in bits, in words; empty if nowhere. */
  String difference(Block other) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        boolean same = bits(i, j) == other.bits(i, j);
        if (!same && !(Double.isNaN(get(i, j)) && Double.isNaN(other.get(i, j)))) {
          return "(" + i + ", " + j + "): " + get(i, j) + " against " + other.get(i, j);
        }
      }
    }
    return "";
  }
}
