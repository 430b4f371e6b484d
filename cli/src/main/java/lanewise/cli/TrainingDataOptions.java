package lanewise.cli;

import lanewise.data.Dataset;
import lanewise.data.Normalizer;
import lanewise.data.Split;
import lanewise.io.dataset.LoadedData;
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

  /**
   * Loads, splits and normalises the data.
   *
   * @param seed of the split, where the rows are drawn
   */
  TrainingData load(long seed) {
    LoadedData loaded = data.load();
    Dataset whole = loaded.data();
    Split split = data.split(loaded, seed);
    Normalizer normalizer = Normalizer.fit(normalize, whole.subset(split.train()));
    whole.normalize(normalizer);
    return new TrainingData(
        whole.subset(split.train()),
        split.val().length == 0 ? null : whole.subset(split.val()),
        split.test().length == 0 ? null : whole.subset(split.test()),
        normalizer,
        data.fractions(loaded));
  }
}
