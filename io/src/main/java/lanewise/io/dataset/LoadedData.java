package lanewise.io.dataset;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import lanewise.data.DataException;
import lanewise.data.Dataset;
import lanewise.data.Split;

/**
 * A data set as it was loaded.
 *
 * @param data all examples: those for training first, then those for testing, where the source
 *     keeps them apart
 * @param officialSplit which rows the source gives for training and for testing; empty where it
 *     leaves this to the user
 * @param featureNames the names of the features in their order, as the source writes them, which may
 *     leave some empty or give one twice; no name at all where it names none
 */
public record LoadedData(
    Dataset data, Optional<Split> officialSplit, List<String> featureNames) {
  /** So many classes may have one example each, or none, as in a table of a few lines. */
  private static final int FEW_CLASSES = 10;

  public LoadedData {
    featureNames = List.copyOf(featureNames);
  }

  static LoadedData whole(Dataset data) {
    return new LoadedData(data, Optional.empty(), List.of());
  }

  static LoadedData parted(Dataset data, int trainRows, int testRows) {
    return new LoadedData(
        data, Optional.of(Split.trainThenTest(trainRows, testRows)), List.of());
  }

  /**
   * Checks that the labels are classes that something can be learned about; for training, as rows
   * that a model judges may be few. A class without an example passes where there are few: {@link
   * Dataset#classCounts} tells.
   *
   * @throws DataException if most labels occur once or are numbers that are not whole, as values to
   *     predict are, or if most classes have no example
   */
  public void requireClasses() {
    List<String> names = data.classNames();
    int[] counts = data.classCounts();
    long once = IntStream.of(counts).filter(count -> count == 1).count();
    long never = IntStream.of(counts).filter(count -> count == 0).count();
    List<String> broken = names.stream().filter(LoadedData::isBroken).toList();
    if (names.size() > FEW_CLASSES && 2 * never > names.size()) {
      throw new DataException(
          data.name()
              + ": "
              + never
              + " of "
              + names.size()
              + " classes have no example, expected labels that number the classes from 0 on; number them without gaps");
    }
    if (names.size() - never > FEW_CLASSES && 2 * once > data.size()) {
      throw noClasses(once + " of " + data.size() + " labels occur once");
    }
    if (!broken.isEmpty() && names.stream().allMatch(CsvFile::isFiniteNumber)) {
      throw noClasses("the label " + broken.getFirst() + " is not whole");
    }
  }

  private DataException noClasses(String found) {
    return new DataException(
        data.name()
            + ": "
            + found
            + ", expected classes that repeat; this looks like numbers to predict (regression), which a data set of classes does not hold");
  }

  private static boolean isBroken(String label) {
    return CsvFile.isFiniteNumber(label) && Double.parseDouble(label) % 1 != 0;
  }

  /** The same but for its examples, such as those that ignore a class. */
  public LoadedData withData(Dataset other) {
    return new LoadedData(other, officialSplit, featureNames);
  }
}
