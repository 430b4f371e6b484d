package lanewise.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.data.Augment;
import lanewise.data.BatchSampler;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.nn.BatchNorm;
import lanewise.nn.Layer;
import lanewise.nn.Network;
import lanewise.nn.Parameter;
import lanewise.optim.GradientClipping;
import lanewise.optim.Optimizer;
import lanewise.optim.SavedState;
import lanewise.optim.Schedule;
import lanewise.optim.Schedules;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One training run: batch, forward pass, loss, backward pass, clipping, update, again and again,
 * with evaluations, early stopping, checkpoints and exact resumption.
 *
 * <p>The loss of step i is the loss of its batch before its update, steps counted from 0: the data
 * loss plus 0.5 * regularization * |W|^2 over the weights, biases apart. One seed gives one result,
 * to the bit: the order of the rows, the noise and the samples draw from streams that no parameter
 * of a network draws from. After the first epoch a step allocates nothing; memory is planned when
 * the trainer is built.
 *
 * <p>A trainer runs once, on one thread; only {@link #stop} may be called from another.
 */
public final class Trainer {
  /** What the numbers of the schedule's state are called in the metadata, before their names. */
  private static final String SCHEDULE = "schedule.";

  private final Network network;
  private final Loss loss;
  private final Optimizer optimizer;
  private final UpdateStep update;
  private final Examples train;
  private final @Nullable Examples validation;
  private final TrainingOptions options;
  private final List<Listener> listeners;
  private final Schedule schedule;

  private final Batch batch;
  private final int[] rows;
  private final BatchSampler sampler;
  private final Evaluator evaluator;
  private final TrainingOptions.Criterion criterion;
  private final BestParameters best;
  private final @Nullable WeightAverage average;
  private final History history = new History();
  private final long totalSteps;
  private SeededRandom noise;
  private SeededRandom samples;
  private long step;
  private long checkpointedStep;
  private boolean batchIsWhole;
  private final Augment augment;
  private final long augmentSeed;
  private final Tensor oneExample;
  private boolean started;
  private volatile boolean stopRequested;

  private Trainer(Builder builder) {
    network = builder.network;
    loss = builder.loss;
    optimizer = builder.optimizer;
    schedule = builder.schedule.fresh();
    train = builder.train;
    validation = builder.validation;
    options = builder.options;
    listeners = List.copyOf(builder.listeners);
    criterion = criterionOf(builder);
    boolean wholeBatches = options.sampling() == BatchSampler.Mode.FULL;
    int batchSize = wholeBatches ? train.count() : options.batchSize();
    // An average needs its own values, and room to exchange them.
    requireFit(batchSize, optimizer.moments() + (builder.averageDecay == 0 ? 0 : 2));
    update =
        new UpdateStep(network, loss, optimizer, builder.regularization, builder.gradientHooks);
    if (builder.optimizerState != null) {
      builder.optimizerState.restore(optimizer, update.updates());
    }
    average =
        builder.averageDecay == 0
            ? null
            : new WeightAverage(network.parameterSet(), builder.averageDecay);

    Backend backend = network.backend();
    sampler =
        new BatchSampler(
            options.sampling(), train.count(), batchSize, stream("batch order").nextLong());
    noise = stream("noise");
    samples = stream("sampling");
    rows = new int[batchSize];
    batch = new Batch(train, backend, batchSize);
    augment = builder.augment;
    augment.requireImages(train.example());
    augmentSeed = stream("augmentation").nextLong();
    oneExample = backend.zeros(augment.isNone() ? Shape.of(0) : train.example());
    evaluator = new Evaluator(network, loss);
    best = new BestParameters(network.parameterSet(), criterion, options);
    totalSteps =
        options.steps() > 0
            ? options.steps()
            : Math.multiplyExact((long) options.epochs(), sampler.batchesPerEpoch());
    history.reserve(totalSteps);
  }

  /** What a purpose of this run draws from; no parameter of a network draws from it. */
  private SeededRandom stream(String purpose) {
    return SeededRandom.stream(options.seed(), "run", purpose);
  }

  /** Where the options leave it open, by what the examples let an evaluation measure. */
  private static TrainingOptions.Criterion criterionOf(Builder builder) {
    boolean accuracy =
        Evaluator.measuresAccuracy(
            builder.network,
            builder.loss,
            builder.validation == null ? builder.train : builder.validation);
    TrainingOptions.Criterion asked = builder.options.criterion();
    if (asked == TrainingOptions.Criterion.VAL_ACCURACY && !accuracy) {
      throw new TrainingException(
          "Trainer: criterion VAL_ACCURACY without an accuracy to measure, expected labels and two"
              + " outputs or more; use VAL_LOSS");
    }
    if (asked != null) {
      return asked;
    }
    return accuracy ? TrainingOptions.Criterion.VAL_ACCURACY : TrainingOptions.Criterion.VAL_LOSS;
  }

  private void requireFit(int batchSize, int copies) {
    Evaluator.requireFit(network, train);
    if (validation != null) {
      Evaluator.requireFit(network, validation);
    } else if (options.patience() > 0) {
      throw new TrainingException(
          "Trainer: patience "
              + options.patience()
              + " without validation examples, expected some to judge improvement by; give a"
              + " validation set or patience 0");
    }
    requireStatistics(batchSize);
    requireTargets();
    MemoryEstimate needed =
        MemoryEstimate.of(
            network,
            copies,
            Math.max(batchSize, Evaluator.DEFAULT_BATCH_SIZE),
            (long) train.count() + (validation == null ? 0 : validation.count()));
    boolean labelled = train.valueShape() == null;
    (labelled ? needed : needed.withoutLabels()).requireHeap();
  }

  private void requireTargets() {
    TargetCheck.require("training targets", train, loss, network.backend());
    if (validation != null) {
      TargetCheck.require("validation targets", validation, loss, network.backend());
    }
  }

  /** A batch of one row leaves the running statistics alone: they would never move. */
  private void requireStatistics(int batchSize) {
    for (Layer layer : network.layers()) {
      if (batchSize == 1 && layer instanceof BatchNorm) {
        throw new TrainingException(
            "Trainer: batches of 1 row with the batch normalisation "
                + layer.name()
                + ", expected 2 rows or more, since one row has no variance; use a larger batch or"
                + " layer normalisation");
      }
    }
  }

  /**
   * Begins the description of a run.
   *
   * @param optimizer the update rule, with its learning rate
   */
  public static Builder of(Network network, Loss loss, Optimizer optimizer, Examples train) {
    return new Builder(network, loss, optimizer, train);
  }

  public Network network() {
    return network;
  }

  public Loss loss() {
    return loss;
  }

  public TrainingOptions options() {
    return options;
  }

  /**
   * What makes one evaluation of this run better than another: what the options say, or where they
   * leave it open, the accuracy if one is measured, else the loss.
   */
  public TrainingOptions.Criterion criterion() {
    return criterion;
  }

  /** The best evaluation so far; null before the first that could be compared. */
  public @Nullable Evaluation best() {
    return best.evaluation();
  }

  /** What has happened so far; it grows while the run goes on. */
  public History history() {
    return history;
  }

  /** The number of updates made so far. */
  public long step() {
    return step;
  }

  /** The number of epochs completed so far. */
  public long epoch() {
    return sampler.epoch() + (sampler.atEpochEnd() ? 1 : 0);
  }

  /** The updates of the whole run. */
  public long totalSteps() {
    return totalSteps;
  }

  /** Ends the run before its next step. Any thread may call it. */
  public void stop() {
    stopRequested = true;
  }

  /**
   * Trains to the end: all steps made, no more improvement, {@link #stop}, or an interrupt of this
   * thread.
   *
   * @throws TrainingDivergedException if the loss of a step or of the validation examples is NaN or
   *     infinite, or before an evaluation, a checkpoint or the end a parameter is; the network then
   *     has the best parameters so far where the options ask for them
   * @throws TrainingException if this trainer has run before, or no validation row counts for the
   *     loss
   */
  public TrainingResult run() {
    if (started) {
      throw new TrainingException(
          "Trainer.run: a second call, expected one per trainer; make another and restore a snapshot"
              + " to go on");
    }
    started = true;
    emit(new TrainingEvent.Started(step, totalSteps, sampler.batchesPerEpoch()));
    TrainingResult.Reason reason = stepToEnd();
    takeResult();
    TrainingResult result = new TrainingResult(reason, step, epoch(), best.evaluation(), history);
    emit(new TrainingEvent.Finished(result));
    return result;
  }

  /** What the network has at the end: the best parameters, else the averages, else the latest. */
  private void takeResult() {
    if (options.restoreBest() && best.evaluation() != null) {
      best.copyBack();
    } else if (average != null) {
      average.exchange();
    }
  }

  /**
   * What is due after a step follows from the state alone, so that a resumed run misses nothing.
   */
  private TrainingResult.Reason stepToEnd() {
    while (true) {
      if (evaluationDue()) {
        evaluate();
      }
      if (checkpointDue()) {
        checkpoint();
      }
      TrainingResult.@Nullable Reason end = endReason();
      if (end != null) {
        requireFinite();
        if (checkpointing() && step != checkpointedStep) {
          checkpoint();
        }
        return end;
      }
      makeStep();
    }
  }

  private TrainingResult.@Nullable Reason endReason() {
    if (step >= totalSteps) {
      return TrainingResult.Reason.COMPLETED;
    }
    if (best.exhausted()) {
      return TrainingResult.Reason.NO_IMPROVEMENT;
    }
    if (stopRequested) {
      return TrainingResult.Reason.STOPPED;
    }
    return Thread.currentThread().isInterrupted() ? TrainingResult.Reason.INTERRUPTED : null;
  }

  private void makeStep() {
    int count = sampler.next(rows);
    if (!batchIsWhole) {
      batch.fill(rows, count);
      batchIsWhole = options.sampling() == BatchSampler.Mode.FULL && augment.isNone();
      if (!augment.isNone()) {
        augment.apply(batch.features(), SeededRandom.mixed(augmentSeed, step), oneExample);
      }
    }
    double factor = schedule.factor(step, sampler.epoch());
    double rate = optimizer.learningRate() * factor;
    double value = update.loss(batch, noise.nextLong());
    if (!Double.isFinite(value)) {
      Divergence.Origin origin =
          Divergence.originOf(network, batch, rows, update.networkWorkspace());
      throw diverged(TrainingDivergedException.ofLoss(step, origin, value, rate));
    }
    update.update(factor);
    if (average != null) {
      average.add(step);
    }
    history.addStep(value, rate);
    step++;
    if (options.reportEvery() > 0 && (step - 1) % options.reportEvery() == 0) {
      emit(new TrainingEvent.StepDone(step - 1, sampler.epoch(), value, rate));
    }
  }

  /** The loss tells of a broken update only in the next step, and the last has none. */
  private void requireFinite() {
    String origin =
        step == 0 ? null : Divergence.inState(network, optimizer.name(), update.updates());
    if (origin != null) {
      throw diverged(TrainingDivergedException.ofUpdate(step - 1, origin, history.lastRate()));
    }
  }

  private TrainingDivergedException diverged(TrainingDivergedException failure) {
    if (options.restoreBest()) {
      best.copyBack();
    }
    return failure;
  }

  private boolean evaluationDue() {
    if (step == 0 || history.evaluatedStep() == step) {
      return false;
    }
    return step >= totalSteps
        || (options.evaluateFirstStep() && step == 1)
        || (options.evaluateEvery() > 0
            && sampler.atEpochEnd()
            && epoch() % options.evaluateEvery() == 0);
  }

  private void evaluate() {
    requireFinite();
    if (average != null) {
      average.exchange();
    }
    double trainAccuracy =
        options.trainAccuracyRows() == 0
            ? Double.NaN
            : evaluator.evaluate(train, sample(train, options.trainAccuracyRows())).accuracy();
    Metrics val = validation == null ? null : judgeValidation(validation);
    Evaluation evaluation =
        new Evaluation(
            step,
            epoch(),
            history.meanLossSinceEvaluation(),
            trainAccuracy,
            val == null ? Double.NaN : val.accuracy(),
            val == null ? Double.NaN : val.meanLoss());
    history.add(evaluation);
    boolean improved = best.offer(evaluation);
    if (average != null) {
      average.exchange();
    }
    if (sampler.atEpochEnd()) {
      double score = criterion.score(evaluation);
      schedule.epochEnded(Double.isNaN(score) ? evaluation.trainLoss() : -score);
    }
    emit(new TrainingEvent.Evaluated(evaluation));
    if (improved) {
      emit(new TrainingEvent.Improved(evaluation));
    }
  }

  private Metrics judgeValidation(Examples examples) {
    int[] sample = sample(examples, options.valRows());
    Metrics metrics = evaluator.evaluate(examples, sample);
    if (!Double.isFinite(metrics.meanLoss())) {
      throw diverged(
          Divergence.ofValidation(network, loss, examples, sample, step - 1, history.lastRate()));
    }
    return metrics;
  }

  /** So many rows, drawn with replacement; all, in their order, where that is no fewer. */
  private int[] sample(Examples examples, int count) {
    if (count >= examples.count()) {
      return TargetCheck.rowsOf(examples);
    }
    int[] sample = new int[count];
    for (int i = 0; i < count; i++) {
      sample[i] = samples.nextInt(examples.count());
    }
    return sample;
  }

  private boolean checkpointing() {
    return options.checkpointSteps() > 0 || options.checkpointEpochs() > 0;
  }

  private boolean checkpointDue() {
    if (step == 0 || step == checkpointedStep) {
      return false;
    }
    return (options.checkpointSteps() > 0 && step % options.checkpointSteps() == 0)
        || (options.checkpointEpochs() > 0
            && sampler.atEpochEnd()
            && epoch() % options.checkpointEpochs() == 0);
  }

  private void checkpoint() {
    requireFinite();
    checkpointedStep = step;
    emit(new TrainingEvent.CheckpointDue(snapshot()));
  }

  private void emit(TrainingEvent event) {
    for (int i = 0; i < listeners.size(); i++) {
      listeners.get(i).on(event, this);
    }
  }

  /** A copy of what the optimizer knows now, for {@link Builder#optimizerState}. */
  public SavedState optimizerState() {
    return SavedState.of(optimizer, update.updates());
  }

  /**
   * A copy of everything that the rest of the run depends on. Valid before, between and after
   * steps, so from any listener; after the end, the network's parameters are the best ones where
   * the options ask for that.
   */
  public TrainerState snapshot() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("step", Long.toString(step));
    metadata.put("sampler", sampler.state());
    metadata.put("noise", noise.state());
    metadata.put("samples", samples.state());
    metadata.put("optimizer", optimizer.name());
    metadata.put("optimizer_steps", Long.toString(update.updates().steps()));
    schedule
        .state()
        .forEach((name, value) -> metadata.put(SCHEDULE + name, Double.toString(value)));
    for (Parameter parameter : network.parameters()) {
      tensors.put("network." + parameter.name(), BestParameters.copyOf(parameter.value()));
    }
    update
        .updates()
        .tensors()
        .forEach((name, tensor) -> tensors.put("optimizer." + name, BestParameters.copyOf(tensor)));
    history.tensors().forEach((name, list) -> tensors.put("history." + name, list));
    if (average != null) {
      average.describe(tensors);
    }
    best.describe(tensors, metadata);
    return new TrainerState(tensors, metadata);
  }

  /**
   * Goes to the state that another trainer, made in the same way, was in; what follows is the same,
   * to the bit.
   *
   * @return this
   * @throws TrainingException if the state is of another network or optimizer, or of no run at all;
   *     the trainer must not be used then
   * @throws lanewise.data.DataException if it is of other data
   */
  public Trainer restore(TrainerState state) {
    if (!state.text("optimizer").equals(optimizer.name())) {
      throw new TrainingException(
          "Trainer.restore: state of optimizer "
              + state.text("optimizer")
              + ", expected "
              + optimizer.name()
              + "; resume with the options of the first run");
    }
    long steps = requireCount(state, "step");
    sampler.restore(state.text("sampler"));
    try {
      noise = SeededRandom.ofState(state.text("noise"));
      samples = SeededRandom.ofState(state.text("samples"));
      schedule.restore(state.numbers(SCHEDULE));
    } catch (TrainingException typed) {
      throw typed;
    } catch (LanewiseException broken) {
      throw new TrainingException("TrainerState: " + broken.getMessage());
    }
    update.updates().restoreSteps(requireCount(state, "optimizer_steps"));
    for (Parameter parameter : network.parameters()) {
      Tensor value = parameter.value();
      value.copyFrom(state.tensor("network." + parameter.name(), value.size()));
    }
    update
        .updates()
        .tensors()
        .forEach(
            (name, tensor) -> tensor.copyFrom(state.tensor("optimizer." + name, tensor.size())));
    history.restore(name -> state.tensor("history." + name), steps);
    best.restore(state);
    if (average != null) {
      average.restore(state);
    }
    step = steps;
    checkpointedStep = step;
    batchIsWhole = false;
    return this;
  }

  /** Counts go on from here: none may be so large that one more is negative. */
  private static long requireCount(TrainerState state, String name) {
    long count = state.integer(name);
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw new TrainingException(
          "TrainerState: " + name + " " + count + ", expected 0 to " + Integer.MAX_VALUE);
    }
    return count;
  }

  /** Names what a run is made of. What is not named has the default that its method states. */
  public static final class Builder {
    private final Network network;
    private final Loss loss;
    private final Optimizer optimizer;
    private final Examples train;
    private final List<Listener> listeners = new ArrayList<>();
    private final List<GradientHook> gradientHooks = new ArrayList<>();
    private Schedule schedule = Schedules.constant();
    private double regularization;
    private @Nullable Examples validation;
    private TrainingOptions options = TrainingOptions.builder().build();
    private double averageDecay;
    private Augment augment = Augment.none();
    private @Nullable SavedState optimizerState;

    private Builder(Network network, Loss loss, Optimizer optimizer, Examples train) {
      this.network = network;
      this.loss = loss;
      this.optimizer = optimizer;
      this.train = train;
    }

    /**
     * How the learning rate changes; constant unless set. A schedule that waits for a plateau
     * hears, at the end of each epoch that is evaluated, the score by {@link Trainer#criterion}, or
     * without validation the mean training loss. The run takes a {@link Schedule#fresh} one, so the
     * same schedule may serve many runs.
     */
    public Builder schedule(Schedule factor) {
      schedule = factor;
      return this;
    }

    /**
     * Adds what is done in each step between the backward pass and the update: logging, an
     * all-reduce, a change of the gradients. Hooks run in the order in which they were added; an
     * exception from one ends the run before the update.
     */
    public Builder gradientsReady(GradientHook hook) {
      gradientHooks.add(hook);
      return this;
    }

    /** Adds {@link GradientClipping#apply} to what is done by {@link #gradientsReady}. */
    public Builder clipping(GradientClipping limit) {
      return limit.equals(GradientClipping.NONE) ? this : gradientsReady(limit::apply);
    }

    /** The examples that evaluations judge by; none unless set. */
    public Builder validation(@Nullable Examples examples) {
      validation = examples;
      return this;
    }

    /** The strength of the L2 penalty; 0 unless set. */
    public Builder regularization(double strength) {
      regularization = strength;
      return this;
    }

    /** How to train; {@link TrainingOptions#builder}'s defaults unless set. */
    public Builder options(TrainingOptions how) {
      options = how;
      return this;
    }

    /**
     * Judges, and leaves behind, an exponential moving average of the parameters and running
     * statistics instead of the latest ones, which the updates go on with; off unless set. After
     * step t the average keeps min(decay, (1 + t) / (10 + t)) of itself. Listeners find the latest
     * parameters in the network until the run is finished.
     *
     * @param decay more than 0, less than 1; 0.999 is usual
     * @throws TrainingException if it is not
     */
    public Builder averaging(double decay) {
      if (!(decay > 0 && decay < 1)) {
        throw new TrainingException(
            "Trainer.averaging: decay " + decay + ", expected more than 0 and less than 1");
      }
      averageDecay = decay;
      return this;
    }

    /**
     * How the images of each training batch are changed, anew in each step; not at all unless set.
     * Evaluations see the images as they are. A run that is resumed goes on with the same changes.
     *
     * @see Augment
     */
    public Builder augment(Augment changes) {
      augment = changes;
      return this;
    }

    /** What the optimizer begins with: zeros unless set. */
    public Builder optimizerState(@Nullable SavedState earlier) {
      optimizerState = earlier;
      return this;
    }

    /** Adds a listener; they hear each event in the order in which they were added. */
    public Builder listener(Listener listener) {
      listeners.add(listener);
      return this;
    }

    /**
     * Plans the memory of the run, and looks once at all target values of the examples, in a pass
     * without their features.
     *
     * @throws lanewise.data.DataException if the batch is larger than the data, or examples that
     *     are no images are to be augmented
     * @throws lanewise.tensor.ShapeException if the data does not fit the network
     * @throws InsufficientMemoryException if the run does not fit the largest heap
     * @throws TrainingException if the options ask for something that there is nothing to measure
     *     by, if all batches have one row before a batch normalisation, or if a target value lies
     *     outside the loss's {@link Loss#targetDomain}; the message names its row and column
     */
    public Trainer build() {
      return new Trainer(this);
    }
  }
}
