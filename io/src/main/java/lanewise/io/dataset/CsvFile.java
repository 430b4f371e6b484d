package lanewise.io.dataset;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import lanewise.data.DataException;
import lanewise.data.Dataset;
import lanewise.io.DataFormatException;
import lanewise.io.HeapRoom;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Tables in comma-separated text (RFC 4180, UTF-8 with or without a byte order mark, plain or
 * gzip): one example a line, one column of class labels, all others numbers. The file is read
 * twice, first to count rows and classes, so that the features are held once.
 *
 * <p>{@link CsvHeader} says when the first line is a header; asking for a label column by its name
 * makes it one. Labels may be any text on one line of at most 65536 classes, but for what tables
 * write where a label is missing: nothing, {@code ?}, {@code NA}, {@code N/A}, {@code NaN}, {@code
 * null} and the like. Classes are sorted by value if all labels are decimal numbers, where 1 and
 * 1.0 beside each other are refused, else as text.
 *
 * <p>A first column without a name that counts the rows from 0 is refused: it is the index that
 * pandas writes.
 */
public final class CsvFile {
  private static final String DECIMAL_NUMBER = "-?\\d{1,18}(\\.\\d{1,18})?";

  private CsvFile() {}

  /**
   * Reads a table of labelled examples, telling header and classes from its fields.
   *
   * @param labelColumn the number (from 0) or, if it is no number, the name of the column of
   *     labels; null for the last one
   * @throws DataFormatException if a line has more or fewer fields than the first, a feature is not
   *     a finite number, or a label is missing
   * @throws UndecidedDataException if the first line may be a header or an example
   * @throws lanewise.train.InsufficientMemoryException if the heap cannot hold it
   * @throws lanewise.io.FileException if it cannot be read
   */
  public static Dataset read(Path file, @Nullable String labelColumn) {
    return read(file, labelColumn, DataHints.NONE);
  }

  /**
   * Reads a table of which something is known already: as {@link #read(Path, String)}.
   *
   * @throws DataFormatException also if a label is none of the known classes
   */
  public static Dataset read(Path file, @Nullable String labelColumn, DataHints hints) {
    return load(file, labelColumn, hints).data();
  }

  /** The data set of {@link #read(Path, String, DataHints)} and the names of its features. */
  static LoadedData load(Path file, @Nullable String labelColumn, DataHints hints) {
    return load(String.valueOf(file.getFileName()), CsvRecords.of(file), labelColumn, hints);
  }

  static LoadedData load(
      String name, CsvRecords records, @Nullable String labelColumn, DataHints hints) {
    CsvScan scan = scan(records, new CsvScan(records.file(), labelColumn, hints, true));
    List<String> classNames =
        hints.classNames().isEmpty() ? sorted(records.file(), scan.labels) : hints.classNames();
    SecondReading fill = new SecondReading(records, scan, classNames);
    records.forEach(fill);
    return new LoadedData(
        Dataset.of(name, Shape.of(scan.features()), fill.features, fill.labels, classNames),
        Optional.empty(),
        scan.featureNames());
  }

  /** Reads a table without labels: every column is a feature. */
  public static CsvFeatures readFeatures(Path file, CsvHeader header) {
    CsvRecords records = CsvRecords.of(file);
    DataHints hints = new DataHints(header, List.of());
    CsvScan scan = scan(records, new CsvScan(records.file(), null, hints, false));
    SecondReading fill = new SecondReading(records, scan, List.of());
    records.forEach(fill);
    return new CsvFeatures(
        Tensor.of(fill.features, 0, Shape.of(scan.rows, scan.features())), scan.featureNames());
  }

  private static CsvScan scan(CsvRecords records, CsvScan scan) {
    records.forEach(scan);
    scan.end();
    if (scan.rows == 0) {
      throw new DataException(records.file() + ": 0 rows, expected 1 or more");
    }
    return scan;
  }

  private static List<String> sorted(String file, Set<String> labels) {
    if (!labels.stream().allMatch(label -> label.matches(DECIMAL_NUMBER))) {
      return labels.stream().sorted().toList();
    }
    SortedMap<BigDecimal, String> byValue = new TreeMap<>();
    for (String label : labels) {
      String same = byValue.put(new BigDecimal(label), label);
      if (same != null) {
        throw DataFormatException.at(
            file,
            "label column",
            "the labels " + same + " and " + label,
            "each class in one form",
            "write equal numbers alike");
      }
    }
    return List.copyOf(byValue.values());
  }

  /** A decimal number; Java's hexadecimal ones and its suffixes are none. */
  static boolean isFiniteNumber(String field) {
    try {
      String text = field.strip();
      return !text.isEmpty()
          && !Character.isLetter(text.charAt(text.length() - 1))
          && text.indexOf('x') < 0
          && text.indexOf('X') < 0
          && Float.isFinite(Float.parseFloat(text));
    } catch (NumberFormatException noNumber) {
      return false;
    }
  }

  /** The second reading: takes the numbers in. */
  private static final class SecondReading implements Consumer<CsvRecord> {
    private final CsvRecords records;
    private final String file;
    private final CsvScan scan;
    private final List<String> classNames;
    private final Map<String, Integer> classes = new HashMap<>();
    final float[] features;
    final int[] labels;
    private boolean started;
    private int row;

    SecondReading(CsvRecords records, CsvScan scan, List<String> classNames) {
      this.records = records;
      this.file = records.file();
      this.scan = scan;
      Tensor values =
          HeapRoom.tensor(
              file + ": " + scan.rows + " examples of " + scan.features() + " features",
              DType.FLOAT32,
              Shape.of(scan.rows, scan.features()));
      this.features = (float[]) values.array();
      this.labels = new int[scan.rows];
      this.classNames = classNames;
      for (int index = 0; index < classNames.size(); index++) {
        classes.put(classNames.get(index), index);
      }
    }

    @Override
    public void accept(CsvRecord line) {
      if (!started && scan.header) {
        started = true;
        return;
      }
      started = true;
      if (row == scan.rows || line.getFieldCount() != scan.width) {
        throw records.changed();
      }
      int at = row * scan.features();
      for (int column = 0; column < scan.width; column++) {
        if (column != scan.labelColumn) {
          features[at++] = feature(line, column);
        }
      }
      if (scan.labelColumn >= 0) {
        labels[row] = label(line);
      }
      row++;
    }

    private float feature(CsvRecord line, int column) {
      String field = line.getField(column);
      if (!isFiniteNumber(field)) {
        throw DataFormatException.atLine(
            file,
            line.getStartingLineNumber(),
            "\"" + field + "\" in column " + column + " (counted from 0)",
            "a finite number",
            "fill in the value, drop the line, or "
                + (scan.labelColumn < 0 ? "drop the column" : "name another label column"));
      }
      return Float.parseFloat(field.strip());
    }

    private int label(CsvRecord line) {
      String label = scan.label(line);
      Integer index = classes.get(label);
      if (index == null) {
        throw DataFormatException.atLine(
            file,
            line.getStartingLineNumber(),
            "the label \"" + label + "\"",
            "one of the classes " + classNames,
            "correct the label or take a model that knows this class");
      }
      return index;
    }
  }
}
