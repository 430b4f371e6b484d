package lanewise.kernel;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Norms} of {@link ReferenceKernels}. */
final class ReferenceNorms implements Norms {
  @Override
  public void columnMoments(Tensor x, Tensor mean, Tensor variance) {
    Matrix values = Matrix.of(x);
    for (int j = 0; j < values.cols; j++) {
      CompensatedSum sum = new CompensatedSum(0);
      for (int i = 0; i < values.rows; i++) {
        sum.add(values.at(i, j));
      }
      double center = sum.value() / values.rows;
      CompensatedSum squares = new CompensatedSum(0);
      for (int i = 0; i < values.rows; i++) {
        double distance = values.at(i, j) - center;
        squares.add(distance * distance);
      }
      Matrix.row(mean).set(j, center);
      Matrix.row(variance).set(j, squares.value() / values.rows);
    }
  }

  @Override
  public void batchNorm(
      Tensor x, Tensor mean, Tensor variance, double epsilon, Gain gain, Tensor y) {
    Matrix values = Matrix.of(x);
    Matrix centers = Matrix.row(mean);
    Matrix variances = Matrix.row(variance);
    Matrix gamma = Matrix.row(gain.gamma());
    Matrix beta = Matrix.row(gain.beta());
    Matrix result = Matrix.of(y);
    for (int i = 0; i < values.rows; i++) {
      for (int j = 0; j < values.cols; j++) {
        double deviation = Math.sqrt(finiteOrNaN(variances.at(j)) + epsilon);
        double h = (values.at(i, j) - centers.at(j)) / deviation;
        result.set(i, j, gamma.at(j) * h + beta.at(j));
      }
    }
  }

  @Override
  public void batchNormGradient(
      Tensor x,
      Tensor mean,
      Tensor variance,
      double epsilon,
      Tensor gamma,
      Tensor dY,
      Gain gradients,
      @Nullable Tensor dX) {
    Matrix values = Matrix.of(x);
    Matrix gradient = Matrix.of(dY);
    Matrix result = dX == null ? null : Matrix.of(dX);
    int rows = values.rows;
    for (int j = 0; j < values.cols; j++) {
      double center = Matrix.row(mean).at(j);
      double inverse = 1 / Math.sqrt(finiteOrNaN(Matrix.row(variance).at(j)) + epsilon);
      CompensatedSum sums = new CompensatedSum(0);
      CompensatedSum sumsH = new CompensatedSum(0);
      for (int i = 0; i < rows; i++) {
        sums.add(gradient.at(i, j));
        sumsH.add(gradient.at(i, j) * (values.at(i, j) - center) * inverse);
      }
      double sum = sums.value();
      double sumH = sumsH.value();
      for (int i = 0; result != null && i < rows; i++) {
        double h = (values.at(i, j) - center) * inverse;
        double centered = gradient.at(i, j) - sum / rows - h * sumH / rows;
        result.set(i, j, Matrix.row(gamma).at(j) * inverse * centered);
      }
      add(gradients.gamma(), j, sumH);
      add(gradients.beta(), j, sum);
    }
  }

  private static void add(Tensor vector, int j, double term) {
    Matrix sums = Matrix.row(vector);
    sums.set(j, sums.at(j) + term);
  }

  @Override
  public void layerNorm(
      Tensor x, double epsilon, Gain gain, Tensor y, Tensor mean, Tensor inverseDeviation) {
    Matrix values = Matrix.of(x);
    Matrix gamma = Matrix.row(gain.gamma());
    Matrix beta = Matrix.row(gain.beta());
    Matrix result = Matrix.of(y);
    int cols = values.cols;
    for (int i = 0; i < values.rows; i++) {
      double sum = 0;
      for (int j = 0; j < cols; j++) {
        sum += values.at(i, j);
      }
      double center = sum / cols;
      double squares = 0;
      for (int j = 0; j < cols; j++) {
        double distance = values.at(i, j) - center;
        squares += distance * distance;
      }
      double inverse = 1 / Math.sqrt(squares / cols + epsilon);
      for (int j = 0; j < cols; j++) {
        double h = (values.at(i, j) - center) * inverse;
        result.set(i, j, gamma.at(j) * h + beta.at(j));
      }
      Matrix.row(mean).set(i, center);
      Matrix.row(inverseDeviation).set(i, inverse);
    }
  }

  @Override
  public void layerNormGradient(
      Tensor x,
      Tensor mean,
      Tensor inverseDeviation,
      Tensor gamma,
      Tensor dY,
      Gain gradients,
      @Nullable Tensor dX) {
    Matrix values = Matrix.of(x);
    Matrix centers = Matrix.row(mean);
    Matrix inverses = Matrix.row(inverseDeviation);
    Matrix gradient = Matrix.of(dY);
    // First the parameters: dX may overwrite dY.
    Matrix dGamma = Matrix.row(gradients.gamma());
    Matrix dBeta = Matrix.row(gradients.beta());
    for (int j = 0; j < values.cols; j++) {
      CompensatedSum sum = new CompensatedSum(dBeta.at(j));
      CompensatedSum sumH = new CompensatedSum(dGamma.at(j));
      for (int i = 0; i < values.rows; i++) {
        double distance = values.at(i, j) - centers.at(i);
        sum.add(gradient.at(i, j));
        sumH.add(gradient.at(i, j) * distance * inverses.at(i));
      }
      dBeta.set(j, sum.value());
      dGamma.set(j, sumH.value());
    }
    for (int i = 0; dX != null && i < values.rows; i++) {
      inputGradient(
          i, values, centers.at(i), inverses.at(i), Matrix.row(gamma), gradient, Matrix.of(dX));
    }
  }

  private static void inputGradient(
      int i,
      Matrix values,
      double center,
      double inverse,
      Matrix gamma,
      Matrix gradient,
      Matrix result) {
    int cols = values.cols;
    double sum = 0;
    double sumH = 0;
    for (int j = 0; j < cols; j++) {
      double h = (values.at(i, j) - center) * inverse;
      sum += gradient.at(i, j) * gamma.at(j);
      sumH += gradient.at(i, j) * gamma.at(j) * h;
    }
    for (int j = 0; j < cols; j++) {
      double h = (values.at(i, j) - center) * inverse;
      double scaled = gamma.at(j) * gradient.at(i, j);
      result.set(i, j, inverse * (scaled - sum / cols - h * sumH / cols));
    }
  }

  @Override
  public void preluGradient(Tensor x, Tensor slope, Tensor dY, @Nullable Tensor dX, Tensor dSlope) {
    Matrix values = Matrix.of(x);
    Matrix gradient = Matrix.of(dY);
    Matrix result = dX == null ? null : Matrix.of(dX);
    Matrix sums = Matrix.row(dSlope);
    for (int j = 0; j < values.cols; j++) {
      double a = Matrix.row(slope).at(j);
      CompensatedSum sum = new CompensatedSum(sums.at(j));
      for (int i = 0; i < values.rows; i++) {
        double value = values.at(i, j);
        double g = gradient.at(i, j);
        sum.add(g * Math.min(value, 0));
        if (result != null) {
          result.set(i, j, value > 0 ? g : value <= 0 ? a * g : value);
        }
      }
      sums.set(j, sum.value());
    }
  }

  /** An infinite variance has overflowed: divided by, it would make 0 of what is unknown. */
  private static double finiteOrNaN(double variance) {
    return Double.isInfinite(variance) ? Double.NaN : variance;
  }
}
