package lanewise.simd;

import lanewise.kernel.Losses;
import lanewise.kernel.PointwiseLoss;
import lanewise.simd.math.CrossEntropy;
import lanewise.simd.math.Hinge;
import lanewise.simd.math.PointwiseLosses;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Losses} of {@link VectorKernels}. */
record VectorLosses(Sharing sharing) implements Losses {
  @Override
  public void softmaxCrossEntropy(
      Tensor logits, Tensor labels, double gradientScale, Tensor losses, @Nullable Tensor dLogits) {
    float scale = (float) gradientScale;
    if (sharing.small(logits)) {
      CrossEntropy.labels(logits, labels, scale, losses, dLogits, 0, logits.rows());
    } else {
      sharing.rows(
          logits, (i, n) -> CrossEntropy.labels(logits, labels, scale, losses, dLogits, i, n));
    }
  }

  @Override
  public void softmaxCrossEntropyTargets(
      Tensor logits,
      Tensor targets,
      double gradientScale,
      Tensor losses,
      @Nullable Tensor dLogits) {
    float scale = (float) gradientScale;
    if (sharing.small(logits)) {
      CrossEntropy.targets(logits, targets, scale, losses, dLogits, 0, logits.rows());
    } else {
      sharing.rows(
          logits, (i, n) -> CrossEntropy.targets(logits, targets, scale, losses, dLogits, i, n));
    }
  }

  @Override
  public void classTargets(
      Tensor labels, @Nullable Tensor classWeights, double smoothing, Tensor targets) {
    if (sharing.small(targets)) {
      CrossEntropy.classTargets(labels, classWeights, smoothing, targets, 0, targets.rows());
    } else {
      sharing.rows(
          targets,
          (i, n) -> CrossEntropy.classTargets(labels, classWeights, smoothing, targets, i, n));
    }
  }

  @Override
  public void negativeLogLikelihood(
      Tensor x, Tensor labels, double gradientScale, Tensor losses, @Nullable Tensor dX) {
    float scale = (float) gradientScale;
    if (sharing.small(x)) {
      CrossEntropy.negativeLogLikelihood(x, labels, scale, losses, dX, 0, x.rows());
    } else {
      sharing.rows(
          x, (i, n) -> CrossEntropy.negativeLogLikelihood(x, labels, scale, losses, dX, i, n));
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
    float width = (float) margin;
    float scale = (float) gradientScale;
    if (sharing.small(x)) {
      Hinge.multiclass(x, labels, width, scale, losses, dX, 0, x.rows());
    } else {
      sharing.rows(x, (i, n) -> Hinge.multiclass(x, labels, width, scale, losses, dX, i, n));
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
    float scale = (float) gradientScale;
    if (sharing.small(x)) {
      PointwiseLosses.apply(l, x, targets, scale, losses, dX, 0, x.rows());
    } else {
      sharing.rows(x, (i, n) -> PointwiseLosses.apply(l, x, targets, scale, losses, dX, i, n));
    }
  }
}
