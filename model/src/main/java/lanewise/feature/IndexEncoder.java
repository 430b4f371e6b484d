package lanewise.feature;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.table.Column;
import org.jspecify.annotations.Nullable;

/**
 * A category as the number of a row of an embedding. The first row is that of the unknown: a gap,
 * and a category that fewer than two training rows have, so that the row learns what rare
 * categories have in common.
 *
 * @param categories those of the column when the encoder was planned
 * @param known which of them have a row of their own
 * @param dim the values per row of the embedding
 */
record IndexEncoder(String column, Categories categories, BitSet known, int dim)
    implements ColumnEncoder {
  private static final int ENOUGH = 2;

  IndexEncoder {
    known = (BitSet) known.clone();
  }

  static IndexEncoder planned(Column column, int dim) {
    return new IndexEncoder(column.name(), Categories.of(column.categories()), new BitSet(), dim);
  }

  @Override
  public Column.Kind kind() {
    return Column.Kind.CATEGORY;
  }

  @Override
  public int width() {
    return 1;
  }

  /** The rows of the embedding. */
  int entries() {
    return categories.size() + 1;
  }

  @Override
  public IndexEncoder fit(Column train) {
    BitSet often = categories.seen(train, ENOUGH);
    return new IndexEncoder(column, categories, often, dim);
  }

  @Override
  public void encode(@Nullable Column cells, int rows, float[] x, int at, int stride) {
    int[] places = categories.placesOf(cells, rows, known);
    for (int row = 0; row < rows; row++) {
      x[at + row * stride] = places[row] + 1;
    }
  }

  @Override
  public Map<String, Object> description() {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("encoder", "index");
    text.put("column", column);
    text.put("categories", categories.names());
    text.put("known", known.stream().toArray());
    text.put("dim", dim);
    return text;
  }
}
