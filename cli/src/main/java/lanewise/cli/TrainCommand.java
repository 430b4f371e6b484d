package lanewise.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import lanewise.data.Dataset;
import lanewise.kernel.Backend;
import lanewise.nn.Graph;
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

  private TrainingRun.Start start() {
    return resume
        ? TrainingRun.Start.RESUME
        : overwrite ? TrainingRun.Start.OVERWRITE : TrainingRun.Start.NEW;
  }
}
