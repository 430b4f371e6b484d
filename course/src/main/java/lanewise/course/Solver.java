package lanewise.course;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import lanewise.data.BatchSampler;
import lanewise.loss.Loss;
import lanewise.nn.Network;
import lanewise.optim.Optimizer;
import lanewise.optim.Optimizers;
import lanewise.train.Examples;
import lanewise.train.Trainer;
import lanewise.train.TrainerState;
import lanewise.train.TrainingEvent;
import lanewise.train.TrainingException;
import lanewise.train.TrainingOptions;
import lanewise.train.TrainingResult;
import org.jspecify.annotations.Nullable;

/**
 * Training with the options and histories of CS231n's Solver, by its names: a {@link Trainer} whose
 * batches are drawn with replacement, whose rate decays at the end of each epoch, and which judges
 * the network after the first step and after each epoch and keeps the best parameters.
 *
 * <p>Options, all of them optional:
 *
 * <ul>
 *   <li>{@code update_rule}: a name of {@link Optimizers}; {@code sgd}
 *   <li>{@code optim_config}: a map of the rule's options, {@code learning_rate} among them
 *   <li>{@code lr_decay}: the factor of the learning rate after each epoch; 1
 *   <li>{@code batch_size}: 100
 *   <li>{@code num_epochs}: 10
 *   <li>{@code print_every}: steps between two lines of loss; 10
 *   <li>{@code num_train_samples}: rows on which the training accuracy is measured, drawn anew each
 *       time; 1000; null for all
 *   <li>{@code num_val_samples}: rows on which the validation accuracy is measured; null for all
 *   <li>{@code checkpoint_name}: if set, the state is saved after each epoch under {@code
 *       NAME_epoch_N}, by {@link Builder#saveTo}
 *   <li>{@code verbose}: whether lines are printed, to {@link Builder#printTo}; true
 * </ul>
 *
 * <p>Source: Stanford CS231n, assignment 2, solver.py.
 */
public final class Solver {
  /** The options' names. */
  public static final List<String> OPTIONS =
      List.of(
          "update_rule",
          "optim_config",
          "lr_decay",
          "batch_size",
          "num_epochs",
          "print_every",
          "num_train_samples",
          "num_val_samples",
          "checkpoint_name",
          "verbose");

  private final Trainer trainer;
  private final boolean verbose;
  private final @Nullable String checkpointName;
  private final Consumer<String> printer;
  private final BiConsumer<String, TrainerState> store;

  private Solver(Builder builder) {
    SolverOptions options = new SolverOptions(builder.options);
    verbose = options.verbose();
    checkpointName = options.checkpointName();
    printer = builder.printer;
    store = requireStore(builder);
    Optimizer optimizer = Optimizers.create(options.updateRule(), options.optimConfig());
    double decay = options.lrDecay();
    trainer =
        Trainer.of(builder.network, builder.loss, optimizer, builder.train)
            .validation(builder.validation)
            .regularization(builder.regularization)
            .schedule((step, epoch) -> StrictMath.pow(decay, (double) epoch))
            .options(
                TrainingOptions.builder()
                    .sampling(BatchSampler.Mode.WITH_REPLACEMENT)
                    .batchSize(options.count("batch_size", 100))
                    .epochs(options.count("num_epochs", 10))
                    .reportEvery(options.count("print_every", 10))
                    .evaluateFirstStep(true)
                    .trainAccuracyRows(options.rows("num_train_samples", 1000))
                    .valRows(options.rows("num_val_samples", Integer.MAX_VALUE))
                    .checkpointEpochs(checkpointName == null ? 0 : 1)
                    .seed(builder.seed)
                    .build())
            .listener(this::on)
            .build();
  }

  private static BiConsumer<String, TrainerState> requireStore(Builder builder) {
    if (builder.store == null && builder.options.get("checkpoint_name") != null) {
      throw new TrainingException(
          "Solver: checkpoint_name without a place to save to, expected saveTo(...) on the builder");
    }
    return builder.store == null ? (name, state) -> {} : builder.store;
  }

  /**
   * Begins the description of a run with the Solver's options.
   *
   * @param network CS231n's model
   * @param train its X_train and y_train
   * @param validation its X_val and y_val
   * @param options by the names of {@link #OPTIONS}
   */
  public static Builder of(
      Network network,
      Loss loss,
      Examples train,
      Examples validation,
      Map<String, ? extends @Nullable Object> options) {
    return new Builder(network, loss, train, validation, options);
  }

  /** Trains; at the end the network has the parameters of the best validation accuracy. */
  public TrainingResult train() {
    return trainer.run();
  }

  /** The run behind this solver. */
  public Trainer trainer() {
    return trainer;
  }

  /** CS231n's loss_history: the loss of every step. */
  public double[] lossHistory() {
    return trainer.history().losses();
  }

  /** CS231n's train_acc_history: after the first step and each epoch. */
  public double[] trainAccHistory() {
    return trainer.history().trainAccuracies();
  }

  /** CS231n's val_acc_history: after the first step and each epoch. */
  public double[] valAccHistory() {
    return trainer.history().valAccuracies();
  }

  /** CS231n's best_val_acc: the largest of the {@link #valAccHistory}; 0 before the first. */
  public double bestValAcc() {
    double best = 0;
    for (double accuracy : valAccHistory()) {
      best = Math.max(best, accuracy);
    }
    return best;
  }

  /** The histories by CS231n's names: loss_history, train_acc_history, val_acc_history. */
  public Map<String, double[]> histories() {
    Map<String, double[]> histories = new LinkedHashMap<>();
    histories.put("loss_history", lossHistory());
    histories.put("train_acc_history", trainAccHistory());
    histories.put("val_acc_history", valAccHistory());
    return histories;
  }

  private void on(TrainingEvent event, Trainer run) {
    switch (event) {
      case TrainingEvent.StepDone done ->
          print(
              String.format(
                  Locale.ROOT,
                  "(Iteration %d / %d) loss: %f",
                  done.step() + 1,
                  run.totalSteps(),
                  done.loss()));
      case TrainingEvent.Evaluated evaluated ->
          print(
              String.format(
                  Locale.ROOT,
                  "(Epoch %d / %d) train acc: %f; val_acc: %f",
                  evaluated.evaluation().epoch(),
                  run.options().epochs(),
                  evaluated.evaluation().trainAccuracy(),
                  evaluated.evaluation().valAccuracy()));
      case TrainingEvent.CheckpointDue due ->
          store.accept(checkpointName + "_epoch_" + run.epoch(), due.state());
      case TrainingEvent.Started started -> {}
      case TrainingEvent.Improved improved -> {}
      case TrainingEvent.Finished finished -> {}
    }
  }

  private void print(String line) {
    if (verbose) {
      printer.accept(line);
    }
  }

  /** What CS231n's Solver takes from its surroundings: the model's reg, the console, the disk. */
  public static final class Builder {
    private final Network network;
    private final Loss loss;
    private final Examples train;
    private final Examples validation;
    private final Map<String, ? extends @Nullable Object> options;
    private double regularization;
    private long seed;
    private Consumer<String> printer = line -> {};
    private @Nullable BiConsumer<String, TrainerState> store;

    private Builder(
        Network network,
        Loss loss,
        Examples train,
        Examples validation,
        Map<String, ? extends @Nullable Object> options) {
      this.network = network;
      this.loss = loss;
      this.train = train;
      this.validation = validation;
      this.options = options;
    }

    /** The model's reg, the strength of the L2 penalty; 0 unless set. */
    public Builder regularization(double reg) {
      regularization = reg;
      return this;
    }

    /** The seed of the batches; 0 unless set. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Where the lines go when verbose; nowhere unless set. */
    public Builder printTo(Consumer<String> lines) {
      printer = lines;
      return this;
    }

    /** Saves the state after each epoch, under the name that checkpoint_name and the epoch give. */
    public Builder saveTo(BiConsumer<String, TrainerState> checkpoints) {
      store = checkpoints;
      return this;
    }

    /**
     * Checks the options and plans the memory.
     *
     * @throws TrainingException if an option is unknown or its value is none it can have; the
     *     message lists what is known
     */
    public Solver build() {
      return new Solver(this);
    }
  }
}
