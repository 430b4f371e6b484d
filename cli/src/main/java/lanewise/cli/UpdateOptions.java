package lanewise.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.data.Augment;
import lanewise.data.Dataset;
import lanewise.loss.Loss;
import lanewise.loss.LossNames;
import lanewise.loss.NegativeLogLikelihood;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.optim.GradientClipping;
import lanewise.optim.Optimizer;
import lanewise.optim.Optimizers;
import lanewise.optim.Schedule;
import lanewise.optim.Schedules;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say what is minimised and how the parameters move. */
final class UpdateOptions {
  /** The one option of the update rules that has an option of its own. */
  private static final String RATE = "learning_rate";

  private static final String OF_PROBABILITIES = "binary-cross-entropy-probabilities";

  @Option(
      names = "--loss",
      paramLabel = "NAME",
      defaultValue = "cross-entropy",
      description =
          "cross-entropy, svm, mse, huber[:DELTA] or binary-cross-entropy; default ${DEFAULT-VALUE}")
  private String loss = "cross-entropy";

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "adam",
      description =
          "sgd, momentum, nesterov, rmsprop, adagrad, adam or adamw; default ${DEFAULT-VALUE}")
  private String optimizer = "adam";

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      defaultValue = "1e-3",
      description = "learning rate; default ${DEFAULT-VALUE}")
  private double rate = 1e-3;

  @Option(
      names = "--lr-decay",
      paramLabel = "F",
      defaultValue = "1",
      description = "factor on the learning rate after each epoch; default ${DEFAULT-VALUE}")
  private double decay = 1;

  @Option(
      names = "--schedule",
      paramLabel = "S",
      defaultValue = "constant",
      description =
          "constant, step:EPOCHS:FACTOR, exponential:FACTOR, cosine:STEPS[:FINAL], warmup:STEPS, plateau:PATIENCE:FACTOR, or several joined by +; default ${DEFAULT-VALUE}")
  private String schedule = "constant";

  @Option(
      names = "--reg",
      paramLabel = "R",
      defaultValue = "0",
      description =
          "adds R/2 times the squares of the weights to the loss; default ${DEFAULT-VALUE}")
  double regularization;

  @Option(
      names = "--augment",
      paramLabel = "HOW",
      description =
          "changes the images of each training batch: flip, crop:PIXELS, rotate:DEGREES, cutout:PIXELS, brightness:SHARE, several joined by commas; default none")
  private @Nullable String augment;

  @Option(
      names = "--optim",
      paramLabel = "KEY=VALUE",
      split = ",",
      description =
          "options of the update rule, such as momentum=0.9, beta1=0.9,beta2=0.99 or weight_decay=0.01")
  private @Nullable List<String> config;

  @Option(
      names = "--label-smoothing",
      paramLabel = "F",
      defaultValue = "0",
      description =
          "share of each target spread over all classes, with cross-entropy; default ${DEFAULT-VALUE}")
  private double labelSmoothing;

  @Option(
      names = "--class-weights",
      paramLabel = "W,W,...|balanced",
      description =
          "how much each class counts, with cross-entropy; balanced: rows / (classes * rows of the class), of the training rows")
  private @Nullable String classWeights;

  @Option(
      names = "--clip-norm",
      paramLabel = "LIMIT",
      description = "scale the gradients down to this norm of all of them together")
  private @Nullable Double clipNorm;

  @Option(
      names = "--clip-value",
      paramLabel = "LIMIT",
      description = "bound each gradient to -LIMIT to LIMIT")
  private @Nullable Double clipValue;

  /**
   * The loss.
   *
   * @param train the training rows, which balanced class weights are counted on
   */
  Loss loss(Dataset train) {
    Loss plain =
        UsageException.in("--loss", () -> LossNames.parse(Decimals.require("--loss", loss)));
    if (plain instanceof NegativeLogLikelihood || loss.equals(OF_PROBABILITIES)) {
      throw new UsageException(
          "--loss "
              + loss
              + " of a network that ends in logits, expected a loss of logits; use cross-entropy or"
              + " binary-cross-entropy, the same and exacter");
    }
    if (labelSmoothing == 0 && classWeights == null) {
      return plain;
    }
    if (!(plain instanceof SoftmaxCrossEntropy)) {
      throw new UsageException(
          (labelSmoothing == 0 ? "--class-weights" : "--label-smoothing")
              + " with --loss "
              + loss
              + ", expected --loss cross-entropy");
    }
    double[] weights = classWeights == null ? null : ClassWeights.parse(classWeights, train);
    return UsageException.in(
        weights == null ? "--label-smoothing" : "--class-weights",
        () -> new SoftmaxCrossEntropy(labelSmoothing, weights));
  }

  /** The loss of {@code --loss}, where it is not the one that stands for the usual. */
  @Nullable Loss unusualLoss() {
    return loss.equals("cross-entropy")
        ? null
        : UsageException.in("--loss", () -> LossNames.parse(Decimals.require("--loss", loss)));
  }

  /** Reads every option, so that a value out of its range is refused. */
  void check(Dataset train) {
    loss(train);
    optimizer();
    rate();
    schedule();
    clipping();
    augment();
  }

  /** How training images are changed. */
  Augment augment() {
    String how = augment;
    return how == null ? Augment.none() : UsageException.in("--augment", () -> Augment.parse(how));
  }

  GradientClipping clipping() {
    if (clipNorm != null && clipValue != null) {
      throw new UsageException("--clip-norm and --clip-value, expected one of them");
    }
    Double norm = clipNorm;
    Double value = clipValue;
    return norm != null
        ? UsageException.in("--clip-norm", () -> GradientClipping.byNorm(norm))
        : value != null
            ? UsageException.in("--clip-value", () -> GradientClipping.byValue(value))
            : GradientClipping.NONE;
  }

  Optimizer optimizer() {
    Map<String, Double> values = new LinkedHashMap<>();
    if (config != null) {
      Assignments.read("--optim", config, "KEY=VALUE")
          .forEach((key, value) -> values.put(key, number(key, value)));
    }
    List<String> known =
        new ArrayList<>(UsageException.in("--optimizer", () -> Optimizers.optionsOf(optimizer)));
    known.remove(RATE);
    for (String option : values.keySet()) {
      if (option.equals(RATE)) {
        throw new UsageException("--optim " + RATE + ", expected it as --lr");
      }
      if (!known.contains(option)) {
        throw new UsageException(
            "--optim: optimizer "
                + optimizer
                + ": unknown option "
                + option
                + ", expected one of "
                + known);
      }
    }
    return UsageException.in("--optim", () -> Optimizers.create(optimizer, values))
        .learningRate(rate());
  }

  private static double number(String key, String value) {
    try {
      return new Decimals().convert(value);
    } catch (TypeConversionException notANumber) {
      throw new UsageException("--optim " + key + "=" + value + ", expected a number");
    }
  }

  private double rate() {
    if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new UsageException("--lr " + rate + ", expected a finite number above 0");
    }
    return rate;
  }

  /** Whether the schedule waits for what each epoch achieved: only then it keeps anything. */
  boolean hearsEpochs() {
    return !schedule().state().isEmpty();
  }

  Schedule schedule() {
    if (!(decay > 0 && decay <= 1)) {
      throw new UsageException("--lr-decay " + decay + ", expected above 0 and at most 1");
    }
    if (!(regularization >= 0 && regularization < Double.POSITIVE_INFINITY)) {
      throw new UsageException("--reg " + regularization + ", expected a finite number, 0 or more");
    }
    return UsageException.in(
            "--schedule", () -> Schedules.parse(Decimals.require("--schedule", schedule)))
        .times(Schedules.exponential(decay));
  }
}
