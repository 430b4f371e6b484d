package lanewise.io.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import lanewise.data.DataException;
import lanewise.data.Dataset;
import lanewise.io.DataFormatException;
import lanewise.io.FileBytes;
import lanewise.io.FileException;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("t.csv");
  }

  private Dataset read(String text, @Nullable String column) throws IOException {
    Files.writeString(file, text);
    return CsvFile.read(file, column);
  }

  @ParameterizedTest
  @CsvSource({"kind", "1"})
  void readsAHeaderAndALabelColumnByNameOrNumber(String column) throws IOException {
    Dataset data = read("a,kind,b\r\n1,\"y, or so\",2.5\r\n-3e2,x,+4\r\n\r\n", column);
    assertThat(data.name()).isEqualTo("t.csv");
    assertThat(data.example()).isEqualTo(Shape.of(2));
    assertThat(data.classNames()).containsExactly("x", "y, or so");
    assertThat(data.labels()).containsExactly(1, 0);
    assertThat(data.value(0, 1)).isEqualTo(2.5f);
    assertThat(data.value(1, 0)).isEqualTo(-300f);
  }

  @Test
  void takesTheLastColumnAndNoHeaderForNumbers() throws IOException {
    Dataset data = read("1,2,setosa\n3,4,virginica", null);
    assertThat(data.size()).isEqualTo(2);
    assertThat(data.classNames()).containsExactly("setosa", "virginica");
  }

  @Test
  void sortsNumbersByValueAndTextAsText() throws IOException {
    assertThat(read("1,10\n1,9\n1,-1\n", null).classNames()).containsExactly("-1", "9", "10");
    assertThat(read("1,10.0\n1,9\n1,-1.5\n", null).classNames())
        .containsExactly("-1.5", "9", "10.0");
    assertThat(read("1,10\n1,9\n1,x\n", null).classNames()).containsExactly("10", "9", "x");
  }

  @Test
  void readsGzip() throws IOException {
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write("1,a\n2,b\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(CsvFile.read(file, null).labels()).containsExactly(0, 1);
  }

  @Test
  void keepsToKnownClasses() throws IOException {
    Files.writeString(file, "1,b\n2,b\n");
    assertThat(CsvFile.read(file, null, classes("a", "b")).labels()).containsExactly(1, 1);
    assertThatThrownBy(() -> CsvFile.read(file, null, classes("a", "c")))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            file
                + ", line 1: the label \"b\", expected one of the classes [a, c]; correct the label or take a model that knows this class");
  }

  private static DataHints classes(String... names) {
    return new DataHints(CsvHeader.AUTO, List.of(names));
  }

  /** Excel begins its UTF-8 with a mark, which once was part of the first name or label. */
  @ParameterizedTest
  @ValueSource(strings = {"a,kind\n1,x\n2,y\n", "kind,a\nx,1\ny,2\n"})
  void passesOverAByteOrderMark(String text) throws IOException {
    Dataset data = read("\uFEFF" + text, "kind");
    assertThat(data.size()).isEqualTo(2);
    assertThat(data.classNames()).containsExactly("x", "y");
  }

  @Test
  void aByteOrderMarkMakesNoHeader() throws IOException {
    assertThat(read("\uFEFF1,x\n2,y\n", null).size()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,1,2,label\n", ",0,1,label\n", "7,8,9,label\n"})
  void takesALineForAHeaderWhereOnlyTheLabelIsNoNumber(String header) throws IOException {
    Dataset data = read(header + "5,1,2,0\n6,2,2,1\n", null);
    assertThat(data.size()).isEqualTo(2);
    assertThat(data.classNames()).containsExactly("0", "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "NA", "NaN", "", "null", "-"})
  void namesTheLineOfAMissingValueInTheFirstRow(String field) {
    assertThatThrownBy(() -> read("1," + field + ",x\n3,4,y\n", null))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(
            file + ", line 1: \"" + field + "\" in column 1 (counted from 0), expected a finite");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,abc,x | \"abc\" in column 1 beside numbers",
        "0,1,2,species | the numbers 0 to 2 in turn",
      })
  void asksWhatMayBeAHeaderOrAnExample(String line, String found) throws IOException {
    String rows = line + "\n" + line.replaceAll("[a-z]+$", "y").replace("abc", "5") + "\n";
    assertThatThrownBy(() -> read(rows, null))
        .isInstanceOf(UndecidedDataException.class)
        .hasMessage(
            file
                + ", line 1: "
                + found
                + ", which may be a header or an example, expected one that can be told from the other; say whether the first line is a header");
    assertThat(CsvFile.read(file, null, new DataHints(CsvHeader.YES, List.of())).size())
        .isEqualTo(1);
  }

  @Test
  void doesAsItIsToldAboutAHeader() throws IOException {
    Files.writeString(file, "0,1,2,x\n3,4,5,y\n");
    assertThat(CsvFile.read(file, null, new DataHints(CsvHeader.NO, List.of())).size())
        .isEqualTo(2);
    assertThat(CsvFile.read(file, null, new DataHints(CsvHeader.YES, List.of())).classNames())
        .containsExactly("y");
    assertThatThrownBy(() -> CsvFile.read(file, "x", new DataHints(CsvHeader.NO, List.of())))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("no header, expected one, to find the label column \"x\" in");
    Files.writeString(file, "0,1,2\n3,4,5\n");
    assertThat(CsvFile.readFeatures(file, CsvHeader.NO).values().shape()).isEqualTo(Shape.of(2, 3));
    assertThat(CsvFile.readFeatures(file, CsvHeader.YES).values().shape())
        .isEqualTo(Shape.of(1, 3));
  }

  @Test
  void readsFeaturesWithoutLabels() throws IOException {
    Files.writeString(file, "a,b\n1,2\n3,4\n");
    Tensor features = CsvFile.readFeatures(file, CsvHeader.AUTO).values();
    assertThat(features.shape()).isEqualTo(Shape.of(2, 2));
    assertThat(features.toFloats()).containsExactly(1, 2, 3, 4);
    Files.writeString(file, "a,b\n");
    assertThatThrownBy(() -> CsvFile.readFeatures(file, CsvHeader.AUTO))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("0 rows");
  }

  /** On POSIX systems, where mkfifo makes it. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no mkfifo")
  void readsAPipeOnce() throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    Files.writeString(file, "5,b\n6,c\n7,b\n");
                  } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                  }
                });
    Dataset data = CsvFile.read(file, null);
    writer.join();
    assertThat(data.labels()).containsExactly(0, 1, 0);
    assertThat(data.value(2, 0)).isEqualTo(7f);
  }

  /** In the order of the table: less, more, as much but other, and nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"5,b\n6,c\n", "5,b\n6,c\n7,b\n8,c\n", "5,b\n6,c\n8,b\n", ""})
  void refusesAFileThatChangesBetweenItsReadings(String later) {
    Iterator<String> contents = List.of("5,b\n6,c\n7,b\n", later).iterator();
    CsvRecords records =
        new CsvRecords(
            "t.csv",
            () -> {
              byte[] bytes = contents.next().getBytes(StandardCharsets.UTF_8);
              return FileBytes.of(
                  "t.csv", new ByteArrayInputStream(bytes), bytes.length, bytes.length);
            });
    assertThatThrownBy(() -> CsvFile.load("t.csv", records, null, DataHints.NONE))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            "t.csv, second reading: other bytes than in the first, a moment ago, expected a file that does not change while it is read; wait until it is written");
  }

  @Test
  void readsInAnInterruptedThread() throws IOException {
    Files.writeString(file, "1,x\n2,y\n");
    Thread.currentThread().interrupt();
    Dataset data = CsvFile.read(file, null);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(data.size()).isEqualTo(2);
  }

  @Test
  void readsAHundredThousandColumns() throws IOException {
    String numbers = "1,".repeat(100_000);
    Dataset data = read(numbers + "x\n" + numbers + "y\n", null);
    assertThat(data.features()).isEqualTo(100_000);
    String tooMany = "1,".repeat(1 << 20) + "x\n";
    assertThatThrownBy(() -> read(tooMany, null))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("surpassed the maximum limit of ")
        .hasMessageNotContaining("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NA", "NaN", "?", "null", "n/a", "<NA>"})
  void refusesAMissingLabel(String label) throws IOException {
    for (String text : List.of("1,a\n2," + label + "\n3,a\n", "9,0\n2," + label + "\n3,1\n")) {
      assertThatThrownBy(() -> read(text, null))
          .isInstanceOf(DataFormatException.class)
          .hasMessage(
              file
                  + ", line 2: \""
                  + label
                  + "\", a missing label, in column 1, expected a class; fill in the label or drop the line");
    }
    assertThatThrownBy(() -> read("5.1," + label + "\n4.9,0\n6.2,1\n", null))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(file + ", line 1: \"" + label + "\", a missing label");
    assertThat(read("1,-\n2,+\n3,none\n", null).classNames()).containsExactly("+", "-", "none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "\u001b[31m", "bell\u0007", "\u009b31m", "a\u2028b"})
  void refusesALabelThatIsNotOnOneLine(String label) {
    assertThatThrownBy(() -> read("1,\"" + label + "x\"\n2,y\n", null))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("with a line break or another control character in column 1")
        .message()
        .matches("\\P{Cc}*");
  }

  /** As {@code DataFrame.to_csv(index=False)} numbers columns without names, or years as names. */
  @ParameterizedTest
  @ValueSource(strings = {"0,1,2", "2019,2020,2021", "0,1,label", "0.5,1.5,label"})
  void asksWhatALineOfNumbersIsWhoseLabelNoOtherHas(String first) throws IOException {
    String label = first.endsWith("label") ? "x" : "0";
    String other = first.endsWith("label") ? "y" : "1";
    String text = first + "\n" + ("3,4," + label + "\n5,6," + other + "\n").repeat(3);
    assertThatThrownBy(() -> read(text, null))
        .isInstanceOf(UndecidedDataException.class)
        .hasMessageContaining(
            file
                + ", line 1: numbers beside the label \""
                + first.substring(first.lastIndexOf(',') + 1)
                + "\" that no other line has, which may be a header or an example");
    assertThat(CsvFile.read(file, null, new DataHints(CsvHeader.YES, List.of())).size())
        .isEqualTo(6);
    assertThat(CsvFile.read(file, null, new DataHints(CsvHeader.NO, List.of())).size())
        .isEqualTo(7);
    String[] all = {label, other, first.substring(first.lastIndexOf(',') + 1)};
    assertThat(CsvFile.read(file, null, classes(all)).size()).isEqualTo(7);
  }

  @Test
  void refusesAnIndexOfTheRows() throws IOException {
    String text = ",a,kind\n0,5,x\n1,6,y\n2,7,x\n";
    assertThatThrownBy(() -> read(text, "kind"))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            file
                + ", line 1: column 0, which has no name and counts the rows, expected features; leave the column out, or name it if it is a feature");
    assertThatThrownBy(() -> CsvFile.readFeatures(write(",a\n0,5\n1,6\n"), CsvHeader.AUTO))
        .isInstanceOf(DataFormatException.class);
    assertThat(read("row,a,kind\n0,5,x\n1,6,y\n", null).features()).isEqualTo(2);
    assertThat(read(",a,kind\n0,5,x\n2,6,y\n", null).features()).isEqualTo(2);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(file, text);
  }

  @ParameterizedTest
  @CsvSource({"1,1.0", "7,007", "-0,0", "1.50,1.5"})
  void refusesOneNumberAsTwoClasses(String one, String other) throws IOException {
    assertThatThrownBy(() -> read("1," + one + "\n2," + other + "\n", null))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("expected each class in one form; write equal numbers alike");
    assertThat(read("1," + one + "\n2," + other + "\n3,x\n", null).classNames()).hasSize(3);
  }

  @Test
  void refusesMoreClassesThanLabelsCanNumber() {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row <= 1 << 16; row++) {
      text.append("1,c").append(row).append('\n');
    }
    assertThatThrownBy(() -> read(text.toString(), null))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("column 1: more than 65536 different labels, expected classes");
  }

  @Test
  void keepsTheNamesOfTheFeatures() throws IOException {
    Files.writeString(file, "a,kind,,a\n1,x,2,3\n4,y,5,6\n");
    assertThat(CsvFile.load(file, "kind", DataHints.NONE).featureNames())
        .containsExactly("a", "", "a");
    Files.writeString(file, "a,b\n1,2\n");
    assertThat(CsvFile.readFeatures(file, CsvHeader.AUTO).featureNames()).containsExactly("a", "b");
    Files.writeString(file, "1,2,x\n3,4,y\n");
    assertThat(CsvFile.load(file, null, DataHints.NONE).featureNames()).isEmpty();
    assertThat(Datasets.load("iris", null).featureNames()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "NaN",
        "Infinity",
        "1e99",
        "x",
        "1f",
        "0x1p3d",
        "0x1p3",
        "-0X1P+3",
        "1 2",
        "--1"
      })
  void namesTheLineOfWhatIsNoNumber(String field) {
    assertThatThrownBy(() -> read("a,b,c\n1,2,x\n1," + field + ",y\n", null))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            file
                + ", line 3: \""
                + field
                + "\" in column 1 (counted from 0), expected a finite number; fill in the value, drop the line, or name another label column");
  }

  @Test
  void namesNoLabelsWhereNoneAreRead() throws IOException {
    Files.writeString(file, "1,2\n3,x\n");
    assertThatThrownBy(() -> CsvFile.readFeatures(file, CsvHeader.NO))
        .isInstanceOf(DataFormatException.class)
        .hasMessageEndingWith("; fill in the value, drop the line, or drop the column");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'1,2,x\n1,2\n' | line 2: 2 fields, expected 3 as in the first line",
        "'1,2,x\n1,2,3,x\n' | line 2: 4 fields, expected 3 as in the first line",
        "'1,2,x\n1,2,\n' | line 2: an empty label in column 2",
        "'1\n2\n' | line 1: 1 columns, expected a column of labels and at least one of numbers",
        "'1,\"x\n' | CSV: "
      })
  void namesTheLineOfWhatIsNoTable(String text, String message) {
    assertThatThrownBy(() -> read(text, null))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(file + ", " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "9", "999999999999", "twice"})
  void namesTheColumnsThatThereAre(String column) {
    assertThatThrownBy(() -> read("a,twice,twice\n1,2,x\n", column))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(
            "line 1: the columns [a, twice, twice], expected the label column \"" + column + "\"");
  }

  /** The place is found by a second reading, in pieces that may cut a character in two. */
  @Test
  void namesTheByteOfBrokenTextFarIntoAFile() throws IOException {
    byte[] text = "é1,x\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);
    int line = 15_000;
    text[line * 6] = (byte) 0xc3;
    text[line * 6 + 1] = '1';
    Files.write(file, text);
    assertThatThrownBy(() -> CsvFile.read(file, null))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(file + ", line 15001, byte 90000: bytes that are no UTF-8");
  }

  @Test
  void refusesEmptyBrokenAndMissingFiles() throws IOException {
    assertThatThrownBy(() -> read("", null))
        .isInstanceOf(DataException.class)
        .hasMessage(file + ": 0 rows, expected 1 or more");
    assertThatThrownBy(() -> read("a,b\n", "b")).isInstanceOf(DataException.class);
    Files.write(file, new byte[] {'1', ',', 'x', '\n', '2', ',', (byte) 0xff, '\n'});
    assertThatThrownBy(() -> CsvFile.read(file, null))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(
            file
                + ", line 2, byte 6: bytes that are no UTF-8, expected comma-separated UTF-8 text");
    assertThatThrownBy(() -> CsvFile.read(folder.resolve("missing.csv"), null))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> CsvFile.read(folder, null))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("is a directory");
  }
}
