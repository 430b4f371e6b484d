package lanewise.kernel;

import java.util.Arrays;

/** Operations of {@link ReferenceKernels} that treat every element alike, and copies of rows. */
interface ReferenceElements extends Kernels<double[]> {
  @Override
  default void map(Function f, int count, double[] x, int xOffset, double[] y, int yOffset) {
    for (int i = 0; i < count; i++) {
      y[yOffset + i] = ElementFormulas.map(f, x[xOffset + i]);
    }
  }

  @Override
  default void activate(Activation f, int count, double[] x, int xOffset, double[] y, int yOffset) {
    for (int i = 0; i < count; i++) {
      y[yOffset + i] = ElementFormulas.activate(f, x[xOffset + i]);
    }
  }

  @Override
  default void activateGradient(
      Activation f,
      int count,
      double[] saved,
      int savedOffset,
      double[] dY,
      int dYOffset,
      double[] dX,
      int dXOffset) {
    for (int i = 0; i < count; i++) {
      dX[dXOffset + i] = dY[dYOffset + i] * ElementFormulas.derivative(f, saved[savedOffset + i]);
    }
  }

  @Override
  default void prelu(
      int rows,
      int cols,
      double[] x,
      int xOffset,
      double[] slope,
      int slopeOffset,
      double[] y,
      int yOffset) {
    for (int i = 0; i < rows; i++) {
      int row = i * cols;
      for (int j = 0; j < cols; j++) {
        double value = x[xOffset + row + j];
        y[yOffset + row + j] = value > 0 ? value : slope[slopeOffset + j] * value;
      }
    }
  }

  @Override
  default void preluGradient(
      int rows,
      int cols,
      double[] x,
      int xOffset,
      double[] slope,
      int slopeOffset,
      double[] dY,
      int dYOffset,
      double[] dX,
      int dXOffset,
      double[] dSlope,
      int dSlopeOffset) {
    for (int j = 0; j < cols; j++) {
      double a = slope[slopeOffset + j];
      CompensatedSum sum = new CompensatedSum(dSlope[dSlopeOffset + j]);
      for (int i = 0; i < rows; i++) {
        int ij = i * cols + j;
        double value = x[xOffset + ij];
        double gradient = dY[dYOffset + ij];
        sum.add(gradient * Math.min(value, 0));
        dX[dXOffset + ij] = value > 0 ? gradient : value <= 0 ? a * gradient : value;
      }
      dSlope[dSlopeOffset + j] = sum.value();
    }
  }

  @Override
  default void fill(int count, double value, double[] x, int xOffset) {
    Arrays.fill(x, xOffset, xOffset + count, value);
  }

  @Override
  default void scale(int count, double alpha, double[] x, int xOffset) {
    for (int i = 0; i < count; i++) {
      x[xOffset + i] = alpha == 0 ? 0 : alpha * x[xOffset + i];
    }
  }

  @Override
  default void axpy(int count, double alpha, double[] x, int xOffset, double[] y, int yOffset) {
    for (int i = 0; i < count; i++) {
      y[yOffset + i] = Math.fma(alpha, x[xOffset + i], y[yOffset + i]);
    }
  }

  @Override
  default void multiply(
      int count, double[] x, int xOffset, double[] y, int yOffset, double[] z, int zOffset) {
    for (int i = 0; i < count; i++) {
      z[zOffset + i] = x[xOffset + i] * y[yOffset + i];
    }
  }

  @Override
  default void clamp(int count, double limit, double[] x, int xOffset) {
    for (int i = 0; i < count; i++) {
      x[xOffset + i] = Math.min(Math.max(x[xOffset + i], -limit), limit);
    }
  }

  @Override
  default void dropoutMask(int count, long seed, double keep, double[] mask, int maskOffset) {
    double kept = (1 / keep);
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
      double[] src,
      int srcOffset,
      int ldsrc,
      double[] dst,
      int dstOffset,
      int lddst) {
    for (int i = 0; i < rows; i++) {
      int row = indices[indicesOffset + i];
      System.arraycopy(src, srcOffset + row * ldsrc, dst, dstOffset + i * lddst, cols);
    }
  }
}
