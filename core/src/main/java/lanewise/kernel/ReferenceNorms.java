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
    columnSums(rows, cols, x, xOffset, cols, 0, mean, meanOffset);
    scale(cols, 1.0 / rows, mean, meanOffset);
    fill(cols, 0, variance, varianceOffset);
    for (int i = 0; i < rows; i++) {
      int row = xOffset + i * cols;
      for (int j = 0; j < cols; j++) {
        double distance = x[row + j] - mean[meanOffset + j];
        variance[varianceOffset + j] += distance * distance;
      }
    }
    scale(cols, 1.0 / rows, variance, varianceOffset);
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
        double deviation = Math.sqrt(variance[varianceOffset + j] + epsilon);
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
      double inverse = 1 / Math.sqrt(variance[varianceOffset + j] + epsilon);
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
        dGamma[dGammaOffset + j] += (gradient * h);
        dBeta[dBetaOffset + j] += gradient;
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
}
