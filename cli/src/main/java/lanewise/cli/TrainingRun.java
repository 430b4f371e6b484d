package lanewise.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.data.Dataset;
import lanewise.data.Normalizer;
import lanewise.data.Split;
import lanewise.io.dataset.LoadedData;
import lanewise.io.model.ModelFile;
import lanewise.io.model.SavedModel;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.nn.Network;
import lanewise.train.Evaluator;
import lanewise.train.Examples;
import lanewise.train.Metrics;
import lanewise.train.Trainer;
import lanewise.train.TrainingEvent;
import lanewise.train.TrainingOptions;
import lanewise.train.TrainingResult;
import org.jspecify.annotations.Nullable;

/**
 * One training run, all of whose parts are there: data loaded, split and normalised, network built,
 * trainer planned.
 *
 * @param validation absent if no rows validate
 * @param test absent if no rows test
 */
record TrainingRun(
    Trainer.Builder trainer,
    Network network,
    Loss loss,
    Dataset train,
    @Nullable Dataset validation,
    @Nullable Dataset test,
    Normalizer normalizer,
    long seed) {

  static TrainingRun prepare(
      DataOptions data,
      ModelOptions model,
      UpdateOptions update,
      RunOptions run,
      String normalize,
      Backend backend) {
    LoadedData loaded = data.load();
    Dataset whole = loaded.data();
    Split split = data.split(loaded, run.seed);
    TrainingOptions options = run.options(split.train().length, split.val().length > 0);
    Normalizer normalizer = Normalizer.fit(normalize, whole.subset(split.train()));
    whole.normalize(normalizer);
    Dataset train = whole.subset(split.train());
    Dataset validation = split.val().length == 0 ? null : whole.subset(split.val());
    Dataset test = split.test().length == 0 ? null : whole.subset(split.test());
    Loss loss = update.loss();
    Network network =
        model.network(whole.example(), whole.classNames().size()).build(backend, run.seed);
    Trainer.Builder trainer =
        Trainer.of(network, loss, update.optimizer(), Examples.of(train))
            .learningRate(update.rate())
            .schedule(update.schedule())
            .regularization(update.regularization)
            .validation(validation == null ? null : Examples.of(validation))
            .options(options);
    return new TrainingRun(trainer, network, loss, train, validation, test, normalizer, run.seed);
  }

  /** Trains, judges and saves. */
  void execute(TrainingReport report, RunFolder folder, boolean resume) {
    trainer.listener((event, running) -> report.on(event));
    trainer.listener(
        (event, running) -> {
          if (event instanceof TrainingEvent.CheckpointDue due) {
            folder.writeCheckpoint(due.state());
          }
        });
    Trainer planned = trainer.build();
    if (resume) {
      planned.restore(folder.readCheckpoint(report.console()));
    }
    report.begin(this);
    long start = System.nanoTime();
    TrainingResult result = planned.run();
    double seconds = (System.nanoTime() - start) * 1e-9;
    folder.writeModel(model());
    report.end(result, outcome(seconds));
  }

  private ModelFile model() {
    return SavedModel.of(
        network,
        normalizer,
        train.classNames(),
        new ModelFile.Provenance(Version.text(), seed, train.name()));
  }

  private Map<String, @Nullable Object> outcome(double seconds) {
    Map<String, @Nullable Object> end = new LinkedHashMap<>();
    end.put("event", "end");
    Evaluator evaluator = new Evaluator(network, loss);
    if (test != null) {
      Metrics metrics = evaluator.evaluate(Examples.of(test));
      end.put("test_accuracy", metrics.accuracy());
      end.put("test_correct", metrics.correct());
      end.put("test_count", metrics.count());
    }
    if (validation != null) {
      end.put("val_accuracy", evaluator.evaluate(Examples.of(validation)).accuracy());
    }
    end.put("train_accuracy", evaluator.evaluate(Examples.of(train)).accuracy());
    end.put("seconds", seconds);
    end.put("backend", network.backend().name());
    return end;
  }
}
