package lanewise.kernel;

import static lanewise.kernel.OperandChecks.disjoint;
import static lanewise.kernel.OperandChecks.inPlace;
import static lanewise.kernel.OperandChecks.value;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Losses} that refuses operands that do not fit. */
record CheckedLosses(Losses losses, OperandChecks check) implements Losses {
  @Override
  public void softmaxCrossEntropy(
      Tensor logits, Tensor labels, double gradientScale, Tensor values, @Nullable Tensor dLogits) {
    loss("softmaxCrossEntropy", logits, values, dLogits);
    check.labels("softmaxCrossEntropy", labels, logits.rows(), logits.cols());
    losses.softmaxCrossEntropy(logits, labels, gradientScale, values, dLogits);
  }

  @Override
  public void softmaxCrossEntropyTargets(
      Tensor logits,
      Tensor targets,
      double gradientScale,
      Tensor values,
      @Nullable Tensor dLogits) {
    loss("softmaxCrossEntropyTargets", logits, values, dLogits);
    targets("softmaxCrossEntropyTargets", logits, targets, values, dLogits);
    losses.softmaxCrossEntropyTargets(logits, targets, gradientScale, values, dLogits);
  }

  @Override
  public void classTargets(
      Tensor labels, @Nullable Tensor classWeights, double smoothing, Tensor targets) {
    check.matrix("classTargets", "targets", targets, targets.rows(), targets.cols());
    check.labels("classTargets", labels, targets.rows(), targets.cols());
    value(smoothing >= 0 && smoothing <= 1, "classTargets", "smoothing", smoothing, "0 to 1");
    if (classWeights != null) {
      check.elements("classTargets", "classWeights", classWeights, targets.cols());
      disjoint("classTargets", "targets", targets, "classWeights", classWeights);
    }
    losses.classTargets(labels, classWeights, smoothing, targets);
  }

  @Override
  public void negativeLogLikelihood(
      Tensor x, Tensor labels, double gradientScale, Tensor values, @Nullable Tensor dX) {
    loss("negativeLogLikelihood", x, values, dX);
    check.labels("negativeLogLikelihood", labels, x.rows(), x.cols());
    if (dX != null) {
      disjoint("negativeLogLikelihood", "gradient", dX, "input", x);
    }
    losses.negativeLogLikelihood(x, labels, gradientScale, values, dX);
  }

  @Override
  public void multiclassHinge(
      Tensor x,
      Tensor labels,
      double margin,
      double gradientScale,
      Tensor values,
      @Nullable Tensor dX) {
    loss("multiclassHinge", x, values, dX);
    check.labels("multiclassHinge", labels, x.rows(), x.cols());
    losses.multiclassHinge(x, labels, margin, gradientScale, values, dX);
  }

  @Override
  public void pointwiseLoss(
      PointwiseLoss l,
      Tensor x,
      Tensor targets,
      double gradientScale,
      Tensor values,
      @Nullable Tensor dX) {
    loss("pointwiseLoss", x, values, dX);
    targets("pointwiseLoss", x, targets, values, dX);
    losses.pointwiseLoss(l, x, targets, gradientScale, values, dX);
  }

  private void loss(String op, Tensor x, Tensor values, @Nullable Tensor gradient) {
    check.matrix(op, "input", x, x.rows(), x.cols());
    check.elements(op, "losses", values, x.rows());
    disjoint(op, "losses", values, "input", x);
    if (gradient != null) {
      check.matrix(op, "gradient", gradient, x.rows(), x.cols());
      inPlace(op, "gradient", gradient, "input", x);
      disjoint(op, "losses", values, "gradient", gradient);
    }
  }

  private void targets(
      String op, Tensor x, Tensor targets, Tensor values, @Nullable Tensor gradient) {
    check.matrix(op, "targets", targets, x.rows(), x.cols());
    disjoint(op, "losses", values, "targets", targets);
    if (gradient != null) {
      disjoint(op, "gradient", gradient, "targets", targets);
    }
  }
}
