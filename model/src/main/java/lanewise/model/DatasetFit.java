package lanewise.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lanewise.data.DataException;
import lanewise.data.Dataset;
import lanewise.data.Normalizer;
import lanewise.data.Split;
import lanewise.feature.Target;
import lanewise.loss.Loss;
import lanewise.nn.Graph;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model on a data set.
 *
 * @param start the model to be trained further; null for a new one
 */
record DatasetFit(Graph graph, @Nullable ModelFile start, Training training) {

  Model fit(Dataset rows) {
    requireRaw(rows);
    Split split = split(rows);
    Dataset train = rows.subset(split.train());
    Normalizer normalizer =
        start == null ? Normalizer.fit(training.normalizer(), train) : start.normalizer();
    if (start != null) {
      requireClasses(rows, start.classNames());
      requireOrder(rows, start);
    }
    NetworkFit trained =
        NetworkFit.of(
            graph,
            start,
            loss(rows),
            new NormalizedExamples(train, normalizer, training.isBalanced()),
            split.val().length == 0
                ? null
                : new NormalizedExamples(rows.subset(split.val()), normalizer, false),
            training,
            rows.classNames());
    ModelFile file = file(trained, rows, normalizer);
    if (split.val().length == 0) {
      return new Model(file, null, new TrainingTrace(trained.history(), null, null));
    }
    Dataset validation = rows.subset(split.val());
    TrainingTrace trace = new TrainingTrace(trained.history(), null, validation);
    Map<String, Double> figures = new Model(file, null, trace).evaluate(validation).figures();
    ModelFile.Provenance known = file.provenance().withValidation(figures);
    return new Model(file.withProvenance(known), null, trace);
  }

  private ModelFile file(NetworkFit trained, Dataset rows, Normalizer normalizer) {
    return SavedModel.of(
            trained.network(),
            trained.loss(),
            normalizer,
            rows.classNames(),
            ModelFile.Provenance.of(training.seed(), rows.name(), Optional.empty()))
        .withOptimizer(trained.optimizer());
  }

  /** The loss that the training names, else the one of the model before, else the usual one. */
  private Loss loss(Dataset rows) {
    Loss asked = training.loss();
    if (asked != null) {
      return asked;
    }
    Loss known = start == null ? null : SavedModel.knownLoss(start).orElse(null);
    return known != null
        ? known
        : Target.ofClasses(rows.name(), rows.classNames()).loss(graph.outputShape().size());
  }

  private Split split(Dataset rows) {
    return Split.stratified(rows.labels(), training.validation(), 0, training.seed());
  }

  static void requireRaw(Dataset rows) {
    if (!(rows.normalizer() instanceof Normalizer.None)) {
      throw new DataException(
          rows.name()
              + ": normalised already ("
              + rows.normalizer().kind()
              + "), expected raw values: a model normalises by itself; load the data again");
    }
  }

  static void requireOrder(Dataset rows, ModelFile model) {
    if (model.isOfOtherOrder(rows.example())) {
      throw new DataException(
          rows.name()
              + ": examples of shape "
              + rows.example()
              + ", expected "
              + model.example()
              + " as the model was trained on; train it again on examples of this order");
    }
  }

  static void requireClasses(Dataset rows, List<String> expected) {
    if (!rows.classNames().equals(expected)) {
      throw new DataException(
          rows.name()
              + ": the classes "
              + rows.classNames()
              + ", expected those of the model, "
              + expected);
    }
  }
}
