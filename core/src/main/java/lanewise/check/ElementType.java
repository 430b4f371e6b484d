package lanewise.check;

import lanewise.tensor.DType;

/** The element types of the arrays that kernels take, with what a test must know about each. */
enum ElementType {
  FLOAT32(0x1p-24, Float.MIN_VALUE, Float.MIN_NORMAL, 0x7fc0_dea1L) {
    @Override
    Object allocate(int length) {
      return new float[length];
    }

    @Override
    double get(Object array, int index) {
      return ((float[]) array)[index];
    }

    @Override
    void set(Object array, int index, double value) {
      ((float[]) array)[index] = (float) value;
    }

    @Override
    long bits(Object array, int index) {
      return Float.floatToRawIntBits(((float[]) array)[index]);
    }

    @Override
    void setBits(Object array, int index, long bits) {
      ((float[]) array)[index] = Float.intBitsToFloat((int) bits);
    }
  },
  FLOAT64(0x1p-53, Double.MIN_VALUE, Double.MIN_NORMAL, 0x7ff8_0000_0000_dea1L) {
    @Override
    Object allocate(int length) {
      return new double[length];
    }

    @Override
    double get(Object array, int index) {
      return ((double[]) array)[index];
    }

    @Override
    void set(Object array, int index, double value) {
      ((double[]) array)[index] = value;
    }

    @Override
    long bits(Object array, int index) {
      return Double.doubleToRawLongBits(((double[]) array)[index]);
    }

    @Override
    void setBits(Object array, int index, long bits) {
      ((double[]) array)[index] = Double.longBitsToDouble(bits);
    }
  },
  INT32(0, 0, 0, 0x5ead_dea1L) {
    @Override
    Object allocate(int length) {
      return new int[length];
    }

    @Override
    double get(Object array, int index) {
      return ((int[]) array)[index];
    }

    @Override
    void set(Object array, int index, double value) {
      ((int[]) array)[index] = (int) value;
    }

    @Override
    long bits(Object array, int index) {
      return ((int[]) array)[index];
    }

    @Override
    void setBits(Object array, int index, long bits) {
      ((int[]) array)[index] = (int) bits;
    }
  };

  private final double unitRoundoff;
  private final double smallest;
  private final double smallestNormal;
  private final long canary;

  ElementType(double unitRoundoff, double smallest, double smallestNormal, long canary) {
    this.unitRoundoff = unitRoundoff;
    this.smallest = smallest;
    this.smallestNormal = smallestNormal;
    this.canary = canary;
  }

  static ElementType of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> FLOAT32;
      case FLOAT64 -> FLOAT64;
      case INT32 -> INT32;
    };
  }

  abstract Object allocate(int length);

  abstract double get(Object array, int index);

  abstract void set(Object array, int index, double value);

  abstract long bits(Object array, int index);

  abstract void setBits(Object array, int index, long bits);

  double unitRoundoff() {
    return unitRoundoff;
  }

  /** The smallest positive number. */
  double smallest() {
    return smallest;
  }

  double smallestNormal() {
    return smallestNormal;
  }

  /**
   * What memory around operands holds: a NaN that no arithmetic makes, or an index far outside of
   * any array.
   */
  long canary() {
    return canary;
  }

  /** The nearest number of this type. */
  double round(double value) {
    return switch (this) {
      case FLOAT32 -> (float) value;
      case FLOAT64 -> value;
      case INT32 -> (int) value;
    };
  }
}
