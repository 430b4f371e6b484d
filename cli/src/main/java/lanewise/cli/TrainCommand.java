package lanewise.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import lanewise.data.Dataset;
import lanewise.feature.Features;
import lanewise.feature.Task;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.model.Model;
import lanewise.model.Training;
import lanewise.nn.Graph;
import lanewise.nn.Value;
import lanewise.train.TrainingOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a network on a data set. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Trains a network on a data set and reports how well it does.",
    footer = {
      "",
      "Examples:",
      "  lanewise train digits",
      "  lanewise train digits --model softmax --init zeros --optimizer sgd --lr 0.01 --batch full --steps 501 --report-every 50",
      "  lanewise train csv:customers.csv#churn --task auto --hidden 64,32 --val-fraction 0.2 --patience 10 --balanced --out run",
      "  lanewise train mnist --data DIR --hidden 256,128 --batch 128 --epochs 10 --normalize unit --out run"
    })
final class TrainCommand implements Callable<Integer> {
  private final Console console;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final TrainingDataOptions data = new TrainingDataOptions();
  @Mixin private final ModelOptions model = new ModelOptions();
  @Mixin private final UpdateOptions update = new UpdateOptions();
  @Mixin private final RunOptions run = new RunOptions();
  @Mixin private final BackendOptions backendOptions = new BackendOptions();

  @Mixin private final TableOptions table = new TableOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "receives model.safetensors, report.html, metrics.jsonl and options.json")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      description = "go on from the checkpoint in --out, with the options that the run began with")
  private boolean resume;

  @Option(names = "--overwrite", description = "lose the run that --out holds, and begin anew")
  private boolean overwrite;

  @Option(names = "--json", description = "one JSON object per line on stdout")
  private boolean json;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    String saving = resume ? "--resume" : overwrite ? "--overwrite" : run.checkpointOption();
    if (out == null && saving != null) {
      throw new UsageException(saving + " without --out, expected a folder; add --out DIR");
    }
    if (resume && overwrite) {
      throw new UsageException("--resume and --overwrite, expected one of them");
    }
    backendOptions.check();
    if (table.isTable()) {
      trainOnTable();
      return Main.OK;
    }
    if (table.given() != null) {
      throw new UsageException(table.given() + " without --task, expected both; add --task auto");
    }
    TrainingData rows = data.load(run.seed, console::note);
    Dataset train = rows.train();
    TrainingOptions options =
        run.options(train.size(), rows.validation() != null, update.hearsEpochs());
    Graph network = model.network(train.example(), train.classNames().size()).graph();
    TrainingWork work = TrainingWork.of(network, options, train.size());
    try (Backend backend = backendOptions.openFor(work, resume ? RunFolder.backendOf(out) : null)) {
      try (RunFolder folder =
              new RunFolder(
                  out, RunFolder.METRICS, ResolvedOptions.of(spec, rows, model, options, backend));
          TrainingReport report =
              new TrainingReport(
                  console, json, run.reportsSteps(), options.reportEvery(), folder)) {
        TrainingOptions reporting = options.toBuilder().reportEvery(report.everySteps()).build();
        TrainingRun.prepare(rows, model, update, reporting, backend)
            .execute(report, folder, start());
      }
    }
    return Main.OK;
  }

  private void trainOnTable() {
    String beside = resume ? "--resume" : run.checkpointOption();
    beside = beside == null ? data.data().notOfTables() : beside;
    if (beside != null) {
      throw new UsageException(beside + " with --task, expected a run without it");
    }
    Features features = table.features(data.data().name);
    double test = table.folds == null ? data.data().tableTestShare() : 0;
    double validation = data.data().tableValShare();
    int rows = (int) (features.table().rows() * (1 - test) * (1 - validation));
    TrainingOptions options = run.options(Math.max(1, rows), validation > 0, update.hearsEpochs());
    Training training =
        Training.of(options)
            .optimizer(update.optimizer())
            .schedule(update.schedule())
            .clipping(update.clipping())
            .augment(update.augment())
            .regularization(update.regularization)
            .validation(validation)
            .threads(backendOptions.threads)
            .backend(backendOptions.name());
    if (update.unusualLoss() != null) {
      training = training.loss(update.unusualLoss());
    }
    if (table.balanced) {
      training = training.balanced();
    }
    new TableTraining(console, json, out, overwrite)
        .run(features, plan(features), training, test, table.folds);
  }

  /** A hidden network of the options, behind the encoded columns. */
  private Model.Plan plan(Features features) {
    Value inputs = features.inputs();
    int names = features.encoding().target().names().size();
    Loss loss = update.unusualLoss();
    boolean oneForTwo =
        features.encoding().target().task() == Task.BINARY
            && (loss == null || loss.link().classes(1) == 2);
    return Model.of(inputs.then(model.network(inputs.shape(), oneForTwo ? 1 : names).graph()));
  }

  private TrainingRun.Start start() {
    return resume
        ? TrainingRun.Start.RESUME
        : overwrite ? TrainingRun.Start.OVERWRITE : TrainingRun.Start.NEW;
  }
}
