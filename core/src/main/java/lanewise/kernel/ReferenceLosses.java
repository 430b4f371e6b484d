package lanewise.kernel;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Losses} of {@link ReferenceKernels}. */
final class ReferenceLosses implements Losses {
  @Override
  public void softmaxCrossEntropy(
      Tensor logits, Tensor labels, double gradientScale, Tensor losses, @Nullable Tensor dLogits) {
    Matrix x = Matrix.of(logits);
    Matrix loss = Matrix.row(losses);
    Matrix gradient = dLogits == null ? null : Matrix.of(dLogits);
    for (int i = 0; i < x.rows; i++) {
      int label = label(labels, i);
      double max = x.max(i);
      double sum = x.sumOfExp(i, max);
      loss.set(i, label < 0 ? 0 : Math.log(sum) - (x.at(i, label) - max));
      for (int j = 0; gradient != null && j < x.cols; j++) {
        double probability = Math.exp(x.at(i, j) - max) / sum;
        double derivative = j == label ? probability - 1 : probability;
        gradient.set(i, j, label < 0 ? 0 : gradientScale * derivative);
      }
    }
  }

  @Override
  public void softmaxCrossEntropyTargets(
      Tensor logits,
      Tensor targets,
      double gradientScale,
      Tensor losses,
      @Nullable Tensor dLogits) {
    Matrix x = Matrix.of(logits);
    Matrix t = Matrix.of(targets);
    Matrix loss = Matrix.row(losses);
    Matrix gradient = dLogits == null ? null : Matrix.of(dLogits);
    for (int i = 0; i < x.rows; i++) {
      double max = x.max(i);
      double sum = x.sumOfExp(i, max);
      double total = 0;
      double below = 0;
      for (int j = 0; j < x.cols; j++) {
        total += t.at(i, j);
        below += t.at(i, j) == 0 ? 0 : t.at(i, j) * (max - x.at(i, j));
      }
      loss.set(i, total * Math.log(sum) + below);
      for (int j = 0; gradient != null && j < x.cols; j++) {
        double probability = Math.exp(x.at(i, j) - max) / sum;
        gradient.set(i, j, gradientScale * (total * probability - t.at(i, j)));
      }
    }
  }

  @Override
  public void classTargets(
      Tensor labels, @Nullable Tensor classWeights, double smoothing, Tensor targets) {
    Matrix t = Matrix.of(targets);
    Matrix weights = classWeights == null ? null : Matrix.row(classWeights);
    double share = smoothing / t.cols;
    for (int i = 0; i < t.rows; i++) {
      int label = label(labels, i);
      for (int j = 0; j < t.cols; j++) {
        double weight = weights == null ? 1 : weights.at(j);
        double target = j == label ? 1 - smoothing + share : share;
        t.set(i, j, label < 0 ? 0 : weight * target);
      }
    }
  }

  @Override
  public void negativeLogLikelihood(
      Tensor x, Tensor labels, double gradientScale, Tensor losses, @Nullable Tensor dX) {
    Matrix logs = Matrix.of(x);
    Matrix loss = Matrix.row(losses);
    Matrix gradient = dX == null ? null : Matrix.of(dX);
    for (int i = 0; i < logs.rows; i++) {
      int label = label(labels, i);
      loss.set(i, label < 0 ? 0 : -logs.at(i, label));
      for (int j = 0; gradient != null && j < logs.cols; j++) {
        gradient.set(i, j, j == label ? -gradientScale : 0);
      }
    }
  }

  @Override
  public void multiclassHinge(
      Tensor x,
      Tensor labels,
      double margin,
      double gradientScale,
      Tensor losses,
      @Nullable Tensor dX) {
    Matrix scores = Matrix.of(x);
    Matrix loss = Matrix.row(losses);
    Matrix gradient = dX == null ? null : Matrix.of(dX);
    for (int i = 0; i < scores.rows; i++) {
      int label = label(labels, i);
      double threshold = label < 0 ? 0 : scores.at(i, label) - margin;
      double sum = 0;
      int violations = 0;
      for (int j = 0; j < scores.cols; j++) {
        double excess = label < 0 || j == label ? 0 : scores.at(i, j) - threshold;
        sum += Math.max(0, excess);
        violations += excess > 0 ? 1 : 0;
        if (gradient != null) {
          gradient.set(i, j, excess > 0 ? gradientScale : excess <= 0 ? 0 : excess);
        }
      }
      loss.set(i, sum);
      if (gradient != null && label >= 0) {
        gradient.set(i, label, Double.isNaN(sum) ? sum : -gradientScale * violations);
      }
    }
  }

  @Override
  public void pointwiseLoss(
      PointwiseLoss l,
      Tensor x,
      Tensor targets,
      double gradientScale,
      Tensor losses,
      @Nullable Tensor dX) {
    Matrix predictions = Matrix.of(x);
    Matrix t = Matrix.of(targets);
    Matrix loss = Matrix.row(losses);
    Matrix gradient = dX == null ? null : Matrix.of(dX);
    for (int i = 0; i < predictions.rows; i++) {
      double sum = 0;
      for (int j = 0; j < predictions.cols; j++) {
        double prediction = predictions.at(i, j);
        sum += ElementFormulas.loss(l, prediction, t.at(i, j));
        if (gradient != null) {
          double derivative = ElementFormulas.lossDerivative(l, prediction, t.at(i, j));
          gradient.set(i, j, gradientScale * derivative);
        }
      }
      loss.set(i, sum);
    }
  }

  private static int label(Tensor labels, int i) {
    return labels.ints()[labels.offset() + i];
  }
}
