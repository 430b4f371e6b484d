package lanewise.model;

import java.util.Optional;
import lanewise.data.DataException;
import lanewise.data.Split;
import lanewise.feature.Features;
import lanewise.feature.TableEncoding;
import lanewise.loss.Loss;
import lanewise.nn.Graph;
import lanewise.table.Table;
import lanewise.train.Examples;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model on a table.
 *
 * @param start the model to be trained further; null for a new one
 */
record TableFit(Graph graph, @Nullable ModelFile start, Training training) {

  /** A new model: the encoding is fitted to the rows that train. */
  Model fit(Features features) {
    return fit(features, features.split(training.validation(), training.seed()));
  }

  /** As {@link #fit(Features)}, with rows chosen by the caller. */
  Model fit(Features features, Split split) {
    Table train = features.table().rows(split.train());
    TableEncoding encoding = features.encoding().fit(train);
    return fit(features.table(), split, encoding);
  }

  /** The model of before on more rows, with its own encoding. */
  Model refit(Table rows, TableEncoding encoding) {
    int[] classes = encoding.target().classes(rows);
    double share = training.validation();
    return fit(
        rows,
        classes == null
            ? Split.byFraction(rows.rows(), share, 0, training.seed())
            : Split.stratified(classes, share, 0, training.seed()),
        encoding);
  }

  private Model fit(Table rows, Split split, TableEncoding encoding) {
    requireWidth(encoding);
    Examples validation =
        split.val().length == 0 ? null : encoding.examples(rows.rows(split.val()), false);
    NetworkFit trained =
        NetworkFit.of(
            graph,
            start,
            loss(encoding),
            encoding.examples(rows.rows(split.train()), training.isBalanced()),
            validation,
            training,
            Learner.classNames(encoding));
    return judged(
        file(trained, rows, encoding),
        encoding,
        new TrainingTrace(
            trained.history(), split.val().length == 0 ? null : rows.rows(split.val()), null));
  }

  /** With the figures of the validation rows, if there are any. */
  private static Model judged(ModelFile file, TableEncoding encoding, TrainingTrace trace) {
    Model model = new Model(file, encoding, trace);
    Table validation = trace.table();
    if (validation == null) {
      return model;
    }
    ModelFile.Provenance known =
        file.provenance().withValidation(model.evaluate(validation).figures());
    return new Model(file.withProvenance(known), encoding, trace);
  }

  void requireWidth(TableEncoding encoding) {
    if (graph.inputShape().size() != encoding.width()) {
      throw new DataException(
          "Model.fit: a network of input "
              + graph.inputShape()
              + " for features of "
              + encoding.width()
              + " values, expected one that begins with features.inputs()");
    }
  }

  private ModelFile file(NetworkFit trained, Table rows, TableEncoding encoding) {
    ModelFile.Provenance from =
        ModelFile.Provenance.of(training.seed(), rows.name(), Optional.empty());
    ModelFile file =
        SavedModel.ofTable(trained.network(), trained.loss(), encoding, from)
            .withOptimizer(trained.optimizer());
    return start == null ? file : file.withProperties(start.properties());
  }

  /** The loss that the training names, else the one of the model before, else the usual one. */
  Loss loss(TableEncoding encoding) {
    Loss asked = training.loss();
    if (asked != null) {
      return asked;
    }
    Optional<Loss> known = start == null ? Optional.empty() : SavedModel.knownLoss(start);
    return known.orElseGet(() -> encoding.target().loss(graph.outputShape().size()));
  }
}
