package lanewise.nn;

import java.util.List;
import lanewise.kernel.Backend;
import lanewise.kernel.Elements;
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
 * <p>A training batch of one row has no variance. It leaves both running statistics as they are;
 * its values are normalised to 0, so y = bias and dX = 0. (PyTorch refuses such a batch. Here it is
 * the last one of an epoch whenever the batch size divides the rows but for one, so {@link
 * lanewise.train.Trainer} refuses only batches that all have one row.)
 *
 * <p>Shapes: x, y (N, ..., features); all axes but the last are the batch. Parameters: weight (1 at
 * first) and bias (0), neither regularised; running_mean and running_var, kept, not learned. A
 * training pass writes the running statistics, so passes with one network that train must not run
 * at once. Source: Ioffe, Szegedy 2015.
 */
public final class BatchNorm extends UnaryLayer {
  /** What is added to the variance if nothing else is said. */
  public static final double DEFAULT_EPSILON = 1e-5;

  /** The share of the old running statistics that stays if nothing else is said. */
  public static final double DEFAULT_MOMENTUM = 0.9;

  static final String KIND = "batch-norm";

  private static final Key MEAN = Key.of("mean");
  private static final Key VARIANCE = Key.of("variance");

  private final int features;
  private final double epsilon;
  private final double momentum;
  private final boolean unbiased;
  private final Shape each;
  private final LearnedGain gain;
  private final Parameter runningMean;
  private final Parameter runningVariance;

  /** With epsilon 1e-5, momentum 0.9 and a biased running variance. */
  public BatchNorm(String name, int features) {
    this(name, features, DEFAULT_EPSILON, DEFAULT_MOMENTUM, false);
  }

  /**
   * @param features the width of the last axis
   * @param epsilon added to the variance, above 0
   * @param momentum the share of the old running statistics that stays, 0 to 1
   * @param unbiased whether the running variance takes the unbiased variance of the batch
   * @throws LanewiseException if one is out of range
   */
  public BatchNorm(String name, int features, double epsilon, double momentum, boolean unbiased) {
    super(name);
    LayerChecks.requirePositive(where(), "features", features);
    LayerChecks.requireEpsilon(where(), epsilon);
    LayerChecks.require(momentum >= 0 && momentum <= 1, where(), "momentum", momentum, "0 to 1");
    this.features = features;
    this.epsilon = epsilon;
    this.momentum = momentum;
    this.unbiased = unbiased;
    each = Shape.of(features);
    gain = new LearnedGain(name, features);
    Parameter.Role kept = Parameter.Role.STATE;
    runningMean = new Parameter(name + ".running_mean", each, kept, Initializers.zeros());
    runningVariance = new Parameter(name + ".running_var", each, kept, Initializers.constant(1));
  }

  static BatchNorm of(LayerSpec spec) {
    spec.requireKeys("features", "epsilon", "momentum", "unbiased");
    return new BatchNorm(
        spec.name(),
        spec.integer("features"),
        spec.number("epsilon"),
        spec.number("momentum"),
        spec.flag("unbiased"));
  }

  /** The width of the last axis. */
  public int features() {
    return features;
  }

  @Override
  public LayerSpec description() {
    return LayerSpec.of(KIND, name())
        .with("features", features)
        .with("epsilon", epsilon)
        .with("momentum", momentum)
        .with("unbiased", unbiased);
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> learned = gain.parameters();
    return List.of(learned.get(0), learned.get(1), runningMean, runningVariance);
  }

  @Override
  protected Shape outputShape(Shape input) {
    LayerChecks.requireFeatures(where(), input, features);
    return input;
  }

  @Override
  public boolean readsOutput() {
    return false;
  }

  @Override
  protected void forward(Tensor x, Tensor y, Workspace workspace) {
    Tensor mean = runningMean.value();
    Tensor variance = runningVariance.value();
    if (workspace.training()) {
      mean = workspace.tensor(MEAN, each);
      variance = workspace.tensor(VARIANCE, each);
      workspace.backend().norms().columnMoments(x, mean, variance);
      moveRunningStatistics(workspace.backend(), mean, variance, x.rows());
    }
    workspace.backend().norms().batchNorm(x, mean, variance, epsilon, gain.values(), y);
  }

  /**
   * {@inheritDoc}
   *
   * @throws LanewiseException if the workspace is for inference: only a training pass keeps what is
   *     needed
   */
  @Override
  protected void backward(Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
    if (!workspace.training()) {
      throw new LanewiseException(
          where() + ": backward with an inference workspace, expected Workspace.forTraining");
    }
    workspace
        .backend()
        .norms()
        .batchNormGradient(
            x,
            workspace.tensor(MEAN),
            workspace.tensor(VARIANCE),
            epsilon,
            gain.weight().value(),
            dY,
            gain.gradients(),
            dX);
  }

  private void moveRunningStatistics(Backend backend, Tensor mean, Tensor variance, int rows) {
    if (rows < 2) {
      return;
    }
    Elements elements = backend.elements();
    double share = 1 - momentum;
    double correction = unbiased ? rows / (rows - 1.0) : 1;
    elements.scale(momentum, runningMean.value());
    elements.axpy(share, mean, runningMean.value());
    elements.scale(momentum, runningVariance.value());
    elements.axpy(share * correction, variance, runningVariance.value());
  }

  /** What inference multiplies each feature by; NaN where the variance has overflowed. */
  double[] scale() {
    double[] scale = gain.weight().value().toDoubles();
    for (int j = 0; j < scale.length; j++) {
      double variance = runningVariance.value().get(j);
      scale[j] /= Math.sqrt(variance + epsilon);
      scale[j] = Double.isInfinite(variance) ? Double.NaN : scale[j];
    }
    return scale;
  }

  /** What inference adds to each feature after {@link #scale}. */
  double[] shift() {
    double[] scale = scale();
    double[] shift = gain.values().beta().toDoubles();
    for (int j = 0; j < shift.length; j++) {
      shift[j] -= scale[j] * runningMean.value().get(j);
    }
    return shift;
  }
}
