package lanewise.loss;

import lanewise.nn.Cache;
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
  private static final int LOSSES = 0;
  private static final int GRADIENT = 1;
  private static final int LOGIT_ROWS = 2;
  private static final int GRADIENT_ROWS = 3;

  /** The first slot of the cache that a loss may use for itself. */
  static final int FREE_SLOT = 4;

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
  public final double forward(Tensor logits, Targets targets, Cache cache) {
    requireBatch(logits, targets);
    Tensor losses = cache.buffer(LOSSES, logits.shape().examples(), SCALAR);
    Tensor gradient = cache.training() ? cache.bufferLike(GRADIENT, logits) : null;
    double divisor = divisor(logits, targets);
    double scale = divisor == 0 ? 0 : 1 / divisor;
    compute(
        cache.flattened(LOGIT_ROWS, logits),
        asRows(targets),
        scale,
        losses,
        gradient == null ? null : cache.flattened(GRADIENT_ROWS, gradient),
        cache);
    cache.keep(LOSSES, losses);
    if (gradient != null) {
      cache.keep(GRADIENT, gradient);
    }
    return divisor == 0 ? 0 : cache.backend().reductions().sum(losses) / divisor;
  }

  @Override
  public final Tensor perExample(Cache cache) {
    return cache.kept(LOSSES);
  }

  @Override
  public final Tensor backward(Cache cache) {
    if (!cache.training()) {
      throw new LanewiseException(
          name + ": backward with an inference cache, expected Cache.forTraining");
    }
    return cache.kept(GRADIENT);
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
      Cache cache);

  /** Values of any shape per example as one row each. */
  private static Targets asRows(Targets targets) {
    if (targets instanceof Targets.Values given && given.values().shape().rank() != 2) {
      Tensor values = given.values();
      int examples = values.shape().examples();
      return new Targets.Values(values.reshape(Shape.of(examples, values.shape().exampleSize())));
    }
    return targets;
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
