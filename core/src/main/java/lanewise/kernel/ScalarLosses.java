package lanewise.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Losses of {@link ScalarKernels}, value and gradient; the sums of a row are kept in double. */
interface ScalarLosses extends Kernels<float[]> {
  @Override
  default void softmaxCrossEntropy(
      int rows,
      int cols,
      float[] logits,
      int logitsOffset,
      int ldLogits,
      int[] labels,
      int labelsOffset,
      double gradientScale,
      float[] losses,
      int lossesOffset,
      float @Nullable [] dLogits,
      int dLogitsOffset,
      int ldGradient) {
    for (int i = 0; i < rows; i++) {
      int xi = logitsOffset + i * ldLogits;
      int label = labels[labelsOffset + i];
      if (label < 0) {
        ignoreRow(i, cols, losses, lossesOffset, dLogits, dLogitsOffset, ldGradient);
        continue;
      }
      double max = ScalarRows.max(cols, logits, xi);
      double sum = ScalarRows.sumOfExp(cols, logits, xi, max);
      losses[lossesOffset + i] = (float) (Math.log(sum) - (logits[xi + label] - max));
      if (dLogits != null) {
        int di = dLogitsOffset + i * ldGradient;
        for (int j = 0; j < cols; j++) {
          double probability = Math.exp(logits[xi + j] - max) / sum;
          dLogits[di + j] = (float) (gradientScale * (j == label ? probability - 1 : probability));
        }
      }
    }
  }

  @Override
  default void softmaxCrossEntropyTargets(
      int rows,
      int cols,
      float[] logits,
      int logitsOffset,
      int ldLogits,
      float[] targets,
      int targetsOffset,
      int ldTargets,
      double gradientScale,
      float[] losses,
      int lossesOffset,
      float @Nullable [] dLogits,
      int dLogitsOffset,
      int ldGradient) {
    for (int i = 0; i < rows; i++) {
      int xi = logitsOffset + i * ldLogits;
      int ti = targetsOffset + i * ldTargets;
      double max = ScalarRows.max(cols, logits, xi);
      double sum = ScalarRows.sumOfExp(cols, logits, xi, max);
      double total = 0;
      double below = 0;
      for (int j = 0; j < cols; j++) {
        double t = targets[ti + j];
        total += t;
        below += t == 0 ? 0 : t * (max - logits[xi + j]);
      }
      losses[lossesOffset + i] = (float) (total * Math.log(sum) + below);
      if (dLogits != null) {
        int di = dLogitsOffset + i * ldGradient;
        for (int j = 0; j < cols; j++) {
          double probability = Math.exp(logits[xi + j] - max) / sum;
          dLogits[di + j] = (float) (gradientScale * (total * probability - targets[ti + j]));
        }
      }
    }
  }

  @Override
  default void classTargets(
      int rows,
      int cols,
      int[] labels,
      int labelsOffset,
      float @Nullable [] classWeights,
      int classWeightsOffset,
      double smoothing,
      float[] targets,
      int targetsOffset,
      int ldTargets) {
    double share = smoothing / cols;
    for (int i = 0; i < rows; i++) {
      int ti = targetsOffset + i * ldTargets;
      int label = labels[labelsOffset + i];
      for (int j = 0; j < cols; j++) {
        double weight = classWeights == null ? 1 : classWeights[classWeightsOffset + j];
        double target = j == label ? 1 - smoothing + share : share;
        targets[ti + j] = label < 0 ? 0 : (float) (weight * target);
      }
    }
  }

  @Override
  default void negativeLogLikelihood(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      int ldx,
      int[] labels,
      int labelsOffset,
      double gradientScale,
      float[] losses,
      int lossesOffset,
      float @Nullable [] dX,
      int dXOffset,
      int lddx) {
    for (int i = 0; i < rows; i++) {
      int label = labels[labelsOffset + i];
      ignoreRow(i, cols, losses, lossesOffset, dX, dXOffset, lddx);
      if (label >= 0) {
        losses[lossesOffset + i] = -x[xOffset + i * ldx + label];
        if (dX != null) {
          dX[dXOffset + i * lddx + label] = (float) -gradientScale;
        }
      }
    }
  }

  @Override
  default void multiclassHinge(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      int ldx,
      int[] labels,
      int labelsOffset,
      double margin,
      double gradientScale,
      float[] losses,
      int lossesOffset,
      float @Nullable [] dX,
      int dXOffset,
      int lddx) {
    for (int i = 0; i < rows; i++) {
      int xi = xOffset + i * ldx;
      int di = dXOffset + i * lddx;
      int label = labels[labelsOffset + i];
      if (label < 0) {
        ignoreRow(i, cols, losses, lossesOffset, dX, dXOffset, lddx);
        continue;
      }
      double threshold = x[xi + label] - margin;
      double loss = 0;
      int violations = 0;
      for (int j = 0; j < cols; j++) {
        double excess = j == label ? 0 : x[xi + j] - threshold;
        loss += Math.max(0, excess);
        violations += excess > 0 ? 1 : 0;
        if (dX != null) {
          dX[di + j] = excess > 0 ? (float) gradientScale : excess <= 0 ? 0 : (float) excess;
        }
      }
      losses[lossesOffset + i] = (float) loss;
      if (dX != null) {
        dX[di + label] = Double.isNaN(loss) ? Float.NaN : (float) (-gradientScale * violations);
      }
    }
  }

  @Override
  default void pointwiseLoss(
      PointwiseLoss f,
      int rows,
      int cols,
      float[] x,
      int xOffset,
      int ldx,
      float[] targets,
      int targetsOffset,
      int ldTargets,
      double gradientScale,
      float[] losses,
      int lossesOffset,
      float @Nullable [] dX,
      int dXOffset,
      int lddx) {
    for (int i = 0; i < rows; i++) {
      int xi = xOffset + i * ldx;
      int ti = targetsOffset + i * ldTargets;
      int di = dXOffset + i * lddx;
      double loss = 0;
      for (int j = 0; j < cols; j++) {
        double prediction = x[xi + j];
        double target = targets[ti + j];
        loss += ElementFormulas.loss(f, prediction, target);
        if (dX != null) {
          dX[di + j] =
              (float) (gradientScale * ElementFormulas.lossDerivative(f, prediction, target));
        }
      }
      losses[lossesOffset + i] = (float) loss;
    }
  }

  private static void ignoreRow(
      int i,
      int cols,
      float[] losses,
      int lossesOffset,
      float @Nullable [] dX,
      int dXOffset,
      int lddx) {
    losses[lossesOffset + i] = 0;
    if (dX != null) {
      int di = dXOffset + i * lddx;
      Arrays.fill(dX, di, di + cols, 0);
    }
  }
}
