package lanewise.train;

import lanewise.kernel.Backend;
import lanewise.loss.Link;
import lanewise.loss.Loss;
import lanewise.nn.Network;
import lanewise.nn.Workspace;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Judges a network on examples, a batch at a time, so that the memory needed does not grow with
 * their number. The result does not depend on the batch size but for the rounding of the mean loss,
 * in which each example counts as much as the loss lets it count. Not safe for concurrent use; any
 * number of evaluators may share one network.
 *
 * <p>What is measured follows from the {@link Link} of the loss: classes, where the outputs choose
 * between some and the examples have labels (for one output of probabilities also values 0 and 1);
 * errors of values, where the outputs are values and so are the targets, of the same width.
 */
public final class Evaluator {
  /** A width for which a batch's products run at full speed and its activations stay small. */
  static final int DEFAULT_BATCH_SIZE = 256;

  private final Network network;
  private final @Nullable Loss loss;
  private final Link link;
  private final int batchSize;
  private final Workspace networkWorkspace;
  private final Workspace lossWorkspace;
  private final Workspace metricsWorkspace;

  /**
   * An evaluator of a network by the loss that trained it.
   *
   * @throws ShapeException for a softmax of one output
   */
  public Evaluator(Network network, Loss loss) {
    this(network, loss, DEFAULT_BATCH_SIZE);
  }

  /**
   * As {@link #Evaluator(Network, Loss)}.
   *
   * @param batchSize how many examples pass through the network at once
   */
  public Evaluator(Network network, Loss loss, int batchSize) {
    this(network, loss, loss.link(), batchSize);
  }

  /**
   * An evaluator of a network whose loss is not at hand: {@link Metrics#meanLoss} is NaN.
   *
   * @param link what the network's outputs mean
   * @throws ShapeException for a softmax of one output
   */
  public Evaluator(Network network, Link link) {
    this(network, null, link, DEFAULT_BATCH_SIZE);
  }

  private Evaluator(Network network, @Nullable Loss loss, Link link, int batchSize) {
    if (batchSize < 1) {
      throw new TrainingException("Evaluator: batchSize " + batchSize + ", expected 1 or more");
    }
    link.requireOutputs(network.outputShape().size());
    this.network = network;
    this.loss = loss;
    this.link = link;
    this.batchSize = batchSize;
    this.networkWorkspace = network.inferenceWorkspace();
    this.lossWorkspace = Workspace.forInference(network.backend());
    this.metricsWorkspace = Workspace.forInference(network.backend());
  }

  /** Judges the network on all examples. */
  public Metrics evaluate(Examples examples) {
    int[] rows = new int[examples.count()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i;
    }
    return evaluate(examples, rows);
  }

  /**
   * Judges the network on some of the examples.
   *
   * @param rows their numbers; one may occur twice
   * @throws TrainingException if a target value lies outside the loss's {@link Loss#targetDomain};
   *     the message names its row and column
   */
  public Metrics evaluate(Examples examples, int[] rows) {
    requireFit(network, examples);
    Backend backend = network.backend();
    if (loss != null) {
      TargetCheck.require("targets", examples, rows, loss, backend);
    }
    Batch batch = new Batch(examples, backend, Math.min(batchSize, rows.length));
    LossMean mean = new LossMean();
    AnswerCounts answers = new AnswerCounts(link, network.outputShape().size());
    ValueErrors errors = new ValueErrors();
    int[] batchRows = new int[Math.min(batchSize, rows.length)];
    for (int first = 0; first < rows.length; first += batchSize) {
      int count = Math.min(batchSize, rows.length - first);
      System.arraycopy(rows, first, batchRows, 0, count);
      batch.fill(batchRows, count);
      Tensor outputs = network.forward(batch.features(), networkWorkspace);
      if (loss != null) {
        mean.add(
            loss.forward(outputs, batch.targets(), lossWorkspace),
            loss.divisor(outputs, batch.targets()));
      }
      answers.add(outputs, batch, backend, metricsWorkspace);
      if (link == Link.VALUES) {
        errors.add(outputs, batch.targets());
      }
    }
    return new Metrics(answers, errors, mean.value());
  }

  /** Whether there is an accuracy to measure: examples with labels, and a choice of answers. */
  static boolean measuresAccuracy(Network network, Loss loss, Examples examples) {
    return examples.valueShape() == null && loss.link().classes(network.outputShape().size()) > 0;
  }

  static void requireFit(Network network, Examples examples) {
    Shape expected = network.inputShape();
    if (examples.example().size() != expected.size()) {
      throw new ShapeException(
          "network: examples of shape " + examples.example() + ", expected " + expected);
    }
  }

  /** The mean loss over the batches, each by the weight that the loss gives it. */
  private static final class LossMean {
    private double sum;
    private double divisor;

    void add(double mean, double batchDivisor) {
      sum += mean * batchDivisor;
      divisor += batchDivisor;
    }

    double value() {
      return sum / divisor;
    }
  }
}
