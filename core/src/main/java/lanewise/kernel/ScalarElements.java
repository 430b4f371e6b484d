package lanewise.kernel;

import java.util.Arrays;

/** Operations of {@link ScalarKernels} that treat every element alike, and copies of rows. */
interface ScalarElements extends Kernels<float[]> {
  @Override
  default void map(Function f, int count, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < count; i++) {
      y[yOffset + i] = (float) ElementFormulas.map(f, x[xOffset + i]);
    }
  }

  @Override
  default void activate(Activation f, int count, float[] x, int xOffset, float[] y, int yOffset) {
    switch (f.kind()) {
      case IDENTITY -> System.arraycopy(x, xOffset, y, yOffset, count);
      case RELU -> {
        for (int i = 0; i < count; i++) {
          float value = x[xOffset + i];
          y[yOffset + i] = value <= 0 ? 0 : value;
        }
      }
      case LEAKY_RELU -> {
        float slope = (float) f.parameter();
        for (int i = 0; i < count; i++) {
          float value = x[xOffset + i];
          y[yOffset + i] = value > 0 ? value : slope * value;
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          y[yOffset + i] = (float) ElementFormulas.activate(f, x[xOffset + i]);
        }
      }
    }
  }

  @Override
  default void activateGradient(
      Activation f,
      int count,
      float[] saved,
      int savedOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset) {
    switch (f.kind()) {
      case IDENTITY -> System.arraycopy(dY, dYOffset, dX, dXOffset, count);
      case RELU -> {
        for (int i = 0; i < count; i++) {
          float output = saved[savedOffset + i];
          float gradient = dY[dYOffset + i];
          dX[dXOffset + i] = output > 0 ? gradient : output <= 0 ? 0 * Math.abs(gradient) : output;
        }
      }
      case LEAKY_RELU -> {
        float slope = (float) f.parameter();
        for (int i = 0; i < count; i++) {
          float output = saved[savedOffset + i];
          float gradient = dY[dYOffset + i];
          dX[dXOffset + i] = output > 0 ? gradient : output <= 0 ? slope * gradient : output;
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          double derivative = ElementFormulas.derivative(f, saved[savedOffset + i]);
          dX[dXOffset + i] = (float) (dY[dYOffset + i] * derivative);
        }
      }
    }
  }

  @Override
  default void prelu(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] slope,
      int slopeOffset,
      float[] y,
      int yOffset) {
    for (int i = 0; i < rows; i++) {
      int row = i * cols;
      for (int j = 0; j < cols; j++) {
        float value = x[xOffset + row + j];
        y[yOffset + row + j] = value > 0 ? value : slope[slopeOffset + j] * value;
      }
    }
  }

  @Override
  default void preluGradient(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] slope,
      int slopeOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset,
      float[] dSlope,
      int dSlopeOffset) {
    for (int c = 0; c < cols; c += ColumnTotals.COLUMNS) {
      int count = Math.min(ColumnTotals.COLUMNS, cols - c);
      double[] totals = ColumnTotals.zeros();
      for (int i = 0; i < rows; i++) {
        int row = i * cols + c;
        for (int j = 0; j < count; j++) {
          float value = x[xOffset + row + j];
          float gradient = dY[dYOffset + row + j];
          totals[j] += (double) gradient * Math.min(value, 0);
          dX[dXOffset + row + j] =
              value > 0 ? gradient : value <= 0 ? slope[slopeOffset + c + j] * gradient : value;
        }
      }
      for (int j = 0; j < count; j++) {
        int at = dSlopeOffset + c + j;
        dSlope[at] = (float) (dSlope[at] + totals[j]);
      }
    }
  }

  @Override
  default void fill(int count, double value, float[] x, int xOffset) {
    Arrays.fill(x, xOffset, xOffset + count, (float) value);
  }

  @Override
  default void scale(int count, double alpha, float[] x, int xOffset) {
    if (alpha == 0) {
      fill(count, 0, x, xOffset);
    } else if (alpha != 1) {
      float factor = (float) alpha;
      for (int i = 0; i < count; i++) {
        x[xOffset + i] *= factor;
      }
    }
  }

  @Override
  default void axpy(int count, double alpha, float[] x, int xOffset, float[] y, int yOffset) {
    // Of two floats the product is exact in double: a multiply-add that needs no hardware for it.
    double factor = (float) alpha;
    for (int i = 0; i < count; i++) {
      y[yOffset + i] = (float) (factor * x[xOffset + i] + y[yOffset + i]);
    }
  }

  @Override
  default void multiply(
      int count, float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset) {
    for (int i = 0; i < count; i++) {
      z[zOffset + i] = x[xOffset + i] * y[yOffset + i];
    }
  }

  @Override
  default void clamp(int count, double limit, float[] x, int xOffset) {
    float bound = (float) limit;
    for (int i = 0; i < count; i++) {
      x[xOffset + i] = Math.min(Math.max(x[xOffset + i], -bound), bound);
    }
  }

  @Override
  default void dropoutMask(int count, long seed, double keep, float[] mask, int maskOffset) {
    float kept = (float) (1 / keep);
    double threshold = keep * (1 << 24);
    long key = Kernels.dropoutKey(seed);
    int low = (int) key;
    int high = (int) (key >>> 32);
    for (int i = 0; i < count; i++) {
      int h = low + i * 0x9E3779B9;
      h ^= h >>> 16;
      h *= 0x21F0AAAD;
      h ^= h >>> 15;
      h ^= high;
      h *= 0x735A2D97;
      h ^= h >>> 15;
      mask[maskOffset + i] = (h >>> 8) < threshold ? kept : 0;
    }
  }

  @Override
  default void gatherRows(
      int rows,
      int cols,
      int[] indices,
      int indicesOffset,
      float[] src,
      int srcOffset,
      int ldsrc,
      float[] dst,
      int dstOffset,
      int lddst) {
    for (int i = 0; i < rows; i++) {
      int row = indices[indicesOffset + i];
      System.arraycopy(src, srcOffset + row * ldsrc, dst, dstOffset + i * lddst, cols);
    }
  }
}
