package lanewise.train;

import java.util.Arrays;

/** A list of doubles that grows. */
final class Doubles {
  private double[] values = new double[16];
  private int size;

  /** Makes room, so that adding up to so many in all allocates nothing. */
  void reserve(long capacity) {
    if (capacity > values.length) {
      values = Arrays.copyOf(values, (int) Math.min(capacity, MOST_RESERVED));
    }
  }

  /** What is reserved ahead at most; a longer run grows its lists as it needs them. */
  private static final long MOST_RESERVED = 1 << 20;

  void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.multiplyExact(size, 2));
    }
    values[size] = value;
    size++;
  }

  void setAll(double[] others) {
    values = Arrays.copyOf(others, Math.max(16, others.length));
    size = others.length;
  }

  int size() {
    return size;
  }

  double last() {
    return size == 0 ? Double.NaN : values[size - 1];
  }

  double[] toArray() {
    return Arrays.copyOf(values, size);
  }

  /** The mean of the elements from an index on; NaN if there are none. */
  double meanFrom(int first) {
    double sum = 0;
    for (int i = first; i < size; i++) {
      sum += values[i];
    }
    return sum / (size - first);
  }
}
