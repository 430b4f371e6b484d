package lanewise.cli;

import java.util.Optional;
import lanewise.data.BatchSampler;
import lanewise.data.Dataset;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.model.ModelFile;
import lanewise.model.SavedModel;
import lanewise.nn.Network;
import lanewise.optim.Optimizer;
import lanewise.train.Evaluation;
import lanewise.train.Examples;
import lanewise.train.MemoryEstimate;
import lanewise.train.Trainer;
import lanewise.train.TrainerState;
import lanewise.train.TrainingDivergedException;
import lanewise.train.TrainingEvent;
import lanewise.train.TrainingOptions;
import lanewise.train.TrainingResult;

/**
 * One training run, all of whose parts are there: data loaded, split and normalised, network built,
 * trainer planned.
 *
 * @param seed the source of all randomness
 */
record TrainingRun(
    Trainer.Builder trainer, Network network, Loss loss, TrainingData data, long seed) {

  /** What is made of the run that the folder holds. */
  enum Start {
    /** There must be none. */
    NEW,
    /** It is lost. */
    OVERWRITE,
    /** It goes on. */
    RESUME
  }

  /**
   * Puts the parts together.
   *
   * @param options how long and in which order; their seed also draws the initial weights
   */
  static TrainingRun prepare(
      TrainingData data,
      ModelOptions model,
      UpdateOptions update,
      TrainingOptions options,
      Backend backend) {
    return prepare(data, model, update, options, backend, 1);
  }

  /**
   * Puts the parts together: as {@link #prepare(TrainingData, ModelOptions, UpdateOptions,
   * TrainingOptions, Backend)}.
   *
   * @param atOnce how many such runs share the heap
   */
  static TrainingRun prepare(
      TrainingData data,
      ModelOptions model,
      UpdateOptions update,
      TrainingOptions options,
      Backend backend,
      int atOnce) {
    Dataset train = data.train();
    Dataset validation = data.validation();
    Loss loss = update.loss(train);
    Optimizer optimizer = update.optimizer();
    PlannedNetwork planned = model.network(train.example(), train.classNames().size());
    requireHeap(planned, optimizer, data, options, backend, atOnce);
    Network network = planned.build(backend, options.seed());
    Trainer.Builder trainer =
        Trainer.of(network, loss, optimizer, Examples.of(train))
            .schedule(update.schedule())
            .clipping(update.clipping())
            .regularization(update.regularization)
            .validation(validation == null ? null : Examples.of(validation))
            .augment(update.augment())
            .options(options);
    return new TrainingRun(trainer, network, loss, data, options.seed());
  }

  /** Before the network has memory of its own. */
  private static void requireHeap(
      PlannedNetwork network,
      Optimizer optimizer,
      TrainingData data,
      TrainingOptions options,
      Backend backend,
      int atOnce) {
    int rows = data.train().size();
    boolean whole = options.sampling() == BatchSampler.Mode.FULL;
    MemoryEstimate.of(
            backend.dtype(),
            network.graph(),
            optimizer.moments(),
            whole ? rows : options.batchSize(),
            rows)
        .forRunsAtOnce(atOnce)
        .requireHeap();
  }

  Dataset train() {
    return data.train();
  }

  /** Trains, judges and saves; when the process is asked to end, what was reached so far. */
  void execute(TrainingReport report, RunFolder folder, Start start) {
    trainer.listener((event, running) -> report.on(event));
    trainer.listener(
        (event, running) -> {
          if (event instanceof TrainingEvent.CheckpointDue due) {
            folder.writeCheckpoint(due.state(), data);
          }
        });
    Trainer planned = trainer.build();
    if (start == Start.RESUME) {
      TrainerState state = folder.readCheckpoint(report.console(), data);
      planned.restore(state);
      folder.goOn(state.step());
    } else {
      folder.begin(report.console(), start == Start.OVERWRITE);
    }
    report.begin(this);
    Interruption.during(planned::stop, () -> trainAndSave(planned, report, folder));
  }

  private void trainAndSave(Trainer planned, TrainingReport report, RunFolder folder) {
    long start = System.nanoTime();
    try {
      save(planned.run(), start, report, folder);
    } catch (TrainingDivergedException diverged) {
      Evaluation best = planned.best();
      if (best != null) {
        save(diverged(planned, best), start, report, folder);
      }
      throw diverged;
    }
  }

  /** What a run that diverged had reached: the network has its best weights. */
  private static TrainingResult diverged(Trainer planned, Evaluation best) {
    return new TrainingResult(
        TrainingResult.Reason.DIVERGED, planned.step(), planned.epoch(), best, planned.history());
  }

  private void save(TrainingResult result, long start, TrainingReport report, RunFolder folder) {
    double seconds = (System.nanoTime() - start) * 1e-9;
    folder.writeModel(model(network, loss, data, seed));
    RunOutcome outcome = RunOutcome.of(network, loss, data, seconds);
    report.end(result, outcome.line());
    folder.writeReport(report.console(), new RunReport(this, result, outcome));
  }

  /**
   * A model with what is needed to use it.
   *
   * @param seed of the run
   */
  static ModelFile model(Network network, Loss loss, TrainingData data, long seed) {
    return SavedModel.of(
            network,
            loss,
            data.normalizer(),
            data.train().classNames(),
            ModelFile.Provenance.of(
                seed, data.train().name(), Optional.of(data.trainedRows().text())))
        .withFeatureNames(data.featureNames());
  }
}
