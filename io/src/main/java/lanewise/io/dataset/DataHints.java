package lanewise.io.dataset;

import java.util.List;

/**
 * What a caller knows about files that may not say it themselves. It changes nothing about data
 * sets that do.
 *
 * @param header whether the first line of a CSV file names its columns
 * @param classNames the classes by their numbers, such as those of a trained model; empty where the
 *     labels of the data tell them
 */
public record DataHints(CsvHeader header, List<String> classNames) {
  /** Nothing is known. */
  public static final DataHints NONE = new DataHints(CsvHeader.AUTO, List.of());

  public DataHints {
    classNames = List.copyOf(classNames);
  }
}
