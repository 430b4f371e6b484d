package lanewise.kernel;

import lanewise.tensor.Tensor;

/** {@link RowOps} of {@link ScalarKernels}; the sums of a row are kept in double. */
final class ScalarRowOps implements RowOps {
  /** The largest element of a row; NaN if one is NaN. */
  static float max(int cols, float[] x, int row) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < cols; j++) {
      max = Math.max(max, x[row + j]);
    }
    return max;
  }

  /** The sum of exp(x - max) over a row. */
  static double sumOfExp(int cols, float[] x, int row, double max) {
    double sum = 0;
    for (int j = 0; j < cols; j++) {
      sum += Math.exp(x[row + j] - max);
    }
    return sum;
  }

  @Override
  public void softmax(Tensor x, Tensor y) {
    float[] xs = x.floats();
    float[] ys = y.floats();
    for (int i = 0; i < x.rows(); i++) {
      int xi = x.row(i);
      int yi = y.row(i);
      double max = max(x.cols(), xs, xi);
      double sum = 0;
      for (int j = 0; j < x.cols(); j++) {
        double e = Math.exp(xs[xi + j] - max);
        ys[yi + j] = (float) e;
        sum += e;
      }
      for (int j = 0; j < x.cols(); j++) {
        ys[yi + j] = (float) (ys[yi + j] / sum);
      }
    }
  }

  @Override
  public void logSoftmax(Tensor x, Tensor y) {
    float[] xs = x.floats();
    float[] ys = y.floats();
    for (int i = 0; i < x.rows(); i++) {
      int xi = x.row(i);
      int yi = y.row(i);
      double max = max(x.cols(), xs, xi);
      double logSum = Math.log(sumOfExp(x.cols(), xs, xi, max));
      for (int j = 0; j < x.cols(); j++) {
        ys[yi + j] = (float) (xs[xi + j] - max - logSum);
      }
    }
  }

  @Override
  public void softmaxGradient(Tensor y, Tensor dY, Tensor dX) {
    float[] outputs = y.floats();
    float[] gradients = dY.floats();
    float[] results = dX.floats();
    for (int i = 0; i < y.rows(); i++) {
      int yi = y.row(i);
      int dYi = dY.row(i);
      int dXi = dX.row(i);
      double sum = 0;
      for (int j = 0; j < y.cols(); j++) {
        sum += (double) outputs[yi + j] * gradients[dYi + j];
      }
      for (int j = 0; j < y.cols(); j++) {
        results[dXi + j] = (float) (outputs[yi + j] * (gradients[dYi + j] - sum));
      }
    }
  }

  @Override
  public void logSoftmaxGradient(Tensor y, Tensor dY, Tensor dX) {
    float[] outputs = y.floats();
    float[] gradients = dY.floats();
    float[] results = dX.floats();
    for (int i = 0; i < y.rows(); i++) {
      int yi = y.row(i);
      int dYi = dY.row(i);
      int dXi = dX.row(i);
      double sum = 0;
      for (int j = 0; j < y.cols(); j++) {
        sum += gradients[dYi + j];
      }
      for (int j = 0; j < y.cols(); j++) {
        results[dXi + j] = (float) (gradients[dYi + j] - Math.exp(outputs[yi + j]) * sum);
      }
    }
  }

  @Override
  public void prelu(Tensor x, Tensor slope, Tensor y) {
    float[] xs = x.floats();
    float[] ys = y.floats();
    float[] slopes = slope.floats();
    for (int i = 0; i < x.rows(); i++) {
      int xi = x.row(i);
      int yi = y.row(i);
      for (int j = 0; j < x.cols(); j++) {
        float value = xs[xi + j];
        ys[yi + j] = value > 0 ? value : slopes[slope.offset() + j] * value;
      }
    }
  }

  @Override
  public void gatherRows(Tensor source, Tensor indices, Tensor target) {
    int[] rows = indices.ints();
    for (int i = 0; i < target.rows(); i++) {
      int from = source.row(rows[indices.offset() + i]);
      System.arraycopy(source.floats(), from, target.floats(), target.row(i), target.cols());
    }
  }

  @Override
  public void scaleRows(Tensor x, Tensor factors, Tensor y) {
    for (int i = 0; i < x.rows(); i++) {
      float factor = factors.floats()[factors.offset() + i];
      for (int j = 0; j < x.cols(); j++) {
        y.floats()[y.row(i) + j] = factor * x.floats()[x.row(i) + j];
      }
    }
  }

  @Override
  public void embed(Tensor table, Tensor places, Tensor y) {
    for (int i = 0; i < y.rows(); i++) {
      int from = table.row((int) places.floats()[places.offset() + i]);
      System.arraycopy(table.floats(), from, y.floats(), y.row(i), y.cols());
    }
  }

  @Override
  public void embedGradient(Tensor dY, Tensor places, Tensor dTable) {
    for (int i = 0; i < dY.rows(); i++) {
      int to = dTable.row((int) places.floats()[places.offset() + i]);
      for (int j = 0; j < dY.cols(); j++) {
        dTable.floats()[to + j] += dY.floats()[dY.row(i) + j];
      }
    }
  }
}
