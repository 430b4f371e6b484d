package lanewise.model;

import java.util.List;
import java.util.Optional;
import lanewise.data.BatchSampler;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.nn.Graph;
import lanewise.nn.Network;
import lanewise.optim.SavedState;
import lanewise.tensor.ShapeException;
import lanewise.train.Examples;
import lanewise.train.History;
import lanewise.train.Trainer;
import lanewise.train.TrainingOptions;
import org.jspecify.annotations.Nullable;

/**
 * A network, trained as a {@link Training} says.
 *
 * @param network on a backend that is closed: its parameters are all that is left to use
 * @param optimizer what the optimizer knew at the end, if the model is to keep it
 */
record NetworkFit(Network network, Loss loss, History history, Optional<SavedState> optimizer) {

  /**
   * Trains a network.
   *
   * @param classNames those to choose from; empty where the answers are no choice of one
   * @param start the model whose parameters it begins with; null for initial ones
   */
  static NetworkFit of(
      Graph graph,
      @Nullable ModelFile start,
      Loss loss,
      Examples train,
      @Nullable Examples validation,
      Training training,
      List<String> classNames) {
    requireAnswers(graph.outputShape().size(), loss, classNames);
    try (Backend backend = Backend.create(training.backend(), training.threads())) {
      Network network =
          start == null
              ? graph.build(backend, training.seed(), training.weights())
              : SavedModel.network(start, backend);
      Trainer.Builder run =
          Trainer.of(network, loss, training.optimizer(), train)
              .schedule(training.schedule())
              .clipping(training.clipping())
              .regularization(training.regularization())
              .validation(validation)
              .augment(training.augment())
              .options(options(training, train.count()));
      training.listeners().forEach(run::listener);
      if (training.averaging() > 0) {
        run.averaging(training.averaging());
      }
      run.optimizerState(begun(start, training));
      Trainer trainer = run.build();
      History history = trainer.run().history();
      Optional<SavedState> kept =
          training.keepsOptimizer() ? Optional.of(trainer.optimizerState()) : Optional.empty();
      return new NetworkFit(network, loss, history, kept);
    }
  }

  /** Of fewer rows than a batch has, all are one. */
  static TrainingOptions options(Training training, int rows) {
    TrainingOptions options = training.options();
    return options.sampling() == BatchSampler.Mode.FULL || options.batchSize() <= rows
        ? options
        : options.toBuilder().batchSize(rows).build();
  }

  /**
   * What the optimizer begins with: what the model before kept of the same rule; null for zeros.
   */
  static @Nullable SavedState begun(@Nullable ModelFile start, Training training) {
    if (start == null || !training.keepsOptimizer()) {
      return null;
    }
    String rule = training.optimizer().name();
    return start.optimizer().filter(kept -> kept.rule().equals(rule)).orElse(null);
  }

  static void requireAnswers(int outputs, Loss loss, List<String> classNames) {
    loss.link().requireOutputs(outputs);
    if (!classNames.isEmpty() && loss.link().classes(outputs) != classNames.size()) {
      throw new ShapeException(
          "Model.fit: loss "
              + loss.name()
              + " with a network of "
              + outputs
              + (outputs == 1 ? " output" : " outputs")
              + " for "
              + classNames.size()
              + " classes, expected one output per class, or for two classes one output of a"
              + " probability");
    }
  }
}
