package lanewise.io.dataset;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import lanewise.io.DataFormatException;
import lanewise.io.HeapRoom;
import org.jspecify.annotations.Nullable;

/** The first reading of a table: finds its columns and its header, counts rows, collects labels. */
final class CsvScan implements Consumer<CsvRecord> {
  private static final int NO_LABEL = -1;
  private static final String COLUMN_NUMBER = "\\d+";

  /** What stands for a value that is not there; the name of no column. */
  private static final Set<String> MISSING =
      Set.of("", "?", "-", "na", "n/a", "#n/a", "nan", "null", "none", "inf", "-inf", "infinity");

  /** What a table writes for a label that is not there, besides nothing; "-" is a class. */
  private static final Set<String> MISSING_LABELS =
      Set.of("?", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "null", "NULL");

  /** As many as arrays of labels may number. */
  private static final int MOST_CLASSES = 1 << 16;

  /** The least memory that a class takes besides its characters. */
  private static final int CLASS_BYTES = 256;

  /** From so many features on, their numbers in turn are taken for names rather than values. */
  private static final int FEWEST_NUMBERED = 3;

  private final String file;
  private final @Nullable String askedColumn;
  private final CsvHeader askedHeader;
  private final List<String> knownClasses;
  private final boolean labelled;
  final Set<String> labels = new HashSet<>();
  private @Nullable CsvRecord first;
  private long classBytes;
  private boolean countsRows;
  private boolean undecided;
  boolean header;
  int width;
  int labelColumn = NO_LABEL;
  int rows;

  /**
   * A scan.
   *
   * @param askedColumn name or number of the column of labels; null for the last
   * @param hints what is known of the header and the classes
   * @param labelled false if every column is a feature
   */
  CsvScan(String file, @Nullable String askedColumn, DataHints hints, boolean labelled) {
    this.file = file;
    this.askedColumn = askedColumn;
    this.askedHeader = hints.header();
    this.knownClasses = hints.classNames();
    this.labelled = labelled;
  }

  int features() {
    return labelled ? width - 1 : width;
  }

  @Override
  public void accept(CsvRecord line) {
    if (first == null) {
      first = line;
      readFirst(line);
      return;
    }
    if (line.getFieldCount() != width) {
      throw DataFormatException.atLine(
          file,
          line.getStartingLineNumber(),
          line.getFieldCount() + " fields",
          width + " as in the first line",
          "correct the line");
    }
    addRow(line);
  }

  /** What the first line is may depend on all others: to be called after the last. */
  void end() {
    if (first == null) {
      return;
    }
    if (header) {
      requireFeatureInFirstColumn(first);
      return;
    }
    if (undecided && namesTheLabel(first)) {
      header = true;
      return;
    }
    if (undecided && isNumbered(first)) {
      throw ambiguous(first, "the numbers 0 to " + (features() - 1) + " in turn");
    }
    if (undecided && labelled && isLabelOfNone(label(first))) {
      throw ambiguous(
          first, "numbers beside the label \"" + label(first) + "\" that no other line has");
    }
    addRow(first);
  }

  private void addRow(CsvRecord line) {
    countsRows = countsRows && line.getField(0).strip().equals(Integer.toString(rows));
    rows++;
    if (labelled && labels.add(label(line))) {
      addClass(line);
    }
  }

  private void addClass(CsvRecord line) {
    if (labels.size() > MOST_CLASSES) {
      throw DataFormatException.at(
          file,
          "column " + labelColumn,
          "more than " + MOST_CLASSES + " different labels",
          "classes, each of several examples",
          "name another label column");
    }
    classBytes += CLASS_BYTES + 4L * Character.BYTES * label(line).length();
    HeapRoom.require(file + ": " + labels.size() + " classes", classBytes);
  }

  /** Whether all other lines have few labels, and this one is none of them. */
  private boolean isLabelOfNone(String label) {
    return !labels.contains(label) && !knownClasses.contains(label) && 2 * labels.size() <= rows;
  }

  /** Where pandas writes the index of its rows, it names that column nothing. */
  private void requireFeatureInFirstColumn(CsvRecord names) {
    if (countsRows && rows > 1 && labelColumn != 0 && names.getField(0).isBlank()) {
      throw DataFormatException.atLine(
          file,
          names.getStartingLineNumber(),
          "column 0, which has no name and counts the rows",
          "features",
          "leave the column out, or name it if it is a feature");
    }
  }

  private void readFirst(CsvRecord line) {
    width = line.getFieldCount();
    countsRows = true;
    if (labelled) {
      labelColumn = column(line);
    }
    if (features() < 1) {
      throw DataFormatException.atLine(
          file,
          line.getStartingLineNumber(),
          width + " columns",
          "a column of labels and at least one of numbers",
          "check the separator: it must be a comma");
    }
    undecided = askedHeader == CsvHeader.AUTO && !labelIsNamed();
    header = askedHeader == CsvHeader.YES || labelIsNamed() || (undecided && namesFeatures(line));
  }

  private boolean labelIsNamed() {
    return askedColumn != null && !askedColumn.matches(COLUMN_NUMBER);
  }

  private int column(CsvRecord line) {
    if (askedColumn == null) {
      return width - 1;
    }
    if (labelIsNamed() && askedHeader == CsvHeader.NO) {
      throw DataFormatException.atLine(
          file,
          line.getStartingLineNumber(),
          "no header",
          "one, to find the label column \"" + askedColumn + "\" in",
          "give the column's number, from 0, or say that there is a header");
    }
    List<String> names = line.getFields();
    int column =
        askedColumn.matches("\\d{1,9}")
            ? Integer.parseInt(askedColumn)
            : names.indexOf(askedColumn);
    if (column < 0
        || column >= width
        || (names.indexOf(askedColumn) != names.lastIndexOf(askedColumn))) {
      throw DataFormatException.atLine(
          file,
          line.getStartingLineNumber(),
          "the columns " + names,
          "the label column \"" + askedColumn + "\" once, or a number from 0 to " + (width - 1),
          "name another column");
    }
    return column;
  }

  /** Those of the header, in the order of their columns; none where there is no header. */
  List<String> featureNames() {
    CsvRecord line = first;
    return header && line != null ? featureColumns().mapToObj(line::getField).toList() : List.of();
  }

  private IntStream featureColumns() {
    return IntStream.range(0, width).filter(column -> column != labelColumn);
  }

  /** Whether the features' fields are names. */
  private boolean namesFeatures(CsvRecord line) {
    int[] words =
        featureColumns()
            .filter(column -> !CsvFile.isFiniteNumber(line.getField(column)))
            .filter(column -> !isMissing(line.getField(column)))
            .toArray();
    boolean numbers =
        featureColumns().anyMatch(column -> CsvFile.isFiniteNumber(line.getField(column)));
    if (words.length > 0 && numbers) {
      throw ambiguous(
          line, "\"" + line.getField(words[0]) + "\" in column " + words[0] + " beside numbers");
    }
    return words.length > 0;
  }

  private static boolean isMissing(String field) {
    return MISSING.contains(field.strip().toLowerCase(Locale.ROOT));
  }

  /** Whether the label's field alone is a name: every other row's is a number. */
  private boolean namesTheLabel(CsvRecord line) {
    return labelled
        && featureColumns()
            .mapToObj(line::getField)
            .allMatch(field -> field.isBlank() || CsvFile.isFiniteNumber(field))
        && !CsvFile.isFiniteNumber(line.getField(labelColumn))
        && !isMissingLabel(line.getField(labelColumn).strip())
        && !labels.isEmpty()
        && labels.stream().allMatch(CsvFile::isFiniteNumber);
  }

  /** Whether the fields are 0, 1, 2, ..., as tables without names of their own number columns. */
  private boolean isNumbered(CsvRecord line) {
    int[] columns = featureColumns().toArray();
    return columns.length >= FEWEST_NUMBERED
        && IntStream.range(0, columns.length)
            .allMatch(i -> line.getField(columns[i]).strip().equals(Integer.toString(i)));
  }

  private UndecidedDataException ambiguous(CsvRecord line, String found) {
    return new UndecidedDataException(
        UndecidedDataException.Question.HEADER,
        file
            + ", line "
            + line.getStartingLineNumber()
            + ": "
            + found
            + ", which may be a header or an example, expected one that can be told from the other; say whether the first line is a header");
  }

  String label(CsvRecord line) {
    String label = line.getField(labelColumn).strip();
    if (isMissingLabel(label)) {
      throw badLabel(
          line,
          label.isEmpty() ? "an empty label" : "\"" + label + "\", a missing label,",
          "a class",
          "fill in the label or drop the line");
    }
    if (label.chars().anyMatch(CsvScan::isNoText)) {
      throw badLabel(
          line,
          "the label \"" + label + "\" with a line break or another control character",
          "text on one line",
          "rename the class");
    }
    return label;
  }

  private static boolean isMissingLabel(String label) {
    return label.isEmpty() || MISSING_LABELS.contains(label);
  }

  private static boolean isNoText(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }

  private DataFormatException badLabel(CsvRecord line, String found, String expected, String fix) {
    return DataFormatException.atLine(
        file, line.getStartingLineNumber(), found + " in column " + labelColumn, expected, fix);
  }
}
