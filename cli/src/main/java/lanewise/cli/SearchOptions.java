package lanewise.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.train.TrainingOptions;
import lanewise.tune.GridSearch;
import lanewise.tune.RandomSearch;
import lanewise.tune.Search;
import lanewise.tune.Space;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which configurations are tried. */
final class SearchOptions {
  private static final int DEFAULT_TRIALS = 10;

  private static final Map<String, Space> DEFAULT_SPACES = new LinkedHashMap<>();

  static {
    DEFAULT_SPACES.put("lr", new Space.Log(1e-4, 1e-2));
    DEFAULT_SPACES.put("reg", new Space.Log(1e-6, 1e-3));
    DEFAULT_SPACES.put("hidden", new Space.Int(32, 256));
  }

  @Option(
      names = "--random",
      description =
          "draw configurations at random from each --space; without one: lr=log:1e-4:1e-2, reg=log:1e-6:1e-3, hidden=int:32:256")
  private boolean random;

  @Option(
      names = "--space",
      paramLabel = "NAME=SPACE",
      description =
          "log:LOW:HIGH, float:LOW:HIGH, int:LOW:HIGH or item:A,B,...; several hidden layers are written 100x50")
  private List<String> spaces = new ArrayList<>();

  @Option(
      names = "--grid",
      paramLabel = "NAME=A,B,...",
      description = "try every combination of these values, instead of random ones")
  private List<String> grid = new ArrayList<>();

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "how many random configurations are tried; default 10")
  private @Nullable Integer trials;

  /**
   * The search.
   *
   * @param options of each trial, with the seed of the search
   */
  Search search(TrainingOptions options) {
    boolean drawn = random || !spaces.isEmpty();
    if (drawn == !grid.isEmpty()) {
      throw new UsageException(
          (drawn ? "--random or --space with --grid" : "neither --random nor --grid")
              + ", expected one of them; for example --space lr=log:1e-4:1e-2 --trials 10");
    }
    return drawn ? randomSearch(options) : gridSearch(options);
  }

  private Search randomSearch(TrainingOptions options) {
    Map<String, String> texts = Assignments.read("--space", spaces, "NAME=SPACE");
    TrialOptions.requireKnown(texts, "--space");
    Map<String, Space> parsed = new LinkedHashMap<>();
    texts.forEach((name, space) -> parsed.put(name, space(name, space)));
    int count = trials == null ? DEFAULT_TRIALS : trials;
    return UsageException.in(
        "--trials",
        () -> new RandomSearch(parsed.isEmpty() ? DEFAULT_SPACES : parsed, count, options));
  }

  private static Space space(String name, String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new UsageException(
          "--space " + name + "=" + text + ", expected MODE:VALUES with a mode of " + Space.MODES);
    }
    String mode = text.substring(0, colon);
    String separator = mode.equals("item") ? "," : ":";
    if (!mode.equals("item")) {
      Decimals.require("--space " + name, text);
    }
    return UsageException.in(
        "--space " + name,
        () -> Space.of(mode, Arrays.asList(text.substring(colon + 1).split(separator, -1))));
  }

  private Search gridSearch(TrainingOptions options) {
    if (trials != null) {
      throw new UsageException("--trials with --grid, expected one of them: a grid has its number");
    }
    Map<String, String> texts = Assignments.read("--grid", grid, "NAME=A,B,...");
    TrialOptions.requireKnown(texts, "--grid");
    Map<String, List<?>> values = new LinkedHashMap<>();
    texts.forEach((name, list) -> values.put(name, Arrays.asList(list.split(",", -1))));
    return UsageException.in("--grid", () -> new GridSearch(values, options));
  }
}
