package lanewise.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lanewise.data.BatchSampler;
import lanewise.loss.Loss;
import lanewise.nn.Network;
import lanewise.optim.Optimizer;

/**
 * How the loss of a network answers to learning rates from small to large: one short run whose rate
 * grows from step to step by the same factor, until the loss is far above its least. Source: Smith
 * 2017, "Cyclical learning rates".
 *
 * @param rates of the steps that were made, rising
 * @param losses of the same steps: moving averages of the batches' losses
 */
public record RateSweep(List<Double> rates, List<Double> losses) {
  /** What a moving average keeps of what it was. */
  private static final double KEPT = 0.9;

  /** The run ends where the loss is so many times its least. */
  private static final double FAR_ABOVE = 4;

  private static final double SMALLEST = 1e-6;
  private static final double LARGEST = 1;
  private static final int STEPS = 120;

  public RateSweep {
    rates = List.copyOf(rates);
    losses = List.copyOf(losses);
  }

  /**
   * Tries the rates from 1e-6 to 1 in 120 steps.
   *
   * @param network changed by the run: one that is not needed any more
   */
  public static RateSweep of(
      Network network, Loss loss, Optimizer optimizer, Examples train, TrainingOptions options) {
    return of(network, loss, optimizer, train, options, SMALLEST, LARGEST, STEPS);
  }

  /**
   * Tries rates from {@code smallest} to {@code largest}.
   *
   * @param network changed by the run: one that is not needed any more
   * @param options whose batch size, sampling and seed count
   * @throws TrainingException unless 0 &lt; smallest &lt; largest and there are two steps or more
   */
  public static RateSweep of(
      Network network,
      Loss loss,
      Optimizer optimizer,
      Examples train,
      TrainingOptions options,
      double smallest,
      double largest,
      int steps) {
    if (!(smallest > 0 && largest > smallest && largest < Double.POSITIVE_INFINITY) || steps < 2) {
      throw new TrainingException(
          "RateSweep: rates from "
              + smallest
              + " to "
              + largest
              + " in "
              + steps
              + " steps, expected 0 < smallest < largest and 2 steps or more");
    }
    double base = Math.pow(largest / smallest, 1.0 / (steps - 1));
    Sweep sweep = new Sweep();
    try {
      Trainer.of(network, loss, optimizer.learningRate(smallest), train)
          .schedule((step, epoch) -> Math.pow(base, (double) step))
          .options(sweepOptions(options, steps))
          .listener(sweep)
          .build()
          .run();
    } catch (TrainingDivergedException tooLarge) {
      // The rates before it are what was looked for.
    }
    return new RateSweep(sweep.rates, sweep.losses);
  }

  private static TrainingOptions sweepOptions(TrainingOptions options, int steps) {
    boolean full = options.sampling() == BatchSampler.Mode.FULL;
    TrainingOptions.Builder sweep =
        TrainingOptions.builder()
            .steps(steps)
            .batchSize(options.batchSize())
            .sampling(options.sampling())
            .seed(options.seed())
            .trainAccuracyRows(0)
            .evaluateEvery(0)
            .reportEvery(1);
    return (full ? sweep.fullBatch() : sweep).build();
  }

  /** Listens to the run, and ends it. */
  private static final class Sweep implements Listener {
    final List<Double> rates = new ArrayList<>();
    final List<Double> losses = new ArrayList<>();
    private double sum;
    private double weight;
    private double least = Double.POSITIVE_INFINITY;

    @Override
    public void on(TrainingEvent event, Trainer trainer) {
      if (event instanceof TrainingEvent.StepDone step) {
        sum = KEPT * sum + (1 - KEPT) * step.loss();
        weight = KEPT * weight + 1 - KEPT;
        double smooth = sum / weight;
        rates.add(step.learningRate());
        losses.add(smooth);
        least = Math.min(least, smooth);
        if (smooth > FAR_ABOVE * least) {
          trainer.stop();
        }
      }
    }
  }

  /**
   * The rate at which the loss falls fastest for a change of the rate's logarithm: a good one to
   * begin with. NaN where it falls at none.
   */
  public double suggested() {
    double steepest = 0;
    double found = Double.NaN;
    for (int i = 1; i + 1 < losses.size(); i++) {
      double slope = losses.get(i + 1) - losses.get(i - 1);
      if (slope < steepest) {
        steepest = slope;
        found = rates.get(i);
      }
    }
    return found;
  }

  /** The rate of the least loss, beyond which none should go. */
  public double largest() {
    int at = 0;
    for (int i = 1; i < losses.size(); i++) {
      if (losses.get(i) < losses.get(at)) {
        at = i;
      }
    }
    return losses.isEmpty() ? Double.NaN : rates.get(at);
  }

  /** The form {@code learning rate 0.0031, at most 0.042}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "learning rate %.2g, at most %.2g", suggested(), largest());
  }
}
