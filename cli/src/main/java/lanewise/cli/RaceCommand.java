package lanewise.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import lanewise.bench.Machine;
import lanewise.bench.race.Isa;
import lanewise.bench.race.Race;
import lanewise.bench.race.RaceFile;
import lanewise.bench.race.RaceKind;
import lanewise.bench.race.RaceOptions;
import lanewise.bench.race.RaceResult;
import lanewise.bench.race.RaceTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Races lanewise against its peers. */
@Command(
    name = "race",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Races lanewise against its peers, each in a process of its own, by turns, and prints the median of the pairwise ratios",
      "peer time / lanewise time (above 1: lanewise is faster). The peers' libraries are fetched through Maven."
    })
final class RaceCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "gemm|map|softmax|train", description = "the discipline")
  private RaceKind kind = RaceKind.GEMM;

  @Option(
      names = "--against",
      paramLabel = "PEER",
      split = ",",
      description =
          "openblas, mkl, pytorch, python, dl4j, netlib, scalar, one-thread (lanewise on one thread, to see what more of them bring), or jar:FILE (the lanewise.jar of another build: before and after a change); default the usual ones of the discipline. Without one that is named here the others race, and the exit status is 1")
  private @Nullable List<String> against;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "threads of every contender but one-thread; default ${DEFAULT-VALUE}")
  private int threads = 1;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "" + RaceOptions.USUAL_ROUNDS,
      description = "pairs of measurements; default ${DEFAULT-VALUE}")
  private int rounds = RaceOptions.USUAL_ROUNDS;

  @Option(
      names = "--filter",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "only works whose name contains this")
  private String filter = "";

  @Option(
      names = "--isa",
      paramLabel = "native|avx2",
      defaultValue = "native",
      description = "the instruction set of every contender; default ${DEFAULT-VALUE}")
  private Isa isa = Isa.NATIVE;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "receives the record of the race, for the page of results")
  private @Nullable Path out;

  @Option(names = "--json", description = "one JSON object per line on stdout")
  private boolean json;

  RaceCommand(Console console) {
    this.console = console;
  }

  private RaceOptions options() {
    RaceOptions usual = RaceOptions.of(kind).filter(filter).isa(isa);
    RaceOptions onThreads = UsageException.in("--threads", () -> usual.threads(threads));
    RaceOptions inRounds = UsageException.in("--rounds", () -> onThreads.rounds(rounds));
    List<String> peers = against;
    return peers == null ? inRounds : UsageException.in("--against", () -> inRounds.against(peers));
  }

  @Override
  public Integer call() {
    RaceOptions options = options();
    List<RaceResult> results = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    if (!json) {
      console.line(RaceTable.header());
    }
    boolean sound =
        Race.run(
            options,
            result -> {
              console.line(json ? RaceTable.json(result) : RaceTable.row(result));
              results.add(result);
            },
            note -> {
              console.note(note);
              notes.add(note);
            });
    if (!json) {
      RaceTable.summaries(results).forEach(console::line);
    }
    if (out != null) {
      new RaceFile(new RaceFile.Heading(options.commandLine(), Machine.here(), notes), results)
          .write(out);
    }
    return sound ? Main.OK : Main.FAILED;
  }
}
