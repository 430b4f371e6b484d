package lanewise.train;

import lanewise.data.BatchSampler;
import org.jspecify.annotations.Nullable;

/**
 * How a network is trained. Made by {@link #builder}, which names what it sets; every value is
 * checked when it is built.
 *
 * @param epochs passes over the data; 0 if {@code steps} says how long
 * @param steps updates; 0 if {@code epochs} says how long
 * @param batchSize examples a step; ignored in full-batch sampling
 * @param sampling how the rows of a batch are chosen
 * @param seed of the order of the data and of the noise in the layers
 * @param reportEvery steps between two {@link TrainingEvent.StepDone}, step 0 first; 0 for none
 * @param evaluateEvery epochs between two evaluations; 0 for one at the end only
 * @param evaluateFirstStep whether to evaluate after the first step too
 * @param trainAccuracyRows how many training rows, drawn anew each time with replacement, an
 *     evaluation measures the training accuracy on; 0 for none; as many as there are, or more, for
 *     each row once
 * @param valRows how many validation rows, drawn likewise, an evaluation looks at
 * @param criterion what makes one evaluation better than another; null for the accuracy where the
 *     targets are labels and the loss where they are values
 * @param patience evaluations in a row that may pass without improvement before the run ends; 0 for
 *     no early stopping
 * @param minImprovement by how much the criterion must improve to count for {@code patience}
 * @param restoreBest whether the network ends with the parameters of the best evaluation
 * @param checkpointSteps steps between two {@link TrainingEvent.CheckpointDue}; 0 for none by steps
 * @param checkpointEpochs epochs between two of them; 0 for none by epochs
 */
public record TrainingOptions(
    int epochs,
    long steps,
    int batchSize,
    BatchSampler.Mode sampling,
    long seed,
    int reportEvery,
    int evaluateEvery,
    boolean evaluateFirstStep,
    int trainAccuracyRows,
    int valRows,
    @Nullable Criterion criterion,
    int patience,
    double minImprovement,
    boolean restoreBest,
    long checkpointSteps,
    int checkpointEpochs) {

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

  public TrainingOptions {
    if ((epochs > 0) == (steps > 0)) {
      throw new TrainingException(
          "TrainingOptions: epochs="
              + epochs
              + " steps="
              + steps
              + ", expected one of them 1 or more and the other 0");
    }
    requireNotNegative("epochs", epochs);
    requireNotNegative("steps", steps);
    requireNotNegative("reportEvery", reportEvery);
    requireNotNegative("evaluateEvery", evaluateEvery);
    requireNotNegative("trainAccuracyRows", trainAccuracyRows);
    requireNotNegative("patience", patience);
    requireNotNegative("checkpointSteps", checkpointSteps);
    requireNotNegative("checkpointEpochs", checkpointEpochs);
    requirePositive("batchSize", batchSize);
    requirePositive("valRows", valRows);
    if (!(minImprovement >= 0) || minImprovement == Double.POSITIVE_INFINITY) {
      throw new TrainingException(
          "TrainingOptions: minImprovement " + minImprovement + ", expected 0 or more, finite");
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

  /** The defaults: 10 epochs of shuffled batches of 64, evaluated each epoch, seed 0. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    return new Builder(this);
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

    private Builder(TrainingOptions options) {
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
      return new TrainingOptions(
          epochs,
          steps,
          batchSize,
          sampling,
          seed,
          reportEvery,
          evaluateEvery,
          evaluateFirstStep,
          trainAccuracyRows,
          valRows,
          criterion,
          patience,
          minImprovement,
          restoreBest,
          checkpointSteps,
          checkpointEpochs);
    }
  }
}
