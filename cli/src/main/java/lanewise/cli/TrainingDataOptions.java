package lanewise.cli;

import java.util.function.Consumer;
import lanewise.data.Dataset;
import lanewise.data.Normalizer;
import lanewise.data.Split;
import lanewise.io.dataset.LoadedData;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name the data of a training run and say how its features are scaled. */
final class TrainingDataOptions {
  @Mixin private final DataOptions data = new DataOptions();

  @Option(
      names = "--normalize",
      paramLabel = "HOW",
      defaultValue = "standardize",
      description =
          "none, standardize, unit or mean-image, fitted on the training rows and stored with the model; default ${DEFAULT-VALUE}")
  private String normalize = "standardize";

  @Option(
      names = "--split-seed",
      paramLabel = "N",
      description = "draws the rows of a split, where they are drawn; default that of --seed")
  private @Nullable Long splitSeed;

  DataOptions data() {
    return data;
  }

  /**
   * Loads, splits and normalises the data.
   *
   * @param seed of the split, unless it has its own
   * @param warnings receives what may be wrong and cannot be told
   */
  TrainingData load(long seed, Consumer<String> warnings) {
    LoadedData loaded = data.load(warnings);
    Dataset whole = loaded.data();
    SplitPlan plan = data.splitPlan(splitSeed == null ? seed : splitSeed);
    if (splitSeed != null && !SplitPlan.isDrawn(plan.fractions(loaded))) {
      throw new UsageException(
          "--split-seed, expected a split whose rows are drawn; leave it away");
    }
    Split split = plan.of(loaded);
    Dataset train = whole.subset(split.train());
    TrainableLabels.requireTwo(train);
    Normalizer normalizer =
        UsageException.in("--normalize", () -> Normalizer.fit(normalize, train));
    whole.normalize(normalizer);
    return new TrainingData(
        train,
        split.val().length == 0 ? null : whole.subset(split.val()),
        split.test().length == 0 ? null : whole.subset(split.test()),
        normalizer,
        loaded.featureNames(),
        TrainedRows.of(plan, whole.size(), split),
        plan.fractions(loaded));
  }
}
