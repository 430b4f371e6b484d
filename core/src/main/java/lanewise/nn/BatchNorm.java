package lanewise.nn;

import java.util.List;
import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation of each feature: y = weight * (x - mean) / sqrt(variance + epsilon) + bias.
 *
 * <p>Training normalises by the mean and the biased variance of the batch and moves the running
 * statistics, running = momentum * running + (1 - momentum) * batch (the convention of CS231n;
 * PyTorch's momentum is 1 minus this one); inference normalises by the running statistics. The
 * running variance takes the biased variance of the batch, as CS231n and ONNX have it, or by option
 * the unbiased one, as PyTorch has it.
 *
 * <p>A training batch of one example has no variance. It leaves both running statistics as they
 * are; its values are normalised to 0, so y = bias and dX = 0. (PyTorch refuses such a batch. Here
 * it is the last one of an epoch whenever the batch size divides the rows but for one, so {@link
 * lanewise.train.Trainer} refuses only batches that all have one row.)
 *
 * <p>Shapes: x, y (N, d1, ..., dk), a feature a value of an example. Parameters: weight (1 at
 * first) and bias (0), neither regularised; running_mean and running_var, kept, not learned. A
 * training pass writes the running statistics, so passes with one network that train must not run
 * at once. Source: Ioffe, Szegedy 2015.
 */
public final class BatchNorm implements Layer {
  /** What is added to the variance if nothing else is said. */
  public static final double DEFAULT_EPSILON = 1e-5;

  /** The share of the old running statistics that stays if nothing else is said. */
  public static final double DEFAULT_MOMENTUM = 0.9;

  private static final int OUTPUT = 0;
  private static final int MEAN = 1;
  private static final int VARIANCE = 2;
  private static final int INPUT_GRADIENT = 3;
  private static final int INPUT = 4;
  private static final int OUTPUT_ROWS = 5;
  private static final int GRADIENT_ROWS = 6;
  private static final int INPUT_GRADIENT_ROWS = 7;
  private static final Shape SCALAR = Shape.of();

  private final Spec spec;
  private final Parameter weight;
  private final Parameter bias;
  private final LearnedGain gain;
  private final Parameter runningMean;
  private final Parameter runningVariance;

  /** With epsilon 1e-5, momentum 0.9 and a biased running variance. */
  public BatchNorm(String name, int features) {
    this(new Spec(name, features, DEFAULT_EPSILON, DEFAULT_MOMENTUM, false));
  }

  /** The layer of a description. */
  public BatchNorm(Spec spec) {
    this.spec = spec;
    Shape each = Shape.of(spec.features);
    Initializer ones = Initializers.constant(1);
    Initializer zeros = Initializers.zeros();
    weight = new Parameter(spec.name + ".weight", each, Parameter.Role.BIAS, ones);
    bias = new Parameter(spec.name + ".bias", each, Parameter.Role.BIAS, zeros);
    gain = new LearnedGain(weight, bias);
    runningMean = new Parameter(spec.name + ".running_mean", each, Parameter.Role.STATE, zeros);
    runningVariance = new Parameter(spec.name + ".running_var", each, Parameter.Role.STATE, ones);
  }

  @Override
  public String name() {
    return spec.name;
  }

  @Override
  public Spec description() {
    return spec;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias, runningMean, runningVariance);
  }

  @Override
  public Shape outputShape(Shape inputShape) {
    return spec.outputShape(inputShape);
  }

  @Override
  public Tensor forward(Tensor x, Cache cache) {
    LayerChecks.requireFeatures(this, x, spec.features);
    Tensor rows = cache.flattened(INPUT, x);
    Tensor mean = runningMean.value();
    Tensor variance = runningVariance.value();
    if (cache.training()) {
      mean = cache.buffer(MEAN, spec.features, SCALAR);
      variance = cache.buffer(VARIANCE, spec.features, SCALAR);
      cache.backend().norms().columnMoments(rows, mean, variance);
      moveRunningStatistics(cache.backend(), mean, variance, x.shape().examples());
      cache.keep(MEAN, mean);
      cache.keep(VARIANCE, variance);
      cache.keep(INPUT, rows);
    }
    Tensor y = cache.bufferLike(OUTPUT, x);
    cache
        .backend()
        .norms()
        .batchNorm(
            rows, mean, variance, spec.epsilon, gain.values(), cache.flattened(OUTPUT_ROWS, y));
    return y;
  }

  /**
   * {@inheritDoc}
   *
   * @throws LanewiseException if the cache is for inference: only a training pass keeps what is
   *     needed
   */
  @Override
  public @Nullable Tensor backward(Tensor dY, Cache cache) {
    if (!cache.training()) {
      throw new LanewiseException(
          spec.where() + ": backward with an inference cache, expected Cache.forTraining");
    }
    Tensor dX = cache.wantsInputGradient() ? cache.bufferLike(INPUT_GRADIENT, dY) : null;
    cache
        .backend()
        .norms()
        .batchNormGradient(
            cache.kept(INPUT),
            cache.kept(MEAN),
            cache.kept(VARIANCE),
            spec.epsilon,
            weight.value(),
            cache.flattened(GRADIENT_ROWS, dY),
            gain.gradients(),
            dX == null ? null : cache.flattened(INPUT_GRADIENT_ROWS, dX));
    return dX;
  }

  private void moveRunningStatistics(Backend backend, Tensor mean, Tensor variance, int rows) {
    if (rows < 2) {
      return;
    }
    double share = 1 - spec.momentum;
    double correction = spec.unbiased ? rows / (rows - 1.0) : 1;
    backend.elements().scale(spec.momentum, runningMean.value());
    backend.elements().axpy(share, mean, runningMean.value());
    backend.elements().scale(spec.momentum, runningVariance.value());
    backend.elements().axpy(share * correction, variance, runningVariance.value());
  }

  /**
   * A batch normalisation without its memory.
   *
   * @param features values of one example
   * @param epsilon added to the variance, above 0
   * @param momentum the share of the old running statistics that stays, 0 to 1
   * @param unbiased whether the running variance takes the unbiased variance of the batch
   */
  public record Spec(String name, int features, double epsilon, double momentum, boolean unbiased)
      implements LayerSpec {
    static final String KIND = "batch-norm";

    public Spec {
      SpecLine.requireName(name);
      String where = where(name);
      LayerChecks.requirePositive(where, "features", features);
      LayerChecks.requireEpsilon(where, epsilon);
      LayerChecks.require(momentum >= 0 && momentum <= 1, where, "momentum", momentum, "0 to 1");
    }

    static Spec of(SpecLine line) {
      line.requireKeys("features", "epsilon", "momentum", "unbiased");
      return new Spec(
          line.name(),
          line.integer("features"),
          line.number("epsilon"),
          line.number("momentum"),
          line.flag("unbiased"));
    }

    @Override
    public String text() {
      return SpecLine.of(KIND, name)
          .with("features", features)
          .with("epsilon", epsilon)
          .with("momentum", momentum)
          .with("unbiased", SpecLine.flag(unbiased))
          .text();
    }

    @Override
    public Shape outputShape(Shape inputShape) {
      LayerChecks.requireFeatures(where(), inputShape, features);
      return inputShape;
    }

    @Override
    public long parameterCount() {
      return 4L * features;
    }

    @Override
    public BatchNorm layer(Initializer weights) {
      return new BatchNorm(this);
    }

    private String where() {
      return where(name);
    }

    private static String where(String name) {
      return "BatchNorm[" + name + "]";
    }
  }
}
