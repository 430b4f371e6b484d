package lanewise.io.dataset;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import lanewise.data.DataException;
import lanewise.data.Dataset;
import lanewise.io.DataFormatException;
import lanewise.io.FileBytes;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Tables in comma-separated text (RFC 4180, UTF-8, plain or gzip): one example a line, one column
 * of class labels, all others numbers. The file is read twice, first to count rows and classes, so
 * that the features are held once.
 *
 * <p>The first line is a header if one of its fields, the label's aside, is not a number. Labels
 * may be any text. Classes are sorted by value if all labels are whole numbers, else as text.
 */
public final class CsvFile {
  private static final int NO_LABEL = -1;
  private static final String WHOLE_NUMBER = "-?\\d{1,18}";

  private CsvFile() {}

  /**
   * Reads a table of labelled examples.
   *
   * @param labelColumn the number (from 0) or, if it is no number, the name of the column of
   *     labels; null for the last one
   * @throws DataFormatException if a line has more or fewer fields than the first, a feature is not
   *     a finite number, or a label is empty
   * @throws lanewise.io.FileException if it cannot be read
   */
  public static Dataset read(Path file, @Nullable String labelColumn) {
    Scan scan = scan(file, labelColumn, true);
    return dataset(file, scan, sorted(scan.labels));
  }

  /**
   * Reads a table whose classes are known already, those of a trained model for one: as {@link
   * #read(Path, String)}.
   *
   * @throws DataFormatException also if a label is none of the class names
   */
  public static Dataset read(Path file, @Nullable String labelColumn, List<String> classNames) {
    return dataset(file, scan(file, labelColumn, true), classNames);
  }

  /**
   * Reads a table without labels: every column is a feature.
   *
   * @return float32 of shape (rows, columns)
   */
  public static Tensor readFeatures(Path file) {
    Scan scan = scan(file, null, false);
    Fill fill = new Fill(file.toString(), scan, List.of());
    forEachRecord(file, fill);
    return Tensor.of(fill.features, 0, Shape.of(scan.rows, scan.features()));
  }

  private static Dataset dataset(Path file, Scan scan, List<String> classNames) {
    Fill fill = new Fill(file.toString(), scan, classNames);
    forEachRecord(file, fill);
    return Dataset.of(
        String.valueOf(file.getFileName()),
        Shape.of(scan.features()),
        fill.features,
        fill.labels,
        classNames);
  }

  private static Scan scan(Path file, @Nullable String labelColumn, boolean labelled) {
    Scan scan = new Scan(file.toString(), labelColumn, labelled);
    forEachRecord(file, scan);
    if (scan.rows == 0) {
      throw new DataException(file + ": 0 rows, expected 1 or more");
    }
    return scan;
  }

  private static List<String> sorted(Set<String> labels) {
    boolean numbers = labels.stream().allMatch(label -> label.matches(WHOLE_NUMBER));
    Comparator<String> byValue = Comparator.comparingLong(Long::parseLong);
    Comparator<String> byText = Comparator.naturalOrder();
    Comparator<String> order = numbers ? byValue.thenComparing(byText) : byText;
    return labels.stream().sorted(order).toList();
  }

  private static void forEachRecord(Path file, Consumer<CsvRecord> consumer) {
    try (FileBytes in = FileBytes.open(file);
        CsvReader<CsvRecord> reader =
            CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(
                    new InputStreamReader(in.stream(), StandardCharsets.UTF_8.newDecoder()))) {
      reader.forEach(consumer);
    } catch (CsvParseException | UncheckedIOException | IOException broken) {
      throw DataFormatException.at(
          file.toString(),
          "CSV",
          cause(broken),
          "comma-separated UTF-8 text with closed quotes",
          "correct the file");
    }
  }

  private static String cause(Throwable broken) {
    Throwable root = broken;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName()
        + (root.getMessage() == null ? "" : " (" + root.getMessage() + ")");
  }

  private static boolean isFiniteNumber(String field) {
    try {
      String text = field.strip();
      return !text.isEmpty()
          && !Character.isLetter(text.charAt(text.length() - 1))
          && Float.isFinite(Float.parseFloat(text));
    } catch (NumberFormatException noNumber) {
      return false;
    }
  }

  /** The first reading: finds the columns, counts the rows, collects the labels. */
  private static final class Scan implements Consumer<CsvRecord> {
    private final String file;
    private final @Nullable String askedColumn;
    private final boolean labelled;
    final Set<String> labels = new HashSet<>();
    boolean header;
    int width;
    int labelColumn = NO_LABEL;
    int rows;

    Scan(String file, @Nullable String askedColumn, boolean labelled) {
      this.file = file;
      this.askedColumn = askedColumn;
      this.labelled = labelled;
    }

    int features() {
      return labelled ? width - 1 : width;
    }

    @Override
    public void accept(CsvRecord line) {
      if (width == 0) {
        readFirst(line);
      }
      if (line.getFieldCount() != width) {
        throw DataFormatException.atLine(
            file,
            line.getStartingLineNumber(),
            line.getFieldCount() + " fields",
            width + " as in the first line",
            "correct the line");
      }
      if (header && line.getStartingLineNumber() == firstLine) {
        return;
      }
      rows++;
      if (labelled) {
        labels.add(label(line));
      }
    }

    private long firstLine;

    private void readFirst(CsvRecord line) {
      width = line.getFieldCount();
      firstLine = line.getStartingLineNumber();
      if (labelled) {
        labelColumn = column(line.getFields());
      }
      header = askedColumn != null && !askedColumn.matches("\\d+");
      for (int column = 0; column < width; column++) {
        header |= column != labelColumn && !isFiniteNumber(line.getField(column));
      }
      if (features() < 1) {
        throw DataFormatException.atLine(
            file,
            firstLine,
            width + " columns",
            "a column of labels and at least one of numbers",
            "check the separator: it must be a comma");
      }
    }

    private int column(List<String> names) {
      if (askedColumn == null) {
        return width - 1;
      }
      int column =
          askedColumn.matches("\\d{1,9}")
              ? Integer.parseInt(askedColumn)
              : names.indexOf(askedColumn);
      if (column < 0
          || column >= width
          || (names.indexOf(askedColumn) != names.lastIndexOf(askedColumn))) {
        throw DataFormatException.atLine(
            file,
            firstLine,
            "the columns " + names,
            "the label column \"" + askedColumn + "\" once, or a number from 0 to " + (width - 1),
            "name another column");
      }
      return column;
    }

    String label(CsvRecord line) {
      String label = line.getField(labelColumn).strip();
      if (label.isEmpty()) {
        throw DataFormatException.atLine(
            file,
            line.getStartingLineNumber(),
            "an empty label in column " + labelColumn,
            "a class",
            "fill in the label or drop the line");
      }
      return label;
    }
  }

  /** The second reading: takes the numbers in. */
  private static final class Fill implements Consumer<CsvRecord> {
    private final String file;
    private final Scan scan;
    private final Map<String, Integer> classes = new HashMap<>();
    final float[] features;
    final int[] labels;
    private boolean started;
    private int row;

    Fill(String file, Scan scan, List<String> classNames) {
      this.file = file;
      this.scan = scan;
      this.features = new float[Shape.of(scan.rows, scan.features()).size()];
      this.labels = new int[scan.rows];
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
        throw DataFormatException.atLine(
            file,
            line.getStartingLineNumber(),
            "other lines than a moment ago",
            "a file that does not change while it is read",
            "wait until it is written");
      }
      int at = row * scan.features();
      for (int column = 0; column < scan.width; column++) {
        if (column != scan.labelColumn) {
          features[at++] = feature(line, column);
        }
      }
      if (scan.labelled) {
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
            "fill in the value, drop the line, or name another label column");
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
            "one of the classes " + classes.keySet().stream().sorted().toList(),
            "correct the label or take a model that knows this class");
      }
      return index;
    }
  }
}
