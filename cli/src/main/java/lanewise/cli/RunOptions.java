package lanewise.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.data.BatchSampler;
import lanewise.train.TrainingOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how long and in which order a training run goes. */
final class RunOptions {
  private static final int DEFAULT_EPOCHS = 30;
  private static final int DEFAULT_BATCH = 32;

  /** Lines of a report on steps whose number the user leaves open. */
  private static final int DEFAULT_LINES = 20;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "passes over the training data; default 30")
  private @Nullable Integer epochs;

  @Option(names = "--steps", paramLabel = "N", description = "updates, instead of --epochs")
  private @Nullable Long steps;

  @Option(
      names = "--batch",
      paramLabel = "N|full",
      description = "examples per step, or full for all of them; default 32")
  private @Nullable String batch;

  @Option(
      names = "--sampling",
      paramLabel = "HOW",
      description = "shuffle (each row once an epoch) or with-replacement; default shuffle")
  private @Nullable String sampling;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "the source of all randomness; default ${DEFAULT-VALUE}")
  long seed;

  @Option(
      names = "--report-every",
      paramLabel = "N",
      description = "report the loss every N steps; default once an epoch")
  private @Nullable Integer reportEvery;

  @Option(
      names = "--criterion",
      paramLabel = "NAME",
      description =
          "which epoch's weights are kept and --patience waits for: that of the best val-accuracy or val-loss; default val-accuracy")
  private @Nullable String criterion;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "0",
      description = "stop after N epochs without a better --criterion; default 0: never")
  private int patience;

  @Option(
      names = "--min-improvement",
      paramLabel = "F",
      defaultValue = "0",
      description =
          "by how much the --criterion must improve to count for --patience; default ${DEFAULT-VALUE}")
  private double minImprovement;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      defaultValue = "0",
      description = "save a checkpoint in --out every N steps; default 0: never")
  private long checkpointEvery;

  @Option(
      names = "--checkpoint-epochs",
      paramLabel = "N",
      defaultValue = "0",
      description = "save a checkpoint in --out every N epochs; default 0: never")
  private int checkpointEpochs;

  /**
   * An option that nothing hears in a search, whose trials go by in silence; null if none is given.
   */
  @Nullable String unheardInSearch() {
    return reportEvery == null ? checkpointOption() : "--report-every";
  }

  /** The option that asks for checkpoints; null if there is none. */
  @Nullable String checkpointOption() {
    return checkpointEvery > 0
        ? "--checkpoint-every"
        : checkpointEpochs > 0 ? "--checkpoint-epochs" : null;
  }

  /**
   * The options.
   *
   * @param validates whether there are rows to validate on
   * @param hearsEpochs whether the schedule waits for what each epoch achieved
   */
  TrainingOptions options(int trainRows, boolean validates, boolean hearsEpochs) {
    if (epochs != null && steps != null) {
      throw new UsageException("--epochs and --steps, expected one of them");
    }
    if (patience > 0 && !validates) {
      throw new UsageException(
          "--patience without validation rows, expected some; add --val-fraction 0.1");
    }
    requireNotNegative("--patience", patience);
    requireNotNegative("--min-improvement", minImprovement);
    requireNotNegative("--checkpoint-every", checkpointEvery);
    requireNotNegative("--checkpoint-epochs", checkpointEpochs);
    if (minImprovement > 0 && patience == 0) {
      throw new UsageException(
          "--min-improvement without --patience, expected both; add --patience");
    }
    TrainingOptions.Builder builder =
        TrainingOptions.builder()
            .seed(seed)
            .patience(patience)
            .minImprovement(minImprovement)
            .checkpointSteps(checkpointEvery)
            .checkpointEpochs(checkpointEpochs);
    if (criterion != null) {
      builder.criterion(criterion(criterion));
      if (!validates) {
        throw new UsageException(
            "--criterion without validation rows, expected some; add --val-fraction 0.1");
      }
    }
    int batchSize = batchSize(trainRows);
    boolean full = isFull();
    if (full) {
      builder.fullBatch();
    } else {
      builder.batchSize(batchSize);
    }
    if (sampling != null) {
      builder.sampling(mode(sampling, full));
    }
    // As BatchSampler counts them.
    int stepsPerEpoch =
        "with-replacement".equals(sampling)
            ? Math.max(1, trainRows / batchSize)
            : (trainRows - 1) / batchSize + 1;
    if (steps != null) {
      builder.steps(requirePositive("--steps", steps));
    } else {
      builder.epochs((int) requirePositive("--epochs", epochs == null ? DEFAULT_EPOCHS : epochs));
    }
    return builder
        .reportEvery(
            reportEvery == null
                ? defaultReportEvery(full, stepsPerEpoch)
                : (int) requirePositive("--report-every", reportEvery))
        // An epoch of one step is too short to judge the network after each, unless asked to.
        .evaluateEvery(full && !validates && !hearsEpochs ? 0 : 1)
        .build();
  }

  /** What a run has where these options leave it open, by option. */
  static Map<String, Object> used(TrainingOptions options) {
    Map<String, Object> used = new LinkedHashMap<>();
    if (options.epochs() > 0) {
      used.put("epochs", options.epochs());
    }
    used.put("report-every", options.reportEvery());
    switch (options.sampling()) {
      case FULL -> used.put("batch", "full");
      case SHUFFLED -> {
        used.put("batch", options.batchSize());
        used.put("sampling", "shuffle");
      }
      case WITH_REPLACEMENT -> {
        used.put("batch", options.batchSize());
        used.put("sampling", "with-replacement");
      }
    }
    return used;
  }

  private static TrainingOptions.Criterion criterion(String name) {
    return switch (name) {
      case "val-accuracy" -> TrainingOptions.Criterion.VAL_ACCURACY;
      case "val-loss" -> TrainingOptions.Criterion.VAL_LOSS;
      default ->
          throw new UsageException("--criterion " + name + ", expected val-accuracy or val-loss");
    };
  }

  /** Whether a report for people has a line for steps, and not only one for each epoch. */
  boolean reportsSteps() {
    return reportEvery != null || isFull();
  }

  private boolean isFull() {
    return "full".equals(batch);
  }

  private int defaultReportEvery(boolean full, int stepsPerEpoch) {
    long total = steps != null ? steps : epochs != null ? epochs : DEFAULT_EPOCHS;
    return full ? Math.clamp(total / DEFAULT_LINES, 1, Integer.MAX_VALUE) : stepsPerEpoch;
  }

  private int batchSize(int trainRows) {
    if (batch == null) {
      return Math.min(DEFAULT_BATCH, trainRows);
    }
    if (isFull()) {
      return trainRows;
    }
    try {
      int size = Integer.parseInt(batch);
      if (size >= 1 && size <= trainRows) {
        return size;
      }
      throw new UsageException(
          "--batch " + size + ", expected 1 to " + trainRows + " (the training rows), or full");
    } catch (NumberFormatException e) {
      throw new UsageException("--batch " + batch + ", expected a number of examples or full");
    }
  }

  private static BatchSampler.Mode mode(String name, boolean full) {
    if (full) {
      throw new UsageException("--sampling with --batch full, expected one of them");
    }
    return switch (name) {
      case "shuffle" -> BatchSampler.Mode.SHUFFLED;
      case "with-replacement" -> BatchSampler.Mode.WITH_REPLACEMENT;
      default ->
          throw new UsageException("--sampling " + name + ", expected shuffle or with-replacement");
    };
  }

  private static void requireNotNegative(String option, Number value) {
    if (!(value.doubleValue() >= 0 && value.doubleValue() < Double.POSITIVE_INFINITY)) {
      throw new UsageException(option + " " + value + ", expected a finite number, 0 or more");
    }
  }

  private static long requirePositive(String option, long value) {
    if (value < 1) {
      throw new UsageException(option + " " + value + ", expected 1 or more");
    }
    return value;
  }
}
