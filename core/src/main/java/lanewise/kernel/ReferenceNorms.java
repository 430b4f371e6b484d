package lanewise.kernel;

/** Normalisation by column and by row of {@link ReferenceKernels}. */
interface ReferenceNorms extends Kernels<double[]> {
  @Override
  default void columnMoments(
      int rows,
      int cols,
      double[] x,
      int xOffset,
      double[] mean,
      int meanOffset,
      double[] variance,
      int varianceOffset) {
    for (int j = 0; j < cols; j++) {
      CompensatedSum sum = new CompensatedSum(0);
      for (int i = 0; i < rows; i++) {
        sum.add(x[xOffset + i * cols + j]);
      }
      double center = sum.value() / rows;
      CompensatedSum squares = new CompensatedSum(0);
      for (int i = 0; i < rows; i++) {
        double distance = x[xOffset + i * cols + j] - center;
        squares.add(distance * distance);
      }
      mean[meanOffset + j] = center;
      variance[varianceOffset + j] = squares.value() / rows;
    }
  }

  @Override
  default void batchNorm(
      int rows,
      int cols,
      double[] x,
      int xOffset,
      double[] mean,
      int meanOffset,
      double[] variance,
      int varianceOffset,
      double epsilon,
      double[] gamma,
      int gammaOffset,
      double[] beta,
      int betaOffset,
      double[] y,
      int yOffset) {
    for (int i = 0; i < rows; i++) {
      int row = i * cols;
      for (int j = 0; j < cols; j++) {
        double deviation = Math.sqrt(finiteOrNaN(variance[varianceOffset + j]) + epsilon);
        double h = (x[xOffset + row + j] - mean[meanOffset + j]) / deviation;
        y[yOffset + row + j] = gamma[gammaOffset + j] * h + beta[betaOffset + j];
      }
    }
  }

  @Override
  default void batchNormGradient(
      int rows,
      int cols,
      double[] x,
      int xOffset,
      double[] mean,
      int meanOffset,
      double[] variance,
      int varianceOffset,
      double epsilon,
      double[] gamma,
      int gammaOffset,
      double[] dY,
      int dYOffset,
      double[] dGamma,
      int dGammaOffset,
      double[] dBeta,
      int dBetaOffset,
      double[] dX,
      int dXOffset) {
    for (int j = 0; j < cols; j++) {
      double center = mean[meanOffset + j];
      double inverse = 1 / Math.sqrt(finiteOrNaN(variance[varianceOffset + j]) + epsilon);
      CompensatedSum sums = new CompensatedSum(0);
      CompensatedSum sumsH = new CompensatedSum(0);
      for (int i = 0; i < rows; i++) {
        int ij = i * cols + j;
        double gradient = dY[dYOffset + ij];
        sums.add(gradient);
        sumsH.add(gradient * (x[xOffset + ij] - center) * inverse);
      }
      double sum = sums.value();
      double sumH = sumsH.value();
      for (int i = 0; i < rows; i++) {
        int ij = i * cols + j;
        double h = (x[xOffset + ij] - center) * inverse;
        double centered = dY[dYOffset + ij] - sum / rows - h * sumH / rows;
        dX[dXOffset + ij] = (gamma[gammaOffset + j] * inverse * centered);
      }
      dGamma[dGammaOffset + j] += sumH;
      dBeta[dBetaOffset + j] += sum;
    }
  }

  @Override
  default void layerNorm(
      int rows,
      int cols,
      double[] x,
      int xOffset,
      double epsilon,
      double[] gamma,
      int gammaOffset,
      double[] beta,
      int betaOffset,
      double[] y,
      int yOffset,
      double[] mean,
      int meanOffset,
      double[] inverseDeviation,
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
        y[yi + j] = (gamma[gammaOffset + j] * h + beta[betaOffset + j]);
      }
      mean[meanOffset + i] = center;
      inverseDeviation[inverseDeviationOffset + i] = inverse;
    }
  }

  @Override
  default void layerNormGradient(
      int rows,
      int cols,
      double[] x,
      int xOffset,
      double[] mean,
      int meanOffset,
      double[] inverseDeviation,
      int inverseDeviationOffset,
      double[] gamma,
      int gammaOffset,
      double[] dY,
      int dYOffset,
      double[] dGamma,
      int dGammaOffset,
      double[] dBeta,
      int dBetaOffset,
      double[] dX,
      int dXOffset) {
    // First the parameters: dX may overwrite dY.
    for (int j = 0; j < cols; j++) {
      CompensatedSum sum = new CompensatedSum(dBeta[dBetaOffset + j]);
      CompensatedSum sumH = new CompensatedSum(dGamma[dGammaOffset + j]);
      for (int i = 0; i < rows; i++) {
        int ij = i * cols + j;
        double gradient = dY[dYOffset + ij];
        double distance = x[xOffset + ij] - mean[meanOffset + i];
        sum.add(gradient);
        sumH.add(gradient * distance * inverseDeviation[inverseDeviationOffset + i]);
      }
      dBeta[dBetaOffset + j] = sum.value();
      dGamma[dGammaOffset + j] = sumH.value();
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
        dX[dXi + j] = (inverse * (scaled - sum / cols - h * sumH / cols));
      }
    }
  }

  /** An infinite variance has overflowed: divided by, it would make 0 of what is unknown. */
  private static double finiteOrNaN(double variance) {
    return Double.isInfinite(variance) ? Double.NaN : variance;
  }
}
