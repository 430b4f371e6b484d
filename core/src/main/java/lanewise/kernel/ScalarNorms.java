package lanewise.kernel;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Norms} of {@link ScalarKernels}. */
final class ScalarNorms implements Norms {
  @Override
  public void columnMoments(Tensor x, Tensor mean, Tensor variance) {
    float[] xs = x.floats();
    for (int c = 0; c < x.cols(); c += ColumnTotals.COLUMNS) {
      int count = Math.min(ColumnTotals.COLUMNS, x.cols() - c);
      double[] centers = ColumnTotals.zeros();
      ColumnTotals.add(x, c, count, centers);
      for (int j = 0; j < count; j++) {
        centers[j] /= x.rows();
        mean.floats()[mean.offset() + c + j] = (float) centers[j];
      }
      for (int i = 0; i < x.rows(); i++) {
        int row = x.row(i) + c;
        for (int j = 0; j < count; j++) {
          double distance = xs[row + j] - centers[j];
          centers[ColumnTotals.COLUMNS + j] += distance * distance;
        }
      }
      for (int j = 0; j < count; j++) {
        variance.floats()[variance.offset() + c + j] =
            (float) (centers[ColumnTotals.COLUMNS + j] / x.rows());
      }
    }
  }

  @Override
  public void batchNorm(
      Tensor x, Tensor mean, Tensor variance, double epsilon, Gain gain, Tensor y) {
    float[] xs = x.floats();
    float[] ys = y.floats();
    for (int i = 0; i < x.rows(); i++) {
      int xi = x.row(i);
      int yi = y.row(i);
      for (int j = 0; j < x.cols(); j++) {
        float deviation = (float) Math.sqrt(finiteOrNaN(at(variance, j)) + (float) epsilon);
        float h = (xs[xi + j] - at(mean, j)) / deviation;
        ys[yi + j] = at(gain.gamma(), j) * h + at(gain.beta(), j);
      }
    }
  }

  /**
   * Column by column: a column's two sums must be whole before its gradient is written, and there
   * is no memory to keep all of them.
   */
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
    float[] xs = x.floats();
    float[] dYs = dY.floats();
    int rows = x.rows();
    for (int j = 0; j < x.cols(); j++) {
      double center = at(mean, j);
      double inverse = 1 / Math.sqrt(finiteOrNaN(at(variance, j)) + epsilon);
      double sum = 0;
      double sumH = 0;
      for (int i = 0; i < rows; i++) {
        double gradient = dYs[dY.row(i) + j];
        sum += gradient;
        sumH += gradient * (xs[x.row(i) + j] - center) * inverse;
      }
      for (int i = 0; dX != null && i < rows; i++) {
        double h = (xs[x.row(i) + j] - center) * inverse;
        double centered = dYs[dY.row(i) + j] - sum / rows - h * sumH / rows;
        dX.floats()[dX.row(i) + j] = (float) (at(gamma, j) * inverse * centered);
      }
      add(gradients.gamma(), j, sumH);
      add(gradients.beta(), j, sum);
    }
  }

  @Override
  public void layerNorm(
      Tensor x, double epsilon, Gain gain, Tensor y, Tensor mean, Tensor inverseDeviation) {
    int cols = x.cols();
    float[] xs = x.floats();
    float[] ys = y.floats();
    for (int i = 0; i < x.rows(); i++) {
      int xi = x.row(i);
      int yi = y.row(i);
      double sum = 0;
      for (int j = 0; j < cols; j++) {
        sum += xs[xi + j];
      }
      double center = sum / cols;
      double squares = 0;
      for (int j = 0; j < cols; j++) {
        double distance = xs[xi + j] - center;
        squares += distance * distance;
      }
      double inverse = 1 / Math.sqrt(squares / cols + epsilon);
      for (int j = 0; j < cols; j++) {
        double h = (xs[xi + j] - center) * inverse;
        ys[yi + j] = (float) (at(gain.gamma(), j) * h + at(gain.beta(), j));
      }
      mean.floats()[mean.offset() + i] = (float) center;
      inverseDeviation.floats()[inverseDeviation.offset() + i] = (float) inverse;
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
    // First the parameters: dX may overwrite dY.
    for (int c = 0; c < x.cols(); c += ColumnTotals.COLUMNS) {
      int count = Math.min(ColumnTotals.COLUMNS, x.cols() - c);
      double[] totals = ColumnTotals.zeros();
      ColumnTotals.add(dY, c, count, totals);
      for (int i = 0; i < x.rows(); i++) {
        double center = at(mean, i);
        double inverse = at(inverseDeviation, i);
        for (int j = 0; j < count; j++) {
          double h = (x.floats()[x.row(i) + c + j] - center) * inverse;
          totals[ColumnTotals.COLUMNS + j] += dY.floats()[dY.row(i) + c + j] * h;
        }
      }
      for (int j = 0; j < count; j++) {
        add(gradients.gamma(), c + j, totals[ColumnTotals.COLUMNS + j]);
        add(gradients.beta(), c + j, totals[j]);
      }
    }
    for (int i = 0; dX != null && i < x.rows(); i++) {
      inputGradient(i, x, at(mean, i), at(inverseDeviation, i), gamma, dY, dX);
    }
  }

  private static void inputGradient(
      int i, Tensor x, double center, double inverse, Tensor gamma, Tensor dY, Tensor dX) {
    int cols = x.cols();
    float[] xs = x.floats();
    float[] dYs = dY.floats();
    int xi = x.row(i);
    int dYi = dY.row(i);
    int dXi = dX.row(i);
    double sum = 0;
    double sumH = 0;
    for (int j = 0; j < cols; j++) {
      double gradient = dYs[dYi + j];
      double h = (xs[xi + j] - center) * inverse;
      sum += gradient * at(gamma, j);
      sumH += gradient * at(gamma, j) * h;
    }
    for (int j = 0; j < cols; j++) {
      double h = (xs[xi + j] - center) * inverse;
      double scaled = at(gamma, j) * dYs[dYi + j];
      dX.floats()[dXi + j] = (float) (inverse * (scaled - sum / cols - h * sumH / cols));
    }
  }

  @Override
  public void preluGradient(Tensor x, Tensor slope, Tensor dY, @Nullable Tensor dX, Tensor dSlope) {
    float[] xs = x.floats();
    float[] dYs = dY.floats();
    for (int c = 0; c < x.cols(); c += ColumnTotals.COLUMNS) {
      int count = Math.min(ColumnTotals.COLUMNS, x.cols() - c);
      double[] totals = ColumnTotals.zeros();
      for (int i = 0; i < x.rows(); i++) {
        for (int j = 0; j < count; j++) {
          float value = xs[x.row(i) + c + j];
          float gradient = dYs[dY.row(i) + c + j];
          totals[j] += (double) gradient * Math.min(value, 0);
          if (dX != null) {
            dX.floats()[dX.row(i) + c + j] =
                value > 0 ? gradient : value <= 0 ? at(slope, c + j) * gradient : value;
          }
        }
      }
      for (int j = 0; j < count; j++) {
        add(dSlope, c + j, totals[j]);
      }
    }
  }

  private static float at(Tensor vector, int j) {
    return vector.floats()[vector.offset() + j];
  }

  private static void add(Tensor vector, int j, double term) {
    float[] values = vector.floats();
    int at = vector.offset() + j;
    values[at] = (float) (values[at] + term);
  }

  /** An infinite variance has overflowed: divided by, it would make 0 of what is unknown. */
  private static float finiteOrNaN(float variance) {
    return Float.isInfinite(variance) ? Float.NaN : variance;
  }
}
