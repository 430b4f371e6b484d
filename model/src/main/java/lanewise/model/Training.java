package lanewise.model;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lanewise.data.Augment;
import lanewise.data.DataException;
import lanewise.data.Normalizer;
import lanewise.loss.Loss;
import lanewise.nn.Initializer;
import lanewise.nn.Initializers;
import lanewise.optim.Adam;
import lanewise.optim.GradientClipping;
import lanewise.optim.Optimizer;
import lanewise.optim.Schedule;
import lanewise.optim.Schedules;
import lanewise.train.Listener;
import lanewise.train.Progress;
import lanewise.train.TrainingException;
import lanewise.train.TrainingOptions;
import org.jspecify.annotations.Nullable;

/**
 * How a model is trained: how long, by which rule, judged on what. Immutable: each method returns
 * another. Unless a method says otherwise: batches of 64, Adam at 0.001, seed 0, one thread, no
 * validation rows, the loss that fits the target.
 */
public final class Training {
  private final Settings set;

  /** What the methods set. */
  private static final class Settings {
    TrainingOptions options = TrainingOptions.builder().build();
    Optimizer optimizer = Adam.of(1e-3);
    Schedule schedule = Schedules.constant();
    GradientClipping clipping = GradientClipping.NONE;
    double regularization;
    double validation;
    boolean balanced;
    int threads = 1;
    @Nullable String backend;
    @Nullable Loss loss;
    @Nullable String normalizer;
    List<Listener> listeners = List.of();
    double averaging;
    Augment augment = Augment.none();
    boolean keepsOptimizer;
    Initializer weights = Initializers.xavierUniform();

    Settings copy() {
      Settings copy = new Settings();
      copy.options = options;
      copy.optimizer = optimizer;
      copy.schedule = schedule;
      copy.clipping = clipping;
      copy.regularization = regularization;
      copy.validation = validation;
      copy.balanced = balanced;
      copy.threads = threads;
      copy.backend = backend;
      copy.loss = loss;
      copy.normalizer = normalizer;
      copy.listeners = listeners;
      copy.averaging = averaging;
      copy.augment = augment;
      copy.keepsOptimizer = keepsOptimizer;
      copy.weights = weights;
      return copy;
    }
  }

  private Training(Settings settings) {
    set = settings;
  }

  private Training with(Consumer<Settings> change) {
    Settings changed = set.copy();
    change.accept(changed);
    return new Training(changed);
  }

  private Training options(Consumer<TrainingOptions.Builder> change) {
    TrainingOptions.Builder builder = set.options.toBuilder();
    change.accept(builder);
    TrainingOptions checked = builder.build();
    return with(changed -> changed.options = checked);
  }

  // ---------------------------------------------------------------- how long

  /** So many passes over the training rows. */
  public static Training epochs(int count) {
    return new Training(new Settings()).options(options -> options.epochs(count));
  }

  /** So many updates. */
  public static Training steps(long count) {
    return new Training(new Settings()).options(options -> options.steps(count));
  }

  /** As these options say. */
  public static Training of(TrainingOptions options) {
    return new Training(new Settings()).with(changed -> changed.options = options);
  }

  /**
   * Ends after so many evaluations in a row without improvement; needs validation rows. In any case
   * a model with validation rows is that of its best evaluation.
   */
  public Training patience(int evaluations) {
    return options(options -> options.patience(evaluations));
  }

  /**
   * The share of the rows that are not trained on but judge the model at the end of each epoch:
   * drawn by the seed, each class in its share; whole groups, where the features have groups; the
   * latest rows, where they have times.
   *
   * @param share 0 or more, less than 1
   */
  public Training validation(double share) {
    if (!(share >= 0 && share < 1)) {
      throw new TrainingException(
          "Training.validation: share " + share + ", expected 0 or more and less than 1");
    }
    return with(changed -> changed.validation = share);
  }

  /** What makes one evaluation better than another: see {@link TrainingOptions#criterion}. */
  public Training criterion(TrainingOptions.Criterion better) {
    return options(options -> options.criterion(better));
  }

  // ---------------------------------------------------------------- by which rule

  /** Rows per update; all, where there are fewer. */
  public Training batchSize(int rows) {
    return options(options -> options.batchSize(rows));
  }

  /** The update rule with its learning rate. */
  public Training optimizer(Optimizer rule) {
    return with(changed -> changed.optimizer = rule);
  }

  /** How the learning rate changes. */
  public Training schedule(Schedule factor) {
    return with(changed -> changed.schedule = factor);
  }

  /** A limit of the gradients. */
  public Training clipping(GradientClipping limit) {
    return with(changed -> changed.clipping = limit);
  }

  /** The strength of the L2 penalty on the weights, 0 or more. */
  public Training regularization(double strength) {
    return with(changed -> changed.regularization = strength);
  }

  /**
   * The model is an exponential moving average of the parameters of all steps, which judges better
   * than the last ones: see {@link lanewise.train.Trainer.Builder#averaging}.
   *
   * @param decay more than 0, less than 1; 0.999 is usual, 0.99 for a few hundred steps
   */
  public Training averaging(double decay) {
    if (!(decay > 0 && decay < 1)) {
      throw new TrainingException(
          "Training.averaging: decay " + decay + ", expected more than 0 and less than 1");
    }
    return with(changed -> changed.averaging = decay);
  }

  /** How the images of a data set are changed in each step; not at all unless set. */
  public Training augment(Augment changes) {
    return with(changed -> changed.augment = changes);
  }

  /**
   * What the weights of dense layers begin with; {@link Initializers#xavierUniform} unless set.
   * Layers that were given as objects begin as they say.
   */
  public Training weights(Initializer initial) {
    return with(changed -> changed.weights = initial);
  }

  /**
   * The model keeps what the optimizer knew at the end, in its file too, and further training goes
   * on from what the model before it kept, where it kept something of the same rule. Without it the
   * optimizer begins anew each time. A file grows by one or two times its parameters.
   */
  public Training keepingOptimizer() {
    return with(changed -> changed.keepsOptimizer = true);
  }

  /** Another loss than the one that fits the target; it also says what the outputs mean. */
  public Training loss(Loss other) {
    return with(changed -> changed.loss = other);
  }

  /** Each class counts as much as any other, however few rows it has. */
  public Training balanced() {
    return with(changed -> changed.balanced = true);
  }

  /**
   * How the features of a data set are brought to a common scale: one of {@link Normalizer#KINDS};
   * {@code standardize} unless set. Tables say it by column, with {@link
   * lanewise.feature.Features#scale}.
   */
  public Training normalizer(String kind) {
    if (!Normalizer.KINDS.contains(kind)) {
      throw new DataException(
          "Training.normalizer: \"" + kind + "\", expected one of " + Normalizer.KINDS);
    }
    return with(changed -> changed.normalizer = kind);
  }

  // ---------------------------------------------------------------- where

  /** What weights, order of rows, dropout and validation rows are drawn from. */
  public Training seed(long value) {
    return options(options -> options.seed(value));
  }

  /** How many threads work on a step; the result is the same, to the bit, for any number. */
  public Training threads(int count) {
    return with(changed -> changed.threads = count);
  }

  /** The backend by its name, such as {@code reference} for float64; {@code auto} unless set. */
  public Training backend(String name) {
    return with(changed -> changed.backend = name);
  }

  /** Adds one who hears what happens. */
  public Training listener(Listener listener) {
    List<Listener> more = new ArrayList<>(set.listeners);
    more.add(listener);
    return with(changed -> changed.listeners = List.copyOf(more));
  }

  /** Tells a logger of each evaluation: {@link Progress#log}. */
  public Training progress(System.Logger logger) {
    return listener(Progress.log(logger));
  }

  /** Draws a bar on a terminal: {@link Progress#bar}. */
  public Training progressBar(PrintStream terminal) {
    return listener(Progress.bar(terminal)).options(options -> options.reportEvery(1));
  }

  // ---------------------------------------------------------------- what was set

  TrainingOptions options() {
    return set.options;
  }

  /** What {@link #seed(long)} set. */
  public long seed() {
    return set.options.seed();
  }

  Optimizer optimizer() {
    return set.optimizer;
  }

  Schedule schedule() {
    return set.schedule;
  }

  GradientClipping clipping() {
    return set.clipping;
  }

  double regularization() {
    return set.regularization;
  }

  double validation() {
    return set.validation;
  }

  boolean isBalanced() {
    return set.balanced;
  }

  int threads() {
    return set.threads;
  }

  String backend() {
    return set.backend == null ? "auto" : set.backend;
  }

  @Nullable Loss loss() {
    return set.loss;
  }

  String normalizer() {
    return set.normalizer == null ? "standardize" : set.normalizer;
  }

  /** 0 for none. */
  Augment augment() {
    return set.augment;
  }

  double averaging() {
    return set.averaging;
  }

  Initializer weights() {
    return set.weights;
  }

  boolean keepsOptimizer() {
    return set.keepsOptimizer;
  }

  List<Listener> listeners() {
    return set.listeners;
  }
}
