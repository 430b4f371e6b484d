package lanewise.table;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import lanewise.data.DataException;
import lanewise.tensor.SeededRandom;
import org.jspecify.annotations.Nullable;

/**
 * Tables of the same columns, one after another, from the beginning each time that it is asked: for
 * rows of which memory holds only some.
 */
@FunctionalInterface
public interface TableStream {
  /** Gives each table to the consumer, in their order. */
  void forEach(Consumer<? super Table> consumer);

  /**
   * The rows of a CSV file, so many at a time. The kinds of the columns are found in all rows, in a
   * pass before each; as {@link Table#readCsv(Path, CsvOptions)} otherwise.
   *
   * @param rows of a table, 1 or more
   */
  static TableStream ofCsv(Path file, CsvOptions options, int rows) {
    if (rows < 1) {
      throw new DataException("TableStream.ofCsv: " + rows + " rows a table, expected 1 or more");
    }
    return consumer -> CsvTable.read(file, options, rows, consumer);
  }

  /**
   * Rows drawn from all tables, each with the same chance, in their order: one pass, in memory of
   * the sample and a table.
   *
   * @param rows that are drawn; all, where there are no more
   * @throws DataException if there is no table
   */
  default Table sample(int rows, long seed) {
    Sample sample = new Sample(rows, SeededRandom.stream(seed, "table", "sample"));
    forEach(sample::offer);
    return sample.rows();
  }

  /** The rows with the smallest of the numbers drawn for each. */
  final class Sample {
    private final int most;
    private final SeededRandom random;
    private @Nullable Table kept;
    private double[] keys = {};

    private Sample(int most, SeededRandom random) {
      this.most = most;
      this.random = random;
    }

    private void offer(Table more) {
      Table all = kept == null ? more : kept.append(more);
      double[] ofAll = new double[all.rows()];
      System.arraycopy(keys, 0, ofAll, 0, keys.length);
      for (int row = keys.length; row < ofAll.length; row++) {
        ofAll[row] = random.nextDouble();
      }
      int[] chosen =
          IntStream.range(0, ofAll.length)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer row) -> ofAll[row]))
              .limit(most)
              .mapToInt(row -> row)
              .sorted()
              .toArray();
      kept = all.rows(chosen);
      keys = IntStream.of(chosen).mapToDouble(row -> ofAll[row]).toArray();
    }

    private Table rows() {
      if (kept == null) {
        throw new DataException("TableStream.sample: no table, expected one or more");
      }
      return kept;
    }
  }
}
