package lanewise.cli;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.nn.Network;
import lanewise.train.Trainer;
import lanewise.train.TrainingOptions;
import lanewise.tune.Configuration;
import lanewise.tune.Search;
import lanewise.tune.SearchException;
import lanewise.tune.SearchResult;
import lanewise.tune.Trial;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Searches for the hyperparameters of the best validation accuracy or loss. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tries many configurations of a network, keeps the one of the best --criterion on the validation rows, and reports how well it does.",
      "Searchable: lr, lr-decay, reg, hidden, activation, dropout, norm, optimizer, batch, init, label-smoothing."
    },
    footer = {
      "",
      "Examples:",
      "  lanewise search digits --random --trials 10 --val-fraction 0.2 --epochs 20 --patience 5",
      "  lanewise search digits --space lr=log:1e-4:1e-2 --space hidden=int:50:100 --space activation=item:relu,tanh --val-fraction 0.2",
      "  lanewise search digits --grid lr=1e-2,1e-3 --grid reg=0,1e-3 --val-fraction 0.2 --jobs 2 --out best"
    })
final class SearchCommand implements Callable<Integer> {
  private final Console console;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final SearchOptions search = new SearchOptions();
  @Mixin private final TrainingDataOptions data = new TrainingDataOptions();
  @Mixin private final TrialOptions defaults = new TrialOptions();
  @Mixin private final BackendOptions backendOptions = new BackendOptions();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "trials that run at once, each with the memory of one; results do not depend on it; default ${DEFAULT-VALUE}")
  private int jobs = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "receives model.safetensors of the best trial, trials.jsonl and options.json")
  private @Nullable Path out;

  @Option(names = "--overwrite", description = "lose the run that --out holds")
  private boolean overwrite;

  @Option(names = "--json", description = "one JSON object per line on stdout")
  private boolean json;

  SearchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (jobs < 1) {
      throw new UsageException("--jobs " + jobs + ", expected 1 or more");
    }
    String unheard = defaults.run.unheardInSearch();
    if (unheard != null) {
      throw new UsageException(unheard + " with a search, expected none; leave it away");
    }
    if (overwrite && out == null) {
      throw new UsageException("--overwrite without --out, expected a folder; add --out DIR");
    }
    try (Backend backend = backendOptions.open()) {
      TrainingData rows = data.load(defaults.run.seed, console::note);
      if (rows.validation() == null) {
        throw new UsageException(
            "no validation rows, expected some to judge the trials by; add --val-fraction 0.2");
      }
      TrainingOptions options = defaults.trainingOptions(rows);
      Search planned = search.search(options);
      // A wrong value is found before hours have gone into the trials before it.
      planned.configurations().forEach(trial -> optionsOf(trial).check(rows));
      try (RunFolder folder =
          new RunFolder(
              out,
              RunFolder.TRIALS,
              ResolvedOptions.of(spec, rows, defaults.model, options, backend))) {
        folder.begin(console, overwrite);
        execute(planned, rows, backend, folder);
      }
    }
    return Main.OK;
  }

  private void execute(Search planned, TrainingData rows, Backend backend, RunFolder folder) {
    TrialCommand command =
        new TrialCommand(
            CommandSpec.forAnnotatedObject(new TrainCommand(console)),
            parsed(),
            rows.isDrawn() ? rows.trainedRows().plan().seed() : null,
            backend.name());
    SearchReport report = new SearchReport(console, json, folder, command::of);
    report.begin(rows, planned.configurations().size());
    Interruption.during(
        Thread.currentThread()::interrupt,
        () -> searchAndSave(planned, rows, backend, folder, report));
  }

  private void searchAndSave(
      Search planned, TrainingData rows, Backend backend, RunFolder folder, SearchReport report) {
    long start = System.nanoTime();
    SearchResult result;
    try (ExecutorService executor = Executors.newFixedThreadPool(jobs)) {
      result =
          planned.run(
              (configuration, options) -> prepare(configuration, options, rows, backend),
              report,
              executor);
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    // An interrupted search saves what it has.
    boolean interrupted = Thread.interrupted();
    Trial best = result.best();
    Network network = result.network();
    if (best == null || network == null) {
      throw new SearchException(
          "search: no trial has a score ("
              + (interrupted ? "interrupted" : "all failed")
              + "), expected one; see the trials");
    }
    Loss loss = optionsOf(best.configuration()).update.loss(rows.train());
    folder.writeModel(TrainingRun.model(network, loss, rows, defaults.run.seed));
    report.end(best, RunOutcome.of(network, loss, rows, seconds));
  }

  private Trainer prepare(
      Configuration configuration, TrainingOptions options, TrainingData rows, Backend backend) {
    TrialOptions trial = optionsOf(configuration);
    TrainingOptions own =
        trial.trainingOptions(rows).toBuilder().seed(options.seed()).restoreBest(true).build();
    return TrainingRun.prepare(rows, trial.model, trial.update, own, backend, jobs)
        .trainer()
        .build();
  }

  private TrialOptions optionsOf(Configuration configuration) {
    return TrialOptions.of(parsed().matchedOptions(), configuration);
  }

  private ParseResult parsed() {
    return Objects.requireNonNull(spec, "set by picocli").commandLine().getParseResult();
  }
}
