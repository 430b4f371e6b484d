package lanewise.train;

import java.util.List;
import lanewise.loss.Loss;
import lanewise.nn.BatchNorm;
import lanewise.nn.Network;
import lanewise.optim.GradientClipping;
import lanewise.optim.Optimizer;
import lanewise.optim.SavedState;
import lanewise.optim.Schedule;
import lanewise.tensor.SeededRandom;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network on examples as they come: from a stream that may never end, from data larger
 * than memory, or one by one. Nothing is held back to judge by, and nothing but the network and the
 * optimizer's state is kept. The same examples in the same portions give the same parameters, to
 * the bit. Not safe for concurrent use.
 */
public final class OnlineTrainer {
  private final Network network;
  private final Loss loss;
  private final Optimizer optimizer;
  private final Schedule schedule;
  private final UpdateStep step;
  private final SeededRandom noise;
  private long steps;

  /**
   * Plans the memory.
   *
   * @param regularization the strength of the L2 penalty, 0 or more
   * @param schedule asked with the steps made before and epoch 0
   * @param seed what dropout draws from
   * @param earlier what the optimizer begins with; null for zeros
   */
  public OnlineTrainer(
      Network network,
      Loss loss,
      Optimizer optimizer,
      double regularization,
      GradientClipping clipping,
      Schedule schedule,
      long seed,
      @Nullable SavedState earlier) {
    this.network = network;
    this.loss = loss;
    this.optimizer = optimizer;
    this.schedule = schedule.fresh();
    List<GradientHook> hooks =
        clipping.equals(GradientClipping.NONE) ? List.of() : List.of(clipping::apply);
    this.step = new UpdateStep(network, loss, optimizer, regularization, hooks);
    this.noise = SeededRandom.stream(seed, "run", "noise");
    if (earlier != null) {
      earlier.restore(optimizer, step.updates());
    }
  }

  /**
   * Makes one update for each batch of the examples, in the order given.
   *
   * @param order the numbers of the examples
   * @param batchSize the most examples of an update
   * @return the mean of the batches' losses, each before its update
   * @throws TrainingDivergedException if a loss is not finite; the network is then as before that
   *     batch
   * @throws TrainingException if a target lies outside the loss's domain, or a batch normalisation
   *     would see batches of one row
   */
  public double learn(Examples examples, int[] order, int batchSize) {
    Evaluator.requireFit(network, examples);
    TargetCheck.require("targets", examples, order, loss, network.backend());
    requireStatistics(Math.min(batchSize, order.length));
    Batch batch = new Batch(examples, network.backend(), Math.min(batchSize, order.length));
    int[] rows = new int[Math.min(batchSize, order.length)];
    double sum = 0;
    for (int first = 0; first < order.length; first += batchSize) {
      int count = Math.min(batchSize, order.length - first);
      System.arraycopy(order, first, rows, 0, count);
      batch.fill(rows, count);
      sum += count * learn(batch, rows);
    }
    return sum / order.length;
  }

  private double learn(Batch batch, int[] rows) {
    double factor = schedule.factor(steps, 0);
    double value = step.loss(batch, noise.nextLong());
    if (!Double.isFinite(value)) {
      throw TrainingDivergedException.ofLoss(
          steps,
          Divergence.originOf(network, batch, rows, step.networkWorkspace()),
          value,
          optimizer.learningRate() * factor);
    }
    step.update(factor);
    steps++;
    return value;
  }

  private void requireStatistics(int rows) {
    boolean normalised = network.layers().stream().anyMatch(BatchNorm.class::isInstance);
    if (normalised && rows < 2) {
      throw new TrainingException(
          "OnlineTrainer: a batch of "
              + rows
              + " rows with a batch normalisation, expected 2 or more, since one row has no"
              + " variance; use layer normalisation");
    }
  }

  /** The updates made so far. */
  public long steps() {
    return steps;
  }

  /** A copy of what the optimizer knows now. */
  public SavedState optimizerState() {
    return SavedState.of(optimizer, step.updates());
  }
}
