package lanewise.io.dataset;

import java.util.List;
import java.util.Optional;
import lanewise.data.Dataset;
import lanewise.data.Split;

/**
 * A data set as it was loaded.
 *
 * @param data all examples: those for training first, then those for testing, where the source
 *     keeps them apart
 * @param officialSplit which rows the source gives for training and for testing; empty where it
 *     leaves this to the user
 * @param featureNames the names of the features in their order, as the source writes them, which
 *     may leave some empty or give one twice; no name at all where it names none
 */
public record LoadedData(Dataset data, Optional<Split> officialSplit, List<String> featureNames) {
  public LoadedData {
    featureNames = List.copyOf(featureNames);
  }

  static LoadedData whole(Dataset data) {
    return new LoadedData(data, Optional.empty(), List.of());
  }

  static LoadedData parted(Dataset data, int trainRows, int testRows) {
    return new LoadedData(data, Optional.of(Split.trainThenTest(trainRows, testRows)), List.of());
  }

  /** The same but for its examples, such as those that ignore a class. */
  public LoadedData withData(Dataset other) {
    return new LoadedData(other, officialSplit, featureNames);
  }
}
