package lanewise.model;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import lanewise.data.DataException;
import lanewise.data.Dataset;
import lanewise.feature.Features;
import lanewise.feature.TableEncoding;
import lanewise.feature.Task;
import lanewise.io.TextFile;
import lanewise.kernel.Backend;
import lanewise.loss.Link;
import lanewise.loss.NoAnswerException;
import lanewise.nn.Graph;
import lanewise.nn.Network;
import lanewise.nn.Value;
import lanewise.table.Column;
import lanewise.table.Table;
import lanewise.table.TableStream;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import lanewise.train.History;
import lanewise.train.Metrics;
import lanewise.train.RateSweep;
import lanewise.train.TrainingException;
import org.jspecify.annotations.Nullable;

/**
 * A trained network with all that its answers need: what turns a row into its input, what its
 * outputs mean, the names of classes and columns, a threshold, and where it came from. No answer
 * depends on what the caller remembers.
 *
 * <p>{@link #of} plans a network, {@link Plan#fit} trains it; {@link #save} and {@link #load} keep
 * all of it in one file. Immutable and safe for concurrent use: any number of threads may ask one
 * model, and row i of an answer does not depend on the rows beside it, to the bit. Answers are
 * computed on the calling thread. A model that was just trained holds its history and its
 * validation rows, for {@link #report(Path)}; one that was loaded holds neither.
 */
public final class Model {
  private static final String THRESHOLD = "threshold";
  private static final double USUAL_THRESHOLD = 0.5;
  private static final int REPORTED_COLUMNS = 100;
  private static final int REPORTED_SHUFFLES = 5;

  /** The threads that ask are the parallelism; this has none to be closed. */
  private static final class Answering {
    static final Backend BACKEND = Backend.auto();
  }

  private final ModelFile file;
  private final @Nullable TableEncoding encoding;
  private final AnswerForm form;
  private final @Nullable TrainingTrace trace;
  private final Predictor predictor;

  Model(ModelFile file, @Nullable TableEncoding encoding, @Nullable TrainingTrace trace) {
    this.file = file;
    this.encoding = encoding;
    this.trace = trace;
    this.form = formOf(file, encoding);
    this.predictor = SavedModel.predictor(file, Answering.BACKEND);
  }

  private static AnswerForm formOf(ModelFile file, @Nullable TableEncoding encoding) {
    Link link = file.link();
    int outputs = Graph.parse(file.network()).outputShape().size();
    Task task = encoding == null ? task(file, outputs) : encoding.target().task();
    List<String> names = file.classNames();
    if (names.isEmpty() && task == Task.VALUES) {
      names = Dataset.numberedClasses(outputs);
    }
    return new AnswerForm(task, link, names, threshold(file), encoding);
  }

  /** Of a data set: classes, unless nothing names them. */
  private static Task task(ModelFile file, int outputs) {
    int classes = file.link().classes(outputs);
    if (classes == 0 || file.classNames().size() != classes) {
      return Task.VALUES;
    }
    return classes == 2 ? Task.BINARY : Task.CLASSES;
  }

  private static double threshold(ModelFile file) {
    String text = file.properties().get(THRESHOLD);
    try {
      return text == null ? USUAL_THRESHOLD : requireThreshold(Double.parseDouble(text));
    } catch (NumberFormatException noNumber) {
      throw new DataException(
          "model: threshold \"" + text + "\", expected a number from 0 to 1; save the model again");
    }
  }

  private static double requireThreshold(double threshold) {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new DataException("model: threshold " + threshold + ", expected 0 to 1");
    }
    return threshold;
  }

  // ---------------------------------------------------------------- how it is made

  /**
   * Plans a model: nothing is computed yet.
   *
   * @param output what the network answers: one logit or score per class, one for two classes, one
   *     value per number
   */
  public static Plan of(Value output) {
    return new Plan(Network.of(output));
  }

  /** A network that is to be trained. */
  public static final class Plan {
    private final Graph graph;

    private Plan(Graph graph) {
      this.graph = graph;
    }

    /**
     * Trains the network on a data set, which is not changed.
     *
     * @throws lanewise.tensor.LanewiseException if network, loss and data do not fit together
     * @throws lanewise.train.TrainingDivergedException if the loss is not finite any more
     */
    public Model fit(Dataset train, Training training) {
      return new DatasetFit(graph, null, training).fit(train);
    }

    /**
     * Trains the network on the rows of the features' table; {@link Features#inputs} is what the
     * network must begin with.
     *
     * @throws lanewise.tensor.LanewiseException as {@link #fit(Dataset, Training)}
     */
    public Model fit(Features features, Training training) {
      return new TableFit(graph, null, training).fit(features);
    }

    /**
     * Trains the network on a stream of tables, once per epoch from its beginning: rows are drawn
     * at random within each table, and only one table at a time is in memory.
     *
     * @param sample some of the rows: columns, scales and classes are found in them, so it must
     *     have every class; {@link TableStream#sample} gives such rows
     * @param training of epochs, without validation rows, averaging, balanced classes and listeners
     * @throws lanewise.train.TrainingException if it says steps, or one of those
     * @throws DataException if a row has a class that the sample does not have, or a cell of
     *     another type
     */
    public Model fit(Features sample, TableStream tables, Training training) {
      if (training.options().steps() > 0) {
        throw new TrainingException(
            "Model.fit: " + training.options().steps() + " steps for a stream, expected epochs");
      }
      try (Learner learner = learner(sample, training)) {
        for (int epoch = 0; epoch < training.options().epochs(); epoch++) {
          tables.forEach(learner::learnShuffled);
        }
        return learner.model();
      }
    }

    /**
     * A network that learns from rows as they come.
     *
     * @param sample the rows in which columns, scales and classes are found; it is not trained on
     * @param training without validation rows, averaging, balanced classes and listeners; epochs do
     *     not matter
     * @throws lanewise.train.TrainingException if it has one of those
     */
    public Learner learner(Features sample, Training training) {
      TableEncoding encoding = sample.encoding().fit(sample.table());
      return new Learner(graph, null, encoding, training, sample.table().name());
    }

    /**
     * Tries learning rates on a network like this one: which one to begin with, and which are too
     * large. Nothing else is changed.
     */
    public RateSweep rates(Features features, Training training) {
      TableEncoding encoding = features.encoding().fit(features.table());
      TableFit fit = new TableFit(graph, null, training);
      fit.requireWidth(encoding);
      try (Backend backend = Backend.create(training.backend(), training.threads())) {
        return RateSweep.of(
            graph.build(backend, training.seed(), training.weights()),
            fit.loss(encoding),
            training.optimizer(),
            encoding.examples(features.table(), training.isBalanced()),
            NetworkFit.options(training, features.table().rows()));
      }
    }

    /**
     * Trains and judges the network on k parts of the table, each of which is judged once by a
     * model of all others. The parts are whole groups or follow the times, where the features have
     * some; else each class has its share in each. All statistics are of the rows trained on.
     *
     * @param folds 2 or more
     */
    public CrossValidation crossValidate(Features features, int folds, Training training) {
      return CrossValidation.of(this, features, folds, training);
    }
  }

  /**
   * Trains this model's network further, on rows of a table that has its columns: the same
   * features, scales and classes. This model stays as it is.
   *
   * @throws DataException if the model was not trained on a table, or a class is a new one
   */
  public Model fit(Table rows, Training training) {
    return new TableFit(Graph.parse(file.network()), file, training)
        .refit(rows, requireEncoding("fit"));
  }

  /**
   * This model, as one that learns further from rows as they come.
   *
   * @throws DataException if the model was not trained on a table
   */
  public Learner learner(Training training) {
    return new Learner(
        Graph.parse(file.network()),
        file,
        requireEncoding("learner"),
        training,
        file.provenance().dataset());
  }

  /**
   * Trains this model's network further, on a data set of the same shape and classes.
   *
   * @throws DataException if the model was trained on a table
   */
  public Model fit(Dataset rows, Training training) {
    requireNoEncoding("fit");
    return new DatasetFit(Graph.parse(file.network()), file, training).fit(rows);
  }

  // ---------------------------------------------------------------- what it answers

  /**
   * The answer for one row of raw features, in their order. Of a table these are its feature
   * columns in the order of {@link #columns}, all of them numbers.
   *
   * @throws DataException if a value is NaN or infinite, or a column is none of numbers
   * @throws ShapeException if there are more or fewer than the model takes
   */
  public Prediction predict(float... row) {
    if (encoding != null) {
      return predict(Table.of("row", columns(), new float[][] {row})).get(0);
    }
    return answers(Tensor.of(row, 0, Shape.of(1, row.length)))[0];
  }

  /**
   * The answer for one row, its columns by name; others are ignored. Values may be numbers, texts,
   * truth values, dates; null is a gap.
   *
   * @throws DataException if a value is of another type than its column, or a column is missing
   *     that must not be
   */
  public Prediction predict(Map<String, ?> row) {
    Table table = Table.ofMaps("row", List.of(row));
    return encoding == null ? predict(named(table)) : predict(table).get(0);
  }

  /** The row of a model of a data set: every feature must be there, and a number. */
  private float[] named(Table row) {
    List<String> names = file.featureNames();
    if (names.isEmpty()) {
      throw new DataException(
          "model: columns by name, expected values in their order, as the data set "
              + file.provenance().dataset()
              + " has no names of features");
    }
    float[] values = new float[names.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) row.column(names.get(i)).as(Column.Kind.NUMBER).number(0);
    }
    return values;
  }

  /**
   * The answers for the rows of a table, its columns by name; others are ignored, the target's too.
   *
   * @throws DataException as {@link #predict(Map)}; the message names column and row
   */
  public List<Prediction> predict(Table rows) {
    return Arrays.asList(answers(requireEncoding("predict").encode(rows)));
  }

  /** The answers for raw rows (N, ...), as {@link #predict(float...)} takes one. */
  public List<Prediction> predict(Tensor rows) {
    requireNoEncoding("predict");
    return Arrays.asList(answers(rows));
  }

  private Prediction[] answers(Tensor x) {
    return form.predictions(Answering.BACKEND, predictor.scores(x));
  }

  // ---------------------------------------------------------------- what it is worth

  /** Judges the model on the rows of a table that has its target column too. */
  public Metrics evaluate(Table rows) {
    return judgement(rows, "evaluate").metrics();
  }

  /** Judges the model on a data set of its classes. */
  public Metrics evaluate(Dataset rows) {
    return judgement(rows, "evaluate").metrics();
  }

  private Judge.Judgement judgement(Table rows, String what) {
    TableEncoding by = requireEncoding(what);
    if (rows.rows() == 0) {
      throw new DataException(
          "Model." + what + ": " + rows.name() + " of 0 rows, expected 1 or more");
    }
    return judge().judge(predictor.scores(by.encode(rows)), by, rows);
  }

  private Judge.Judgement judgement(Dataset rows, String what) {
    requireNoEncoding(what);
    DatasetFit.requireRaw(rows);
    DatasetFit.requireClasses(rows, file.classNames());
    DatasetFit.requireOrder(rows, file);
    return judge().judge(predictor.scores(features(rows)), rows.labels());
  }

  private Judge judge() {
    return new Judge(form, SavedModel.knownLoss(file), Answering.BACKEND);
  }

  private static Tensor features(Dataset rows) {
    int[] all = IntStream.range(0, rows.size()).toArray();
    Tensor x = Tensor.zeros(DType.FLOAT32, rows.example().batch(rows.size()));
    rows.gather(all, rows.size(), x, new int[rows.size()]);
    return x;
  }

  /**
   * What the model relies on each column for: how much worse it answers when the column's cells are
   * shuffled among the rows.
   *
   * @param rows with the target column; better not those that it was trained on
   * @param repeats how often each column is shuffled, 1 or more
   */
  public Importance importance(Table rows, int repeats) {
    requireEncoding("importance");
    return Importance.of(this, rows, repeats, file.provenance().seed());
  }

  /**
   * The figures of the validation rows that the model was trained beside, by their names; none
   * where there were none. They are kept in its file.
   */
  public Map<String, Double> validation() {
    return file.provenance().validation();
  }

  // ---------------------------------------------------------------- a page about it

  /**
   * Writes a page about a model that was just trained: learning curves and, where there were
   * validation rows, what its answers to them are worth. One HTML file that needs no network and
   * runs no script. As {@link #report(Path, Table)} otherwise.
   *
   * @throws DataException if the model was loaded, as nothing is known of its training; give rows
   * @throws lanewise.io.FileException if it cannot be written
   */
  public void report(Path target) {
    TrainingTrace training = trace;
    if (training == null) {
      throw new DataException(
          "Model.report: a loaded model, of which no history is kept, expected rows to judge it by:"
              + " report(file, rows)");
    }
    Table table = training.table();
    Dataset dataset = training.dataset();
    String rows = "the validation rows";
    if (table != null) {
      writeReport(target, rows, judgement(table, "report"), importanceOf(table));
    } else {
      writeReport(target, rows, dataset == null ? null : judgement(dataset, "report"), null);
    }
  }

  /**
   * Writes a page about what the model's answers to some rows are worth: figures; predicted against
   * true values and residuals, or ROC and PR curves and calibration, or the confusion matrix; what
   * it relies on each column for, of at most 100 columns. One HTML file that needs no network and
   * runs no script.
   *
   * @param rows with the target column
   * @throws lanewise.io.FileException if it cannot be written
   */
  public void report(Path target, Table rows) {
    writeReport(target, rows.rows() + " rows", judgement(rows, "report"), importanceOf(rows));
  }

  /** As {@link #report(Path, Table)}, of a model of a data set. */
  public void report(Path target, Dataset rows) {
    writeReport(target, rows.size() + " rows", judgement(rows, "report"), null);
  }

  private @Nullable Importance importanceOf(Table rows) {
    return columns().size() > REPORTED_COLUMNS || rows.rows() < 2
        ? null
        : importance(rows, REPORTED_SHUFFLES);
  }

  private void writeReport(
      Path target, String rows, Judge.@Nullable Judgement judged, @Nullable Importance importance) {
    TextFile.write(target, new ModelReport(this, rows, judged, importance).html());
  }

  // ---------------------------------------------------------------- what it is

  AnswerForm form() {
    return form;
  }

  public Task task() {
    return form.task();
  }

  /** The names of what is answered: of the classes, the labels or the values. */
  public List<String> names() {
    return form.names();
  }

  /** The feature columns that the model looks for; none where features have no names. */
  public List<String> columns() {
    return encoding == null ? file.featureNames() : encoding.columns();
  }

  /** The probability from which on a yes is answered: 0.5 unless set. */
  public double threshold() {
    return form.threshold();
  }

  /**
   * The same model with another threshold.
   *
   * @param threshold 0 to 1
   * @throws NoAnswerException if the model answers no yes or no by a probability
   */
  public Model withThreshold(double threshold) {
    boolean yesOrNo = form.task() == Task.BINARY || form.task() == Task.LABELS;
    if (!yesOrNo || !form.hasProbabilities()) {
      throw form.noAnswer("threshold", "a model of two classes or of labels with probabilities");
    }
    SortedMap<String, String> properties = new TreeMap<>(file.properties());
    properties.put(THRESHOLD, Double.toString(requireThreshold(threshold)));
    return new Model(file.withProperties(properties), encoding, trace);
  }

  /** All that is kept of the model. */
  public ModelFile file() {
    return file;
  }

  /** The losses and evaluations of the training that made the model; empty for a loaded one. */
  public Optional<History> history() {
    return Optional.ofNullable(trace).map(TrainingTrace::history);
  }

  /**
   * This model, ready to answer at full speed: what the first thousands of answers would wait for
   * has been compiled. For a service, before it says that it is ready.
   */
  public Model frozen() {
    predictor.warmUp();
    return this;
  }

  // ---------------------------------------------------------------- files

  /**
   * Writes the model into one file, whole or not at all.
   *
   * @throws lanewise.io.FileException if it cannot be written
   */
  public void save(Path target) {
    file.write(target);
  }

  /**
   * Reads a model, of this version or an earlier one.
   *
   * @throws lanewise.io.DataFormatException if it is no model, damaged, or of a later form
   * @throws lanewise.io.FileException if it cannot be read
   */
  public static Model load(Path source) {
    return of(ModelFile.read(source));
  }

  /**
   * Reads a model from a stream, such as that of a class-path resource; the stream is not closed.
   *
   * @param name what errors call it
   */
  public static Model load(String name, InputStream source) {
    return of(ModelFile.read(name, source));
  }

  /** The model of what was kept. */
  public static Model of(ModelFile file) {
    TableEncoding encoding =
        file.input().table().map(text -> TableEncoding.parse("model", text)).orElse(null);
    return new Model(file, encoding, null);
  }

  private TableEncoding requireEncoding(String what) {
    if (encoding == null) {
      throw new DataException(
          "Model."
              + what
              + ": a table for a model of the data set "
              + file.provenance().dataset()
              + ", expected a data set or rows of numbers");
    }
    return encoding;
  }

  private void requireNoEncoding(String what) {
    if (encoding != null) {
      throw new DataException(
          "Model."
              + what
              + ": rows of numbers for a model of a table, expected a table with the columns "
              + shortened(encoding.columns()));
    }
  }

  private static String shortened(List<String> columns) {
    return columns.size() <= 20
        ? columns.toString()
        : columns.subList(0, 20) + " and " + (columns.size() - 20) + " more";
  }

  /** The form {@code model of 3 classes [a, b, c]: 67 parameters}. */
  @Override
  public String toString() {
    long parameters = file.parameters().values().stream().mapToLong(Tensor::size).sum();
    return "model of "
        + form.names().size()
        + " "
        + form.task().name().toLowerCase(Locale.ROOT)
        + " "
        + shortened(form.names())
        + ": "
        + parameters
        + " parameters";
  }
}
