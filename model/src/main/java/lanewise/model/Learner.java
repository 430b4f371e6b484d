package lanewise.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import lanewise.feature.TableEncoding;
import lanewise.feature.Task;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.nn.Graph;
import lanewise.nn.Network;
import lanewise.optim.SavedState;
import lanewise.table.Table;
import lanewise.tensor.SeededRandom;
import lanewise.train.Examples;
import lanewise.train.OnlineTrainer;
import lanewise.train.TrainingException;
import org.jspecify.annotations.Nullable;

/**
 * Learns from the rows of a table as they come, table by table or row by row, and can answer at any
 * time: for data larger than memory, for streams that never end. The columns, scales and classes
 * are those of the rows it was planned with; only the network learns. The same rows in the same
 * portions give the same model, to the bit. Not safe for concurrent use; what {@link #model} gives
 * is.
 */
public final class Learner implements AutoCloseable {
  private final TableEncoding encoding;
  private final Training training;
  private final Loss loss;
  private final Backend backend;
  private final Network network;
  private final OnlineTrainer trainer;
  private final SeededRandom order;
  private final String data;

  /** {@code start}: the model to be trained further; null for a new one. */
  Learner(
      Graph graph,
      @Nullable ModelFile start,
      TableEncoding encoding,
      Training training,
      String data) {
    requireForStreams(training);
    TableFit fit = new TableFit(graph, start, training);
    fit.requireWidth(encoding);
    this.encoding = encoding;
    this.training = training;
    this.data = data;
    this.loss = fit.loss(encoding);
    NetworkFit.requireAnswers(graph.outputShape().size(), loss, classNames(encoding));
    this.order = SeededRandom.stream(training.seed(), "run", "batch order");
    this.backend = Backend.create(training.backend(), training.threads());
    this.network =
        start == null
            ? graph.build(backend, training.seed(), training.weights())
            : SavedModel.network(start, backend);
    this.trainer =
        new OnlineTrainer(
            network,
            loss,
            training.optimizer(),
            training.regularization(),
            training.clipping(),
            training.schedule(),
            training.seed(),
            NetworkFit.begun(start, training));
  }

  /** What would be passed over without a word is refused. */
  private static void requireForStreams(Training training) {
    if (training.validation() > 0 || training.options().patience() > 0) {
      throw new TrainingException(
          "Learner: validation rows or patience, expected none as no rows are held back; judge"
              + " learner.model() with Model.evaluate");
    }
    if (!training.augment().isNone()) {
      throw new TrainingException("Learner: augmentation, expected a training without");
    }
    if (training.averaging() > 0) {
      throw new TrainingException("Learner: averaging, expected a training without");
    }
    if (training.isBalanced()) {
      throw new TrainingException(
          "Learner: balanced classes, expected a training without, as the classes of a stream are"
              + " not counted before; weight the rows by a column");
    }
    if (!training.listeners().isEmpty()) {
      throw new TrainingException(
          "Learner: listeners or progress, expected none as there is no run to hear of; learn"
              + " returns the loss");
    }
  }

  static List<String> classNames(TableEncoding encoding) {
    Task task = encoding.target().task();
    return task == Task.VALUES || task == Task.LABELS ? List.of() : encoding.target().names();
  }

  /**
   * Learns from the rows of a table, each once, in their order: one update for every {@link
   * Training#batchSize} rows, and one for those that are left.
   *
   * @param rows with the target column; columns are found by name
   * @return the mean loss of the rows, each before the update that it led to
   * @throws lanewise.data.DataException if a row has no target or one that is not known, or a cell
   *     is of another type; nothing is learned then
   * @throws lanewise.train.TrainingDivergedException if the loss is not finite any more
   */
  public double learn(Table rows) {
    return learn(rows, IntStream.range(0, rows.rows()).toArray());
  }

  /** Learns from one row, its columns by name: one update. As {@link #learn(Table)}. */
  public double learn(Map<String, ?> row) {
    return learn(Table.ofMaps("row", List.of(row)));
  }

  /** As {@link #learn(Table)}, in an order drawn from the training's seed. */
  double learnShuffled(Table rows) {
    int[] drawn = IntStream.range(0, rows.rows()).toArray();
    order.shuffle(drawn);
    return learn(rows, drawn);
  }

  private double learn(Table rows, int[] drawn) {
    if (rows.rows() == 0) {
      return Double.NaN;
    }
    Examples examples = encoding.examples(rows, false);
    return trainer.learn(examples, drawn, training.options().batchSize());
  }

  /** The updates made so far. */
  public long steps() {
    return trainer.steps();
  }

  /** The model of what has been learned so far; what is learned later does not change it. */
  public Model model() {
    ModelFile.Provenance from = ModelFile.Provenance.of(training.seed(), data, Optional.empty());
    Optional<SavedState> kept =
        training.keepsOptimizer() ? Optional.of(trainer.optimizerState()) : Optional.empty();
    ModelFile file = SavedModel.ofTable(network, loss, encoding, from).copied().withOptimizer(kept);
    return new Model(file, encoding, null);
  }

  /** Ends the threads of its backend. */
  @Override
  public void close() {
    backend.close();
  }
}
