package lanewise.train;

import lanewise.data.BatchSampler;
import org.jspecify.annotations.Nullable;

/**
 * How a network is trained. Made by {@link #builder}, which names what it sets; every value is
 * checked when it is built.
 */
public final class TrainingOptions {
  /** What makes one evaluation better than another. */
  public enum Criterion {
    /** A higher accuracy on the validation examples. */
    VAL_ACCURACY,
    /** A lower mean loss on the validation examples. */
    VAL_LOSS;

    /** The score of an evaluation: the higher the better; NaN where it was not measured. */
    public double score(Evaluation evaluation) {
      return switch (this) {
        case VAL_ACCURACY -> evaluation.valAccuracy();
        case VAL_LOSS -> -evaluation.valLoss();
      };
    }
  }

  private final Builder set;

  private TrainingOptions(Builder builder) {
    set = new Builder(builder);
    requireLength(set.epochs, set.steps);
    requireNotNegative("epochs", set.epochs);
    requireNotNegative("steps", set.steps);
    requireNotNegative("reportEvery", set.reportEvery);
    requireNotNegative("evaluateEvery", set.evaluateEvery);
    requireNotNegative("trainAccuracyRows", set.trainAccuracyRows);
    requireNotNegative("patience", set.patience);
    requireNotNegative("checkpointSteps", set.checkpointSteps);
    requireNotNegative("checkpointEpochs", set.checkpointEpochs);
    requirePositive("batchSize", set.batchSize);
    requirePositive("valRows", set.valRows);
    if (!(set.minImprovement >= 0) || set.minImprovement == Double.POSITIVE_INFINITY) {
      throw new TrainingException(
          "TrainingOptions: minImprovement " + set.minImprovement + ", expected 0 or more, finite");
    }
  }

  private static void requireLength(int epochs, long steps) {
    if ((epochs > 0) == (steps > 0)) {
      throw new TrainingException(
          "TrainingOptions: epochs="
              + epochs
              + " steps="
              + steps
              + ", expected one of them 1 or more and the other 0");
    }
  }

  private static void requireNotNegative(String name, long value) {
    if (value < 0) {
      throw new TrainingException(
          "TrainingOptions: " + name + " " + value + ", expected 0 or more");
    }
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new TrainingException(
          "TrainingOptions: " + name + " " + value + ", expected 1 or more");
    }
  }

  /** Passes over the data; 0 if {@code steps} says how long. */
  public int epochs() {
    return set.epochs;
  }

  /** Updates; 0 if {@code epochs} says how long. */
  public long steps() {
    return set.steps;
  }

  /** Examples a step; ignored in full-batch sampling. */
  public int batchSize() {
    return set.batchSize;
  }

  /** How the rows of a batch are chosen. */
  public BatchSampler.Mode sampling() {
    return set.sampling;
  }

  /** The seed of the order of the data and of the noise in the layers. */
  public long seed() {
    return set.seed;
  }

  /** Steps between two {@link TrainingEvent.StepDone}, step 0 first; 0 for none. */
  public int reportEvery() {
    return set.reportEvery;
  }

  /** Epochs between two evaluations; 0 for one at the end only. */
  public int evaluateEvery() {
    return set.evaluateEvery;
  }

  /** Whether to evaluate after the first step too. */
  public boolean evaluateFirstStep() {
    return set.evaluateFirstStep;
  }

  /**
   * How many training rows, drawn anew each time with replacement, an evaluation measures the
   * training accuracy on; 0 for none; as many as there are, or more, for each row once.
   */
  public int trainAccuracyRows() {
    return set.trainAccuracyRows;
  }

  /** How many validation rows, drawn likewise, an evaluation looks at. */
  public int valRows() {
    return set.valRows;
  }

  /**
   * What makes one evaluation better than another; null for the accuracy where the targets are
   * labels and the loss where they are values.
   */
  public @Nullable Criterion criterion() {
    return set.criterion;
  }

  /**
   * Evaluations in a row that may pass without improvement before the run ends; 0 for no early
   * stopping.
   */
  public int patience() {
    return set.patience;
  }

  /** By how much the criterion must improve to count for {@code patience}. */
  public double minImprovement() {
    return set.minImprovement;
  }

  /** Whether the network ends with the parameters of the best evaluation. */
  public boolean restoreBest() {
    return set.restoreBest;
  }

  /** Steps between two {@link TrainingEvent.CheckpointDue}; 0 for none by steps. */
  public long checkpointSteps() {
    return set.checkpointSteps;
  }

  /** Epochs between two of them; 0 for none by epochs. */
  public int checkpointEpochs() {
    return set.checkpointEpochs;
  }

  /** The defaults: 10 epochs of shuffled batches of 64, evaluated each epoch, seed 0. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    return new Builder(set);
  }

  /** Sets options by name; {@link #build} checks them. */
  public static final class Builder {
    private int epochs = 10;
    private long steps;
    private int batchSize = 64;
    private BatchSampler.Mode sampling = BatchSampler.Mode.SHUFFLED;
    private long seed;
    private int reportEvery;
    private int evaluateEvery = 1;
    private boolean evaluateFirstStep;
    private int trainAccuracyRows = 1000;
    private int valRows = Integer.MAX_VALUE;
    private @Nullable Criterion criterion;
    private int patience;
    private double minImprovement;
    private boolean restoreBest = true;
    private long checkpointSteps;
    private int checkpointEpochs;

    private Builder() {}

    private Builder(Builder options) {
      epochs = options.epochs;
      steps = options.steps;
      batchSize = options.batchSize;
      sampling = options.sampling;
      seed = options.seed;
      reportEvery = options.reportEvery;
      evaluateEvery = options.evaluateEvery;
      evaluateFirstStep = options.evaluateFirstStep;
      trainAccuracyRows = options.trainAccuracyRows;
      valRows = options.valRows;
      criterion = options.criterion;
      patience = options.patience;
      minImprovement = options.minImprovement;
      restoreBest = options.restoreBest;
      checkpointSteps = options.checkpointSteps;
      checkpointEpochs = options.checkpointEpochs;
    }

    /** Trains for so many passes over the data, instead of a number of steps. */
    public Builder epochs(int count) {
      epochs = count;
      steps = 0;
      return this;
    }

    /** Trains for so many updates, instead of a number of epochs. */
    public Builder steps(long count) {
      steps = count;
      epochs = 0;
      return this;
    }

    /** See {@link TrainingOptions#batchSize}. */
    public Builder batchSize(int examples) {
      batchSize = examples;
      return this;
    }

    /** See {@link TrainingOptions#sampling}. */
    public Builder sampling(BatchSampler.Mode mode) {
      sampling = mode;
      return this;
    }

    /** Every step uses all rows, in their order. */
    public Builder fullBatch() {
      return sampling(BatchSampler.Mode.FULL);
    }

    /** See {@link TrainingOptions#seed}. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** See {@link TrainingOptions#reportEvery}. */
    public Builder reportEvery(int everySteps) {
      reportEvery = everySteps;
      return this;
    }

    /** See {@link TrainingOptions#evaluateEvery}. */
    public Builder evaluateEvery(int everyEpochs) {
      evaluateEvery = everyEpochs;
      return this;
    }

    /** See {@link TrainingOptions#evaluateFirstStep}. */
    public Builder evaluateFirstStep(boolean evaluate) {
      evaluateFirstStep = evaluate;
      return this;
    }

    /** See {@link TrainingOptions#trainAccuracyRows}. */
    public Builder trainAccuracyRows(int rows) {
      trainAccuracyRows = rows;
      return this;
    }

    /** See {@link TrainingOptions#valRows}. */
    public Builder valRows(int rows) {
      valRows = rows;
      return this;
    }

    /** See {@link TrainingOptions#criterion}. */
    public Builder criterion(Criterion better) {
      criterion = better;
      return this;
    }

    /** See {@link TrainingOptions#patience}. */
    public Builder patience(int evaluations) {
      patience = evaluations;
      return this;
    }

    /** See {@link TrainingOptions#minImprovement}. */
    public Builder minImprovement(double least) {
      minImprovement = least;
      return this;
    }

    /** See {@link TrainingOptions#restoreBest}. */
    public Builder restoreBest(boolean restore) {
      restoreBest = restore;
      return this;
    }

    /** See {@link TrainingOptions#checkpointSteps}. */
    public Builder checkpointSteps(long everySteps) {
      checkpointSteps = everySteps;
      return this;
    }

    /** See {@link TrainingOptions#checkpointEpochs}. */
    public Builder checkpointEpochs(int everyEpochs) {
      checkpointEpochs = everyEpochs;
      return this;
    }

    /**
     * The options.
     *
     * @throws TrainingException if a value is out of its range
     */
    public TrainingOptions build() {
      return new TrainingOptions(this);
    }
  }
}
