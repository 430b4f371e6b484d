package lanewise.bench.race;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import lanewise.bench.Machine;

/** The race from a plain command line; {@code lanewise race} has the same options. */
public final class RaceMain {
  private static final String USAGE =
      "gemm|map|softmax|train [--against A,B] [--threads N] [--rounds R] [--filter TEXT]"
          + " [--isa native|avx2] [--out FILE] [--json]";

  private RaceMain() {}

  /**
   * Races; see the usage line. Exit status 0, or 1 if a contender failed, one of {@code --against}
   * is missing, or there was none.
   */
  public static void main(String[] args) {
    List<String> words = new ArrayList<>(List.of(args));
    boolean json = words.remove("--json");
    try {
      Optional<Path> out = outFile(words);
      RaceOptions options = options(words);
      List<RaceResult> results = new ArrayList<>();
      List<String> notes = new ArrayList<>();
      if (!json) {
        System.out.println(RaceTable.header());
      }
      boolean sound =
          Race.run(
              options,
              result -> {
                System.out.println(json ? RaceTable.json(result) : RaceTable.row(result));
                results.add(result);
              },
              note -> {
                System.err.println(note);
                notes.add(note);
              });
      if (!json) {
        RaceTable.summaries(results).forEach(System.out::println);
      }
      out.ifPresent(
          file ->
              new RaceFile(
                      new RaceFile.Heading(options.commandLine(), Machine.here(), notes), results)
                  .write(file));
      System.exit(sound ? 0 : 1);
    } catch (RaceException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static Optional<Path> outFile(List<String> words) {
    int at = words.indexOf("--out");
    if (at < 0) {
      return Optional.empty();
    }
    if (at == words.size() - 1) {
      throw new RaceException("race: --out without a file, expected " + USAGE);
    }
    words.remove(at);
    return Optional.of(Path.of(words.remove(at)));
  }

  private static RaceOptions options(List<String> args) {
    try {
      Iterator<String> words = args.iterator();
      RaceOptions options = RaceOptions.of(RaceKind.valueOf(words.next().toUpperCase(Locale.ROOT)));
      while (words.hasNext()) {
        String word = words.next();
        options =
            switch (word) {
              case "--against" -> options.against(List.of(words.next().split(",", -1)));
              case "--threads" -> options.threads(Integer.parseInt(words.next()));
              case "--rounds" -> options.rounds(Integer.parseInt(words.next()));
              case "--filter" -> options.filter(words.next());
              case "--isa" -> options.isa(Isa.valueOf(words.next().toUpperCase(Locale.ROOT)));
              default -> throw new RaceException("race: option " + word + ", expected " + USAGE);
            };
      }
      return options;
    } catch (NoSuchElementException | IllegalArgumentException e) {
      throw new RaceException("race: expected " + USAGE, e);
    }
  }
}
