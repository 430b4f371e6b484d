package lanewise.model;

import java.util.concurrent.atomic.AtomicReferenceArray;
import lanewise.data.DataException;
import lanewise.data.Normalizer;
import lanewise.kernel.Backend;
import lanewise.loss.Link;
import lanewise.loss.NoAnswerException;
import lanewise.nn.Key;
import lanewise.nn.Network;
import lanewise.nn.Workspace;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Answers of one shared network, for any number of threads at once: each call borrows its working
 * memory from a pool, which keeps that of twice as many calls as there are processors.
 *
 * <p>What an answer is depends on the loss that the network was trained by, so the {@link Link} of
 * that loss belongs to a predictor: {@code lanewise.model.SavedModel.predictor} makes one from all
 * that a model file says. Answers of a network that is not trained any more come fastest from a
 * copy made for it, {@code network.frozen()}.
 *
 * <p>The normaliser of the training data is applied first; the caller's rows are never changed. Row
 * i of a result is a function of row i alone, to the bit, whatever rows are beside it. The network
 * must not be trained while it predicts.
 *
 * <p>No answer is made up: a row with a value that is NaN or infinite, or becomes so in the
 * backend's element type or by the normaliser, ends the call with a {@link DataException} that
 * names row and column; an output that is not finite ends it with a {@link NoAnswerException} that
 * names the row.
 */
public final class Predictor {
  private static final int BATCH_SIZE = 256;
  private static final Key INPUT = Key.of("input");
  private static final int WARM_UP_ROUNDS = 5_000;

  private final Network network;
  private final Normalizer normalizer;
  private final Link link;
  private final AtomicReferenceArray<@Nullable Buffers> idle =
      new AtomicReferenceArray<>(2 * Runtime.getRuntime().availableProcessors());

  /** A predictor for rows that are normalised already, by a loss that the caller does not name. */
  public Predictor(Network network) {
    this(network, new Normalizer.None());
  }

  /**
   * A predictor for raw rows, by a loss that the caller does not name: several outputs are taken
   * for the logits of a softmax, a single one for a score, of which there are neither probabilities
   * nor classes. After any other loss than the softmax cross-entropy, name its link.
   */
  public Predictor(Network network, Normalizer normalizer) {
    this(network, normalizer, network.outputShape().size() > 1 ? Link.SOFTMAX : Link.SCORES);
  }

  /**
   * A predictor for raw rows.
   *
   * @param link of the loss that trained the network: {@code loss.link()}
   * @throws ShapeException for a softmax of one output
   */
  public Predictor(Network network, Normalizer normalizer, Link link) {
    link.requireOutputs(network.outputShape().size());
    this.network = network;
    this.normalizer = normalizer;
    this.link = link;
  }

  private record Buffers(Workspace network, Workspace own) {}

  /** What is done with the outputs for some consecutive rows. */
  private interface Sink {
    void accept(int firstRow, Tensor outputs);
  }

  /** What the outputs mean. */
  public Link link() {
    return link;
  }

  /**
   * The network's output: logits, scores or values, as the {@link #link} says.
   *
   * @param x (N, ...) raw rows, of either element type
   * @return (N, ...), of the backend's element type, the caller's own
   */
  public Tensor scores(Tensor x) {
    Tensor all = network.backend().zeros(network.outputShape().batch(x.shape().examples()));
    predict(x, (first, outputs) -> rows(all, first, outputs).copyFrom(outputs));
    return all;
  }

  /**
   * The probabilities of the classes, as the {@link #link} gives them: of a softmax they add up to
   * 1; of several outputs with a sigmoid each is that of its own class, whatever the others; of one
   * such output there are two, of no and of yes.
   *
   * @param x (N, ...) raw rows, of either element type
   * @return (N, classes), of the backend's element type, the caller's own
   * @throws NoAnswerException if the network was trained by a loss without probabilities
   */
  public Tensor probabilities(Tensor x) {
    int classes = link.classes(network.outputShape().size());
    Backend backend = network.backend();
    Tensor all = backend.zeros(x.shape().examples(), classes);
    predict(x, (first, outputs) -> link.probabilities(backend, outputs, rows(all, first, outputs)));
    return all;
  }

  /**
   * The likeliest class of each row: that of the largest output, the first of equals; of a single
   * output with a sigmoid the second where its probability is above one half, else the first.
   *
   * @param x (N, ...) raw rows, of either element type
   * @throws NoAnswerException if the network has a single output of another kind
   */
  public int[] classes(Tensor x) {
    int[] all = new int[x.shape().examples()];
    predict(x, (first, outputs) -> link.classes(network.backend(), outputs, all, first));
    return all;
  }

  /** As {@link #scores}, of one raw row. */
  public double[] scoresOf(float... row) {
    return scores(oneRow(row)).toDoubles();
  }

  /** As {@link #classes}, of one raw row. */
  public int classOf(float... row) {
    return classes(oneRow(row))[0];
  }

  /** As {@link #probabilities}, of one raw row. */
  public double[] probabilitiesOf(float... row) {
    return probabilities(oneRow(row)).toDoubles();
  }

  /**
   * Predicts a row of zeros some thousand times and forgets the answers, so that the JIT has
   * compiled what a prediction runs before the first real row comes: for a service, before it says
   * that it is ready. The number of predictions is always the same; the time is that of the first
   * thousands of predictions, which somebody waits for in any case.
   *
   * @throws NoAnswerException if the network has no answer to a row of zeros
   */
  public void warmUp() {
    int outputs = network.outputShape().size();
    Tensor zeros = oneRow(new float[network.inputShape().size()]);
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      scores(zeros);
      if (link.classes(outputs) > 0) {
        classes(zeros);
      }
      if (link.hasProbabilities()) {
        probabilities(zeros);
      }
    }
  }

  private static Tensor oneRow(float[] row) {
    return Tensor.of(row, 0, Shape.of(1, row.length));
  }

  private static Tensor rows(Tensor all, int first, Tensor like) {
    return all.examples(first, like.shape().examples());
  }

  private void predict(Tensor x, Sink sink) {
    requireWidth(x);
    Buffers buffers = borrow();
    int rows = x.shape().examples();
    for (int first = 0; first < rows; first += BATCH_SIZE) {
      int count = Math.min(BATCH_SIZE, rows - first);
      Tensor input = buffers.own().tensor(INPUT, count, network.inputShape());
      normalizer.apply(input.copyFrom(x.examples(first, count)));
      requireFinite(input, x, first);
      Tensor outputs = network.forward(input, buffers.network());
      requireAnswers(outputs, first);
      sink.accept(first, outputs);
    }
    giveBack(buffers);
  }

  private void requireWidth(Tensor x) {
    int features = network.inputShape().size();
    if (x.shape().rank() == 0 || x.shape().exampleSize() != features) {
      throw new ShapeException(
          "Predictor: rows "
              + x.shape()
              + ", expected "
              + features
              + " values per row, as in "
              + network.inputShape());
    }
  }

  /** After the conversion: a double may be no float, and a quotient no number. */
  private void requireFinite(Tensor input, Tensor x, int firstRow) {
    int at = network.backend().reductions().firstNonFinite(input);
    if (at >= 0) {
      int features = network.inputShape().size();
      throw new DataException(
          "Predictor: "
              + x.get(firstRow * features + at)
              + " in row "
              + (firstRow + at / features)
              + ", column "
              + at % features
              + " (counted from 0), expected a finite number, which it stays in "
              + input.dtype()
              + " and normalised; drop the row or fill in the value");
    }
  }

  private void requireAnswers(Tensor outputs, int firstRow) {
    int at = network.backend().reductions().firstNonFinite(outputs);
    if (at >= 0) {
      throw new NoAnswerException(
          "Predictor: output "
              + at % outputs.shape().exampleSize()
              + " for row "
              + (firstRow + at / outputs.shape().exampleSize())
              + " (counted from 0) is "
              + outputs.get(at)
              + ", expected a finite number; the row's values are too large for this network, or"
              + " its parameters are not finite");
    }
  }

  private Buffers borrow() {
    for (int i = 0; i < idle.length(); i++) {
      Buffers pooled = idle.getAndSet(i, null);
      if (pooled != null) {
        return pooled;
      }
    }
    return new Buffers(network.inferenceWorkspace(), Workspace.forInference(network.backend()));
  }

  /** Where the pool is full the buffers are garbage. */
  private void giveBack(Buffers buffers) {
    for (int i = 0; i < idle.length(); i++) {
      if (idle.compareAndSet(i, null, buffers)) {
        return;
      }
    }
  }
}
