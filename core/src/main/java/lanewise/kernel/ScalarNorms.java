package lanewise.kernel;

/** Normalisation by column and by row of {@link ScalarKernels}. */
interface ScalarNorms extends Kernels<float[]> {
  @Override
  default void columnMoments(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] variance,
      int varianceOffset) {
    for (int c = 0; c < cols; c += ColumnTotals.COLUMNS) {
      int count = Math.min(ColumnTotals.COLUMNS, cols - c);
      double[] centers = ColumnTotals.zeros();
      ColumnTotals.add(rows, count, x, xOffset + c, cols, centers);
      for (int j = 0; j < count; j++) {
        centers[j] /= rows;
        mean[meanOffset + c + j] = (float) centers[j];
      }
      for (int i = 0; i < rows; i++) {
        int row = xOffset + i * cols + c;
        for (int j = 0; j < count; j++) {
          double distance = x[row + j] - centers[j];
          centers[ColumnTotals.COLUMNS + j] += distance * distance;
        }
      }
      for (int j = 0; j < count; j++) {
        variance[varianceOffset + c + j] = (float) (centers[ColumnTotals.COLUMNS + j] / rows);
      }
    }
  }

  @Override
  default void batchNorm(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] variance,
      int varianceOffset,
      double epsilon,
      float[] gamma,
      int gammaOffset,
      float[] beta,
      int betaOffset,
      float[] y,
      int yOffset) {
    for (int i = 0; i < rows; i++) {
      int row = i * cols;
      for (int j = 0; j < cols; j++) {
        float deviation =
            (float) Math.sqrt(finiteOrNaN(variance[varianceOffset + j]) + (float) epsilon);
        float h = (x[xOffset + row + j] - mean[meanOffset + j]) / deviation;
        y[yOffset + row + j] = gamma[gammaOffset + j] * h + beta[betaOffset + j];
      }
    }
  }

  /**
   * Column by column: a column's two sums must be whole before its gradient is written, and there
   * is no room to keep all of them.
   */
  @Override
  default void batchNormGradient(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] variance,
      int varianceOffset,
      double epsilon,
      float[] gamma,
      int gammaOffset,
      float[] dY,
      int dYOffset,
      float[] dGamma,
      int dGammaOffset,
      float[] dBeta,
      int dBetaOffset,
      float[] dX,
      int dXOffset) {
    for (int j = 0; j < cols; j++) {
      double center = mean[meanOffset + j];
      double inverse = 1 / Math.sqrt(finiteOrNaN(variance[varianceOffset + j]) + epsilon);
      double sum = 0;
      double sumH = 0;
      for (int i = 0; i < rows; i++) {
        int ij = i * cols + j;
        double gradient = dY[dYOffset + ij];
        sum += gradient;
        sumH += gradient * (x[xOffset + ij] - center) * inverse;
      }
      for (int i = 0; i < rows; i++) {
        int ij = i * cols + j;
        double h = (x[xOffset + ij] - center) * inverse;
        double centered = dY[dYOffset + ij] - sum / rows - h * sumH / rows;
        dX[dXOffset + ij] = (float) (gamma[gammaOffset + j] * inverse * centered);
      }
      dGamma[dGammaOffset + j] = (float) (dGamma[dGammaOffset + j] + sumH);
      dBeta[dBetaOffset + j] = (float) (dBeta[dBetaOffset + j] + sum);
    }
  }

  @Override
  default void layerNorm(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      double epsilon,
      float[] gamma,
      int gammaOffset,
      float[] beta,
      int betaOffset,
      float[] y,
      int yOffset,
      float[] mean,
      int meanOffset,
      float[] inverseDeviation,
      int inverseDeviationOffset) {
    for (int i = 0; i < rows; i++) {
      int xi = xOffset + i * cols;
      int yi = yOffset + i * cols;
      double center = sum(cols, x, xi) / cols;
      double squares = 0;
      for (int j = 0; j < cols; j++) {
        double distance = x[xi + j] - center;
        squares += distance * distance;
      }
      double inverse = 1 / Math.sqrt(squares / cols + epsilon);
      for (int j = 0; j < cols; j++) {
        double h = (x[xi + j] - center) * inverse;
        y[yi + j] = (float) (gamma[gammaOffset + j] * h + beta[betaOffset + j]);
      }
      mean[meanOffset + i] = (float) center;
      inverseDeviation[inverseDeviationOffset + i] = (float) inverse;
    }
  }

  @Override
  default void layerNormGradient(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] inverseDeviation,
      int inverseDeviationOffset,
      float[] gamma,
      int gammaOffset,
      float[] dY,
      int dYOffset,
      float[] dGamma,
      int dGammaOffset,
      float[] dBeta,
      int dBetaOffset,
      float[] dX,
      int dXOffset) {
    // First the parameters: dX may overwrite dY.
    for (int c = 0; c < cols; c += ColumnTotals.COLUMNS) {
      int count = Math.min(ColumnTotals.COLUMNS, cols - c);
      double[] totals = ColumnTotals.zeros();
      ColumnTotals.add(rows, count, dY, dYOffset + c, cols, totals);
      for (int i = 0; i < rows; i++) {
        int row = i * cols + c;
        double center = mean[meanOffset + i];
        double inverse = inverseDeviation[inverseDeviationOffset + i];
        for (int j = 0; j < count; j++) {
          double h = (x[xOffset + row + j] - center) * inverse;
          totals[ColumnTotals.COLUMNS + j] += dY[dYOffset + row + j] * h;
        }
      }
      for (int j = 0; j < count; j++) {
        int dGammaAt = dGammaOffset + c + j;
        int dBetaAt = dBetaOffset + c + j;
        dGamma[dGammaAt] = (float) (dGamma[dGammaAt] + totals[ColumnTotals.COLUMNS + j]);
        dBeta[dBetaAt] = (float) (dBeta[dBetaAt] + totals[j]);
      }
    }
    for (int i = 0; i < rows; i++) {
      int xi = xOffset + i * cols;
      int dYi = dYOffset + i * cols;
      int dXi = dXOffset + i * cols;
      double center = mean[meanOffset + i];
      double inverse = inverseDeviation[inverseDeviationOffset + i];
      double sum = 0;
      double sumH = 0;
      for (int j = 0; j < cols; j++) {
        double gradient = dY[dYi + j];
        double h = (x[xi + j] - center) * inverse;
        sum += gradient * gamma[gammaOffset + j];
        sumH += gradient * gamma[gammaOffset + j] * h;
      }
      for (int j = 0; j < cols; j++) {
        double h = (x[xi + j] - center) * inverse;
        double scaled = gamma[gammaOffset + j] * dY[dYi + j];
        dX[dXi + j] = (float) (inverse * (scaled - sum / cols - h * sumH / cols));
      }
    }
  }

  /** An infinite variance has overflowed: divided by, it would make 0 of what is unknown. */
  private static float finiteOrNaN(float variance) {
    return Float.isInfinite(variance) ? Float.NaN : variance;
  }
}
