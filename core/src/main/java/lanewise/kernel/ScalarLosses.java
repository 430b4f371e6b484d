package lanewise.kernel;

import java.util.Arrays;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Losses} of {@link ScalarKernels}; the sums of a row are kept in double. */
final class ScalarLosses implements Losses {
  @Override
  public void softmaxCrossEntropy(
      Tensor logits, Tensor labels, double gradientScale, Tensor losses, @Nullable Tensor dLogits) {
    int cols = logits.cols();
    float[] xs = logits.floats();
    float[] values = losses.floats();
    for (int i = 0; i < logits.rows(); i++) {
      int xi = logits.row(i);
      int label = labels.ints()[labels.offset() + i];
      if (label < 0) {
        ignoreRow(i, losses, dLogits);
        continue;
      }
      double max = ScalarRowOps.max(cols, xs, xi);
      double sum = ScalarRowOps.sumOfExp(cols, xs, xi, max);
      values[losses.offset() + i] = (float) (Math.log(sum) - (xs[xi + label] - max));
      if (dLogits != null) {
        float[] gradients = dLogits.floats();
        int di = dLogits.row(i);
        for (int j = 0; j < cols; j++) {
          double probability = Math.exp(xs[xi + j] - max) / sum;
          gradients[di + j] =
              (float) (gradientScale * (j == label ? probability - 1 : probability));
        }
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
    int cols = logits.cols();
    float[] xs = logits.floats();
    float[] ts = targets.floats();
    for (int i = 0; i < logits.rows(); i++) {
      int xi = logits.row(i);
      int ti = targets.row(i);
      double max = ScalarRowOps.max(cols, xs, xi);
      double sum = ScalarRowOps.sumOfExp(cols, xs, xi, max);
      double total = 0;
      double below = 0;
      for (int j = 0; j < cols; j++) {
        double t = ts[ti + j];
        total += t;
        below += t == 0 ? 0 : t * (max - xs[xi + j]);
      }
      losses.floats()[losses.offset() + i] = (float) (total * Math.log(sum) + below);
      if (dLogits != null) {
        float[] gradients = dLogits.floats();
        int di = dLogits.row(i);
        for (int j = 0; j < cols; j++) {
          double probability = Math.exp(xs[xi + j] - max) / sum;
          gradients[di + j] = (float) (gradientScale * (total * probability - ts[ti + j]));
        }
      }
    }
  }

  @Override
  public void classTargets(
      Tensor labels, @Nullable Tensor classWeights, double smoothing, Tensor targets) {
    double share = smoothing / targets.cols();
    float[] ts = targets.floats();
    for (int i = 0; i < targets.rows(); i++) {
      int ti = targets.row(i);
      int label = labels.ints()[labels.offset() + i];
      for (int j = 0; j < targets.cols(); j++) {
        double weight = classWeights == null ? 1 : classWeights.floats()[classWeights.offset() + j];
        double target = j == label ? 1 - smoothing + share : share;
        ts[ti + j] = label < 0 ? 0 : (float) (weight * target);
      }
    }
  }

  @Override
  public void negativeLogLikelihood(
      Tensor x, Tensor labels, double gradientScale, Tensor losses, @Nullable Tensor dX) {
    for (int i = 0; i < x.rows(); i++) {
      int label = labels.ints()[labels.offset() + i];
      ignoreRow(i, losses, dX);
      if (label >= 0) {
        losses.floats()[losses.offset() + i] = -x.floats()[x.row(i) + label];
        if (dX != null) {
          dX.floats()[dX.row(i) + label] = (float) -gradientScale;
        }
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
    float[] xs = x.floats();
    float[] gradients = dX == null ? null : dX.floats();
    for (int i = 0; i < x.rows(); i++) {
      int xi = x.row(i);
      int di = dX == null ? 0 : dX.row(i);
      int label = labels.ints()[labels.offset() + i];
      if (label < 0) {
        ignoreRow(i, losses, dX);
        continue;
      }
      double threshold = xs[xi + label] - margin;
      double loss = 0;
      int violations = 0;
      for (int j = 0; j < x.cols(); j++) {
        double excess = j == label ? 0 : xs[xi + j] - threshold;
        loss += Math.max(0, excess);
        violations += excess > 0 ? 1 : 0;
        if (gradients != null) {
          gradients[di + j] = excess > 0 ? (float) gradientScale : excess <= 0 ? 0 : (float) excess;
        }
      }
      losses.floats()[losses.offset() + i] = (float) loss;
      if (gradients != null) {
        gradients[di + label] =
            Double.isNaN(loss) ? Float.NaN : (float) (-gradientScale * violations);
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
    float[] xs = x.floats();
    float[] ts = targets.floats();
    float[] gradients = dX == null ? null : dX.floats();
    for (int i = 0; i < x.rows(); i++) {
      int xi = x.row(i);
      int ti = targets.row(i);
      int di = dX == null ? 0 : dX.row(i);
      double loss = 0;
      for (int j = 0; j < x.cols(); j++) {
        double prediction = xs[xi + j];
        double target = ts[ti + j];
        loss += ElementFormulas.loss(l, prediction, target);
        if (gradients != null) {
          gradients[di + j] =
              (float) (gradientScale * ElementFormulas.lossDerivative(l, prediction, target));
        }
      }
      losses.floats()[losses.offset() + i] = (float) loss;
    }
  }

  private static void ignoreRow(int i, Tensor losses, @Nullable Tensor dX) {
    losses.floats()[losses.offset() + i] = 0;
    if (dX != null) {
      int di = dX.row(i);
      Arrays.fill(dX.floats(), di, di + dX.cols(), 0);
    }
  }
}
