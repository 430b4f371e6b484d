package lanewise.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import lanewise.data.DataException;

/**
 * Real tables to try things on, embedded. Where they come from stands in SOURCES.md beside them.
 */
public final class Tables {
  /** The names that {@link #load} takes. */
  public static final List<String> NAMES = List.of("diabetes", "penguins");

  private Tables() {}

  /** 344 penguins of three species: two columns of categories, four measures, gaps. */
  public static Table penguins() {
    return load("penguins");
  }

  /** 442 patients: ten measures, and how far a disease has progressed a year later. */
  public static Table diabetes() {
    return load("diabetes");
  }

  /**
   * A table by its name.
   *
   * @param name one of {@link #NAMES}
   * @throws DataException if it is none of them
   */
  public static Table load(String name) {
    if (!NAMES.contains(name)) {
      throw new DataException("table \"" + name + "\", expected one of " + NAMES);
    }
    try (InputStream in = Tables.class.getResourceAsStream(name + ".csv")) {
      if (in == null) {
        throw new DataException("table " + name + " is not in the jar, expected it there");
      }
      return Table.readCsv(name, in, CsvOptions.defaults());
    } catch (IOException closing) {
      throw new UncheckedIOException(closing);
    }
  }
}
