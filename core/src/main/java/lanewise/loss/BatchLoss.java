package lanewise.loss;

import lanewise.kernel.Backend;
import lanewise.nn.Key;
import lanewise.nn.Workspace;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What all losses share: the buffers, and the mean as a sum divided by a number that the loss
 * defines (examples that count, or the sum of their weights). Where that number is 0 there is
 * nothing to learn from: the loss is 0 and so is the gradient.
 */
abstract class BatchLoss implements Loss {
  private static final Key LOSSES = Key.of("losses");
  private static final Key GRADIENT = Key.of("gradient");
  private static final Key WEIGHTS = Key.of("weights");

  static final Shape SCALAR = Shape.of();

  private final String name;

  BatchLoss(String name) {
    this.name = name;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final double forward(Tensor logits, Targets targets, Workspace workspace) {
    requireBatch(logits, targets);
    Tensor losses = workspace.tensor(LOSSES, logits.shape().examples(), SCALAR);
    Tensor gradient = workspace.training() ? workspace.tensor(GRADIENT, logits.shape()) : null;
    double divisor = divisor(logits, targets);
    double scale = divisor == 0 ? 0 : 1 / divisor;
    compute(
        asRows(logits),
        asRows(targets),
        scale,
        losses,
        gradient == null ? null : asRows(gradient),
        workspace);
    Tensor weights = targets.weights();
    if (weights != null) {
      weigh(weights, losses, gradient == null ? null : asRows(gradient), workspace);
    }
    return divisor == 0 ? 0 : workspace.backend().reductions().sum(losses) / divisor;
  }

  /** In the backend's element type. */
  private static void weigh(
      Tensor weights, Tensor losses, @Nullable Tensor gradient, Workspace workspace) {
    Backend backend = workspace.backend();
    Tensor factors = weights;
    if (weights.dtype() != backend.dtype()) {
      factors = workspace.tensor(WEIGHTS, weights.size(), SCALAR).copyFrom(weights);
    }
    backend.elements().multiply(losses, factors, losses);
    if (gradient != null) {
      backend.rowOps().scaleRows(gradient, factors, gradient);
    }
  }

  @Override
  public final boolean heedsWeights() {
    return true;
  }

  @Override
  public final double divisor(Tensor logits, Targets targets) {
    Tensor weights = targets.weights();
    if (weights == null) {
      return plainDivisor(logits, targets);
    }
    if (weights.size() != targets.count()) {
      throw new ShapeException(
          name
              + ": "
              + weights.size()
              + " weights for "
              + targets.count()
              + " targets, expected one per target");
    }
    double sum = 0;
    for (int row = 0; row < targets.count(); row++) {
      sum += weights.get(row) * share(logits, targets, row);
    }
    return sum;
  }

  /** {@link #divisor} where all examples count alike. */
  abstract double plainDivisor(Tensor logits, Targets targets);

  /** What one example adds to the divisor. */
  abstract double share(Tensor logits, Targets targets, int row);

  @Override
  public final Tensor perExample(Workspace workspace) {
    return workspace.tensor(LOSSES);
  }

  @Override
  public final Tensor backward(Workspace workspace) {
    if (!workspace.training()) {
      throw new LanewiseException(
          name + ": backward with an inference workspace, expected Workspace.forTraining");
    }
    return workspace.tensor(GRADIENT);
  }

  /**
   * Fills the losses of the examples and, if present, the gradient of their sum times {@code
   * scale}.
   */
  abstract void compute(
      Tensor logits,
      Targets targets,
      double scale,
      Tensor losses,
      @Nullable Tensor gradient,
      Workspace workspace);

  /** An example of any shape as one row; a matrix is what it is already. */
  private static Tensor asRows(Tensor tensor) {
    Shape shape = tensor.shape();
    return shape.rank() == 2
        ? tensor
        : tensor.reshape(Shape.of(shape.examples(), shape.exampleSize()));
  }

  private static Targets asRows(Targets targets) {
    return targets instanceof Targets.Values given && given.values().shape().rank() != 2
        ? new Targets.Values(asRows(given.values()), given.weights())
        : targets;
  }

  /** 1 for a label, 0 for one that is ignored. */
  static double shareOf(Targets.Labels labels, int row) {
    return labels.get(row) >= 0 ? 1 : 0;
  }

  /** The number of labels that are not negative. */
  static int countOf(Targets.Labels labels) {
    int count = 0;
    for (int i = 0; i < labels.count(); i++) {
      count += labels.get(i) >= 0 ? 1 : 0;
    }
    return count;
  }

  /** The targets as labels, where the loss knows no other. */
  final Targets.Labels requireLabels(Targets targets) {
    if (targets instanceof Targets.Labels labels) {
      return labels;
    }
    throw new LanewiseException(name + ": target values, expected labels");
  }

  private void requireBatch(Tensor logits, Targets targets) {
    if (logits.shape().rank() == 0 || logits.shape().examples() != targets.count()) {
      throw new ShapeException(
          name
              + ": output "
              + logits.shape()
              + " for "
              + targets.count()
              + " targets, expected as many rows as targets");
    }
    if (targets instanceof Targets.Values given
        && given.values().shape().exampleSize() != logits.shape().exampleSize()) {
      throw new ShapeException(
          name
              + ": target values "
              + given.values().shape()
              + ", expected the shape of the output "
              + logits.shape());
    }
  }
}
