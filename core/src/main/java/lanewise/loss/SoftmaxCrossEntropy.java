package lanewise.loss;

import lanewise.nn.Key;
import lanewise.nn.Workspace;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Softmax and cross-entropy of logits (N, C) in one: log(sum exp x) - x[label], the mean over the
 * batch.
 *
 * <p>Targets are labels, of which negative ones are ignored, or values (N, C): one-hot or soft
 * labels, not negative, usually of sum 1 a row. Options, both as PyTorch has them: label smoothing
 * s turns a target t into (1 - s) t + s / C; class weights multiply the terms of each class, and
 * the mean then divides by the sum of the weights of the labels in the batch. If every label is
 * ignored the loss and its gradient are 0.
 *
 * <p>Logits of any finite size do not overflow. Allocates nothing once the workspace has seen the
 * batch size.
 */
public final class SoftmaxCrossEntropy extends BatchLoss {
  private static final Key TARGETS = Key.of("targets");
  private static final Key CLASS_WEIGHTS = Key.of("class weights");

  private final double labelSmoothing;
  private final double @Nullable [] classWeights;

  /** Without label smoothing and class weights. */
  public SoftmaxCrossEntropy() {
    this(0, null);
  }

  /**
   * @param labelSmoothing from 0 to 1
   * @param classWeights one weight a class, not negative, or null for equal weights
   * @throws LanewiseException if an option is out of range
   */
  public SoftmaxCrossEntropy(double labelSmoothing, double @Nullable [] classWeights) {
    super("cross-entropy");
    if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
      throw new LanewiseException(
          "cross-entropy: label smoothing " + labelSmoothing + ", expected 0 to 1");
    }
    this.labelSmoothing = labelSmoothing;
    this.classWeights = classWeights == null ? null : checked(classWeights.clone());
  }

  private static double[] checked(double[] weights) {
    for (double weight : weights) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new LanewiseException(
            "cross-entropy: class weight " + weight + ", expected a finite number, 0 or more");
      }
    }
    return weights;
  }

  @Override
  public Link link() {
    return Link.SOFTMAX;
  }

  @Override
  double plainDivisor(Tensor logits, Targets targets) {
    return switch (targets) {
      case Targets.Values values -> values.count();
      case Targets.Labels labels ->
          classWeights == null ? countOf(labels) : weightOf(labels, logits, classWeights);
    };
  }

  @Override
  double share(Tensor logits, Targets targets, int row) {
    if (!(targets instanceof Targets.Labels labels)) {
      return 1;
    }
    int label = labels.get(row);
    // A label that is too large is reported by the backend, with its position.
    return label < 0 || classWeights == null || label >= classWeights.length
        ? shareOf(labels, row)
        : classWeights[label];
  }

  @Override
  public TargetDomain targetDomain() {
    return TargetDomain.NOT_NEGATIVE;
  }

  private static double weightOf(Targets.Labels labels, Tensor logits, double[] weights) {
    if (weights.length != logits.shape().exampleSize()) {
      throw new ShapeException(
          "cross-entropy: output "
              + logits.shape()
              + " with "
              + weights.length
              + " class weights, expected one weight a class");
    }
    double sum = 0;
    for (int i = 0; i < labels.count(); i++) {
      int label = labels.get(i);
      // A label that is too large is reported by the backend, with its position.
      sum += label >= 0 && label < weights.length ? weights[label] : 0;
    }
    return sum;
  }

  @Override
  void compute(
      Tensor logits,
      Targets targets,
      double scale,
      Tensor losses,
      @Nullable Tensor gradient,
      Workspace workspace) {
    switch (targets) {
      case Targets.Labels labels -> {
        if (labelSmoothing == 0 && classWeights == null) {
          workspace
              .backend()
              .losses()
              .softmaxCrossEntropy(logits, labels.classes(), scale, losses, gradient);
        } else {
          Tensor weighted = workspace.tensor(TARGETS, logits.shape());
          workspace
              .backend()
              .losses()
              .classTargets(labels.classes(), weightsIn(workspace), labelSmoothing, weighted);
          workspace
              .backend()
              .losses()
              .softmaxCrossEntropyTargets(logits, weighted, scale, losses, gradient);
        }
      }
      case Targets.Values given ->
          workspace
              .backend()
              .losses()
              .softmaxCrossEntropyTargets(
                  logits, smoothed(given.values(), logits, workspace), scale, losses, gradient);
    }
  }

  private @Nullable Tensor weightsIn(Workspace workspace) {
    if (classWeights == null) {
      return null;
    }
    Tensor weights = workspace.tensor(CLASS_WEIGHTS, classWeights.length, SCALAR);
    for (int i = 0; i < classWeights.length; i++) {
      weights.set(i, classWeights[i]);
    }
    return weights;
  }

  private Tensor smoothed(Tensor values, Tensor logits, Workspace workspace) {
    if (classWeights != null) {
      throw new LanewiseException(
          "cross-entropy: class weights with target values, expected labels; multiply the values by"
              + " the weights instead");
    }
    if (labelSmoothing == 0) {
      return values;
    }
    Tensor smoothed = workspace.tensor(TARGETS, logits.shape());
    workspace.backend().elements().fill(labelSmoothing / logits.shape().exampleSize(), smoothed);
    workspace.backend().elements().axpy(1 - labelSmoothing, values, smoothed);
    return smoothed;
  }
}
