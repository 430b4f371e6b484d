package lanewise.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.zip.GZIPOutputStream;
import lanewise.data.DataException;
import lanewise.io.DataFormatException;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.ShapeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables from text and from memory. */
class TableTest {
  private static Table csv(String text) {
    return csv(text, CsvOptions.defaults());
  }

  private static Table csv(String text, CsvOptions options) {
    return Table.readCsv("test.csv", new ByteArrayInputStream(text.getBytes(UTF_8)), options);
  }

  private static double[] numbers(Column column) {
    double[] numbers = new double[column.rows()];
    Arrays.setAll(numbers, column::number);
    return numbers;
  }

  private static List<@Nullable String> texts(Column column) {
    String[] texts = new String[column.rows()];
    Arrays.setAll(texts, column::text);
    return Arrays.asList(texts);
  }

  private static final String PEOPLE =
      """
      age,city,member,since,id
      41,Kiel,yes,2024-02-29,1
      ,"Bonn, am
      Rhein",No,2023-01-01T12:00,2
      3.5e1,NA,?,,3
      """;

  @Test
  void kindsAndGapsAreFound() {
    Table table = csv(PEOPLE);

    assertThat(table.toString()).isEqualTo("test.csv: 3 rows, 5 columns");
    assertThat(table.columns())
        .extracting(Column::kind)
        .containsExactly(
            Column.Kind.NUMBER,
            Column.Kind.CATEGORY,
            Column.Kind.BOOLEAN,
            Column.Kind.DATE,
            Column.Kind.NUMBER);
    assertThat(numbers(table.column("age"))).containsExactly(41, Double.NaN, 35);
    assertThat(texts(table.column("city"))).containsExactly("Kiel", "Bonn, am\nRhein", null);
    assertThat(table.column("city").code(2)).isEqualTo(-1);
    assertThat(numbers(table.column("member"))).containsExactly(1, 0, Double.NaN);
    assertThat(table.column("member").categories()).containsExactly("No", "yes");
    assertThat(numbers(table.column("since")))
        .containsExactly(
            (double) LocalDate.of(2024, 2, 29).toEpochDay(),
            LocalDate.of(2023, 1, 1).toEpochDay() + 0.5,
            Double.NaN);
    assertThat(texts(table.column("since")))
        .containsExactly("2024-02-29", "2023-01-01T12:00", null);
    assertThat(table.column("age").gaps()).isEqualTo(1);
    assertThat(table.column("id").toString()).isEqualTo("column id: NUMBER, 3 rows, 0 gaps");
  }

  @Test
  void otherFormsAreReadByOption() {
    Table german =
        csv(
            "preis;wann;plz\n1,5;31.12.2024;01234\n-;1.1.2025;99999\n",
            CsvOptions.defaults()
                .separator(';')
                .decimal(',')
                .gaps("-")
                .dates("wann", "d.M.yyyy")
                .kind("plz", Column.Kind.CATEGORY));
    assertThat(numbers(german.column("preis"))).containsExactly(1.5, Double.NaN);
    assertThat(texts(german.column("wann"))).containsExactly("2024-12-31", "2025-01-01");
    assertThat(texts(german.column("plz"))).containsExactly("01234", "99999");
    assertThat(csv("1,2\n3,4\n", CsvOptions.defaults().header(false)).columnNames())
        .containsExactly("c0", "c1");
    assertThatThrownBy(() -> CsvOptions.defaults().separator('.'))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> CsvOptions.defaults().dates("x", "not a form"))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(
            () -> csv("x\n1\nmany\n", CsvOptions.defaults().kind("x", Column.Kind.NUMBER)))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("line 3, column x: \"many\"");
  }

  @Test
  void lineEndsMarksAndGzipChangeNothing(@TempDir Path folder) throws IOException {
    Table expected = csv(PEOPLE);
    Path file = folder.resolve("people.csv");
    for (byte[] form :
        List.of(
            PEOPLE.getBytes(UTF_8),
            ("\uFEFF" + PEOPLE).getBytes(UTF_8),
            gzip(PEOPLE.getBytes(UTF_8)))) {
      Files.write(file, form);
      Table found = Table.readCsv(file);
      for (Column column : expected.columns()) {
        assertThat(texts(found.column(column.name()))).isEqualTo(texts(column));
      }
    }
    for (String end : List.of("\r\n", "\r")) {
      assertThat(numbers(csv("x,y\n1,2\n3,4".replace("\n", end)).column("y")))
          .containsExactly(2, 4);
    }
    Files.write(file, "name\nMüller\n".getBytes(ISO_8859_1));
    assertThatThrownBy(() -> Table.readCsv(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("UTF-8");
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  @Test
  void localeAndTimeZoneChangeNothing() {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    String expected = csv(PEOPLE).describe().toString();
    try {
      for (String language : List.of("tr", "de", "ar")) {
        Locale.setDefault(Locale.forLanguageTag(language));
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
        Table table = csv(PEOPLE.replace("yes", "YES").replace("No", "NO").replace("YES", "yes"));
        assertThat(table.describe().toString()).isEqualTo(expected.replace("No 1", "NO 1"));
        assertThat(csv("tItle\nTRUE\nFALSE\n").column("tItle").kind())
            .isEqualTo(Column.Kind.BOOLEAN);
      }
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void numbersOfAnyLengthAreNumbers() {
    Table table =
        csv("x,y,z,w\n1e30,0x1F,1f," + "9".repeat(400).substring(0, 40) + "\n-1E-30,7,2,1\n");
    assertThat(numbers(table.column("x"))).containsExactly(1e30, -1e-30);
    assertThat(table.column("y").kind()).isEqualTo(Column.Kind.CATEGORY);
    assertThat(table.column("z").kind()).isEqualTo(Column.Kind.CATEGORY);
    assertThat(numbers(table.column("w"))[0]).isEqualTo(1e40);
    assertThatThrownBy(() -> csv("x\n1\n1e400\n"))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("line 3, column x: \"1e400\"");
    assertThatThrownBy(() -> csv("x,y\n1,a\n-Inf,b\n2,c\n"))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("line 3, column x: \"-Inf\"");
    assertThat(csv("x\ninf\nsup\n").column("x").kind()).isEqualTo(Column.Kind.CATEGORY);
  }

  @Test
  void brokenTablesAreRefusedWithTheirPlace() {
    Map<String, String> broken =
        Map.of(
            "", "no line",
            "a,a\n1,2\n", "two columns named a",
            "a,\n1,2\n", "no name for column 1",
            ",a\n0,2\n", "no name for column 0",
            "a,b\n1,2\n3\n", "line 3: 1 fields",
            "a,b\n1,2,3\n", "line 2: 3 fields",
            "a\n\"open\n", "quote");
    broken.forEach(
        (text, message) ->
            assertThatThrownBy(() -> csv(text))
                .as(text)
                .isInstanceOf(LanewiseException.class)
                .hasMessageContaining(message));
    assertThat(csv("a,b\n").rows()).isZero();
    assertThat(csv("a\nNA\n\nnull\n").column("a").kind()).isEqualTo(Column.Kind.NUMBER);
  }

  @Test
  void columnsBecomeOtherKindsWhereTheyCan() {
    Column numbers = Column.numbers("n", 3, 2.5, Double.NaN, -0.0);
    assertThat(texts(numbers.as(Column.Kind.CATEGORY))).containsExactly("3", "2.5", null, "0");
    Column texts = Column.categories("t", Arrays.asList("10", "9", null, "NA"));
    assertThat(texts.categories()).containsExactly("10", "9", "NA");
    assertThat(numbers(texts.as(Column.Kind.NUMBER)))
        .containsExactly(10, 9, Double.NaN, Double.NaN);
    assertThat(Column.categories("t", List.of("10", "9", "-1.5")).categories())
        .as("by value")
        .containsExactly("-1.5", "9", "10");
    assertThat(numbers(Column.categories("b", List.of("Yes", "no")).as(Column.Kind.BOOLEAN)))
        .containsExactly(1, 0);
    assertThat(numbers(Column.categories("d", List.of("1970-01-03")).as(Column.Kind.DATE)))
        .containsExactly(2);
    assertThatThrownBy(() -> Column.categories("t", List.of("1", "old")).as(Column.Kind.NUMBER))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column t: \"old\" in row 1 (counted from 0), expected a finite");
    assertThatThrownBy(
            () -> Column.categories("t", List.of("yes", "false")).as(Column.Kind.BOOLEAN))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> numbers.as(Column.Kind.BOOLEAN))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column n: 3 in row 0");
    assertThatThrownBy(() -> Column.numbers("n", 1, Double.POSITIVE_INFINITY))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row 1");
    assertThatThrownBy(() -> texts.number(0)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> numbers.code(0)).isInstanceOf(DataException.class);
  }

  @Test
  void rowsAndColumnsAreChosen() {
    Table table = csv(PEOPLE);
    Table part = table.rows(new int[] {2, 0, 0}).select(List.of("id", "city"));

    assertThat(numbers(part.column("id"))).containsExactly(3, 1, 1);
    assertThat(texts(part.column("city"))).containsExactly(null, "Kiel", "Kiel");
    assertThat(table.drop("id", "age").columnNames()).containsExactly("city", "member", "since");
    assertThat(table.dropGaps("age").rows()).isEqualTo(2);
    assertThat(table.withColumn(Column.numbers("id", 7, 8, 9)).columnNames())
        .isEqualTo(table.columnNames());
    assertThatThrownBy(() -> table.column("agee"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no column \"agee\", expected one of [age, city");
    assertThatThrownBy(() -> table.rows(new int[] {3})).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> table.withColumn(Column.numbers("x", 1)))
        .isInstanceOf(DataException.class);
  }

  /** Of ofRecords. */
  record Customer(int age, @Nullable String city, boolean member, LocalDate since) {}

  @Test
  void recordsMapsAndRowsOfNumbersAreTables() {
    Table records =
        Table.ofRecords(
            "records",
            List.of(
                new Customer(41, "Kiel", true, LocalDate.of(1970, 1, 2)),
                new Customer(20, null, false, LocalDate.of(1970, 1, 3))));
    assertThat(records.columns())
        .extracting(Column::kind)
        .containsExactly(
            Column.Kind.NUMBER, Column.Kind.CATEGORY, Column.Kind.BOOLEAN, Column.Kind.DATE);
    assertThat(numbers(records.column("since"))).containsExactly(1, 2);

    Map<String, @Nullable Object> first = new HashMap<>();
    first.put("x", 1);
    first.put("when", Instant.EPOCH);
    Map<String, @Nullable Object> second = new HashMap<>();
    second.put("x", null);
    second.put("y", "NA");
    second.put("z", 2L);
    Table maps = Table.ofMaps("maps", List.of(first, second));
    assertThat(maps.rows()).isEqualTo(2);
    assertThat(numbers(maps.column("x"))).containsExactly(1, Double.NaN);
    assertThat(numbers(maps.column("z"))).containsExactly(Double.NaN, 2);
    assertThat(maps.column("y").gaps()).isEqualTo(2);
    assertThat(maps.column("when").kind()).isEqualTo(Column.Kind.DATE);
    assertThat(texts(Table.ofMaps("m", List.of(Map.of("c", 3), Map.of("c", "x"))).column("c")))
        .containsExactly("3", "x");
    assertThatThrownBy(() -> Table.ofMaps("m", List.of(Map.of(), Map.of("c", List.of()))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column c: a java.util.ImmutableCollections")
        .hasMessageContaining("in row 1");
    assertThatThrownBy(() -> Table.ofMaps("m", List.of(Map.of("c", Double.POSITIVE_INFINITY))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Infinity in row 0");

    assertThat(numbers(Table.of("f", List.of("a"), new float[][] {{1}, {2}}).column("a")))
        .containsExactly(1, 2);
    assertThatThrownBy(() -> Table.of("f", List.of("a"), new float[][] {{1}, {2, 3}}))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("2 values in row 1");
  }

  @Test
  void aQueryIsATable() throws Exception {
    Object[][] rows = {{1, "a", null}, {2, null, true}};
    int[] at = {-1};
    ResultSetMetaData about =
        (ResultSetMetaData)
            Proxy.newProxyInstance(
                TableTest.class.getClassLoader(),
                new Class<?>[] {ResultSetMetaData.class},
                (proxy, method, arguments) ->
                    method.getName().equals("getColumnCount") ? (Object) 3 : "c" + arguments[0]);
    ResultSet query =
        (ResultSet)
            Proxy.newProxyInstance(
                TableTest.class.getClassLoader(),
                new Class<?>[] {ResultSet.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getMetaData" -> about;
                      case "next" -> ++at[0] < rows.length;
                      default -> rows[at[0]][(Integer) arguments[0] - 1];
                    });
    Table table = Table.of("query", query);

    assertThat(table.columnNames()).containsExactly("c1", "c2", "c3");
    assertThat(numbers(table.column("c1"))).containsExactly(1, 2);
    assertThat(texts(table.column("c2"))).containsExactly("a", null);
    assertThat(numbers(table.column("c3"))).containsExactly(Double.NaN, 1);
  }

  @Test
  void jsonLinesAreATable(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("rows.jsonl");
    Files.writeString(file, "{\"a\": 1, \"b\": \"x\"}\n\n{\"b\": null, \"c\": true}\r\n");
    Table table = Table.readJsonLines(file);

    assertThat(table.columnNames()).containsExactly("a", "b", "c");
    assertThat(numbers(table.column("a"))).containsExactly(1, Double.NaN);
    assertThat(table.column("c").kind()).isEqualTo(Column.Kind.BOOLEAN);
    Files.writeString(file, "{\"a\": 1}\n{\"a\": [1]}\n");
    assertThatThrownBy(() -> Table.readJsonLines(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("a list or an object");
    Files.writeString(file, "{\"a\": 1}\n17\n");
    assertThatThrownBy(() -> Table.readJsonLines(file)).isInstanceOf(DataFormatException.class);
  }

  @Test
  void windowsHoldThePastAndTheComing() {
    Table series =
        Table.ofColumns(
            "series",
            List.of(Column.numbers("load", 1, 2, 3, 4, 5), Column.numbers("heat", 6, 7, 8, 9, 10)));
    Table windows = series.windows(2, 1, "load");

    assertThat(windows.columnNames())
        .containsExactly("load@-1", "load@0", "heat@-1", "heat@0", "load@+1");
    assertThat(windows.rows()).isEqualTo(3);
    assertThat(numbers(windows.column("load@-1"))).containsExactly(1, 2, 3);
    assertThat(numbers(windows.column("heat@0"))).containsExactly(7, 8, 9);
    assertThat(numbers(windows.column("load@+1"))).containsExactly(3, 4, 5);
    assertThatThrownBy(() -> series.windows(5, 1, "load"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("over 5,");
  }

  @Test
  void aTableIsDescribed() {
    assertThat(csv(PEOPLE).describe().toString().lines().toList())
        .containsExactly(
            "test.csv: 3 rows, 5 columns",
            "column  kind      gaps  distinct  content",
            "age     number    1     2         35.0000 to 41.0000, mean 38.0000",
            "city    category  1     2         Bonn, am Rhein 1, Kiel 1",
            "member  boolean   1     2         No 1, yes 1",
            "since   date      1     2         2023-01-01T12:00 to 2024-02-29",
            "id      number    0     3         1.00000 to 3.00000, mean 2.00000");
  }
}
