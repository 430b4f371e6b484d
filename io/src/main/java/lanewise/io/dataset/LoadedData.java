package lanewise.io.dataset;

import java.util.List;
import java.util.Optional;
import lanewise.data.DataException;
import lanewise.data.Dataset;
import lanewise.data.Split;
import lanewise.data.TrainTest;

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

  /**
   * The examples for training and those for testing, as the source gives them.
   *
   * @throws DataException if it leaves this to the user
   */
  public TrainTest<Dataset> trainTest() {
    Split split =
        officialSplit.orElseThrow(
            () ->
                new DataException(
                    data.name() + ": no official split, expected one; split the data itself"));
    return new TrainTest<>(data.subset(split.train()), data.subset(split.test()));
  }

  /** The same but for its examples, such as those that ignore a class. */
  public LoadedData withData(Dataset other) {
    return new LoadedData(other, officialSplit, featureNames);
  }
}
