package lanewise.kernel;

import lanewise.tensor.Tensor;

/** {@link RowOps} of {@link ReferenceKernels}. */
final class ReferenceRowOps implements RowOps {
  @Override
  public void softmax(Tensor x, Tensor y) {
    Matrix logits = Matrix.of(x);
    Matrix result = Matrix.of(y);
    for (int i = 0; i < logits.rows; i++) {
      double max = logits.max(i);
      double sum = logits.sumOfExp(i, max);
      for (int j = 0; j < logits.cols; j++) {
        result.set(i, j, Math.exp(logits.at(i, j) - max) / sum);
      }
    }
  }

  @Override
  public void logSoftmax(Tensor x, Tensor y) {
    Matrix logits = Matrix.of(x);
    Matrix result = Matrix.of(y);
    for (int i = 0; i < logits.rows; i++) {
      double max = logits.max(i);
      double logSum = Math.log(logits.sumOfExp(i, max));
      for (int j = 0; j < logits.cols; j++) {
        result.set(i, j, logits.at(i, j) - max - logSum);
      }
    }
  }

  @Override
  public void softmaxGradient(Tensor y, Tensor dY, Tensor dX) {
    Matrix output = Matrix.of(y);
    Matrix gradient = Matrix.of(dY);
    Matrix result = Matrix.of(dX);
    for (int i = 0; i < output.rows; i++) {
      double sum = 0;
      for (int j = 0; j < output.cols; j++) {
        sum += output.at(i, j) * gradient.at(i, j);
      }
      for (int j = 0; j < output.cols; j++) {
        result.set(i, j, output.at(i, j) * (gradient.at(i, j) - sum));
      }
    }
  }

  @Override
  public void logSoftmaxGradient(Tensor y, Tensor dY, Tensor dX) {
    Matrix output = Matrix.of(y);
    Matrix gradient = Matrix.of(dY);
    Matrix result = Matrix.of(dX);
    for (int i = 0; i < output.rows; i++) {
      double sum = 0;
      for (int j = 0; j < output.cols; j++) {
        sum += gradient.at(i, j);
      }
      for (int j = 0; j < output.cols; j++) {
        result.set(i, j, gradient.at(i, j) - Math.exp(output.at(i, j)) * sum);
      }
    }
  }

  @Override
  public void prelu(Tensor x, Tensor slope, Tensor y) {
    Matrix input = Matrix.of(x);
    Matrix slopes = Matrix.row(slope);
    Matrix result = Matrix.of(y);
    for (int i = 0; i < input.rows; i++) {
      for (int j = 0; j < input.cols; j++) {
        double value = input.at(i, j);
        result.set(i, j, value > 0 ? value : slopes.at(j) * value);
      }
    }
  }

  @Override
  public void gatherRows(Tensor source, Tensor indices, Tensor target) {
    Matrix from = Matrix.of(source);
    Matrix to = Matrix.of(target);
    for (int i = 0; i < to.rows; i++) {
      int row = indices.ints()[indices.offset() + i];
      for (int j = 0; j < to.cols; j++) {
        to.set(i, j, from.at(row, j));
      }
    }
  }

  @Override
  public void scaleRows(Tensor x, Tensor factors, Tensor y) {
    Matrix input = Matrix.of(x);
    Matrix factor = Matrix.row(factors);
    Matrix result = Matrix.of(y);
    for (int i = 0; i < input.rows; i++) {
      for (int j = 0; j < input.cols; j++) {
        result.set(i, j, factor.at(i) * input.at(i, j));
      }
    }
  }

  @Override
  public void embed(Tensor table, Tensor places, Tensor y) {
    Matrix entries = Matrix.of(table);
    Matrix place = Matrix.row(places);
    Matrix result = Matrix.of(y);
    for (int i = 0; i < result.rows; i++) {
      for (int j = 0; j < result.cols; j++) {
        result.set(i, j, entries.at((int) place.at(i), j));
      }
    }
  }

  /** Entry by entry, what each gets. */
  @Override
  public void embedGradient(Tensor dY, Tensor places, Tensor dTable) {
    Matrix gradient = Matrix.of(dY);
    Matrix place = Matrix.row(places);
    Matrix entries = Matrix.of(dTable);
    for (int entry = 0; entry < entries.rows; entry++) {
      for (int j = 0; j < entries.cols; j++) {
        double sum = entries.at(entry, j);
        for (int i = 0; i < gradient.rows; i++) {
          sum += place.at(i) == entry ? gradient.at(i, j) : 0;
        }
        entries.set(entry, j, sum);
      }
    }
  }
}
