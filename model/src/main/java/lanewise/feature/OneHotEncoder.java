package lanewise.feature;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.table.Column;
import org.jspecify.annotations.Nullable;

/**
 * A category as one value per category, of which one is 1. The last value is that of the unknown: a
 * gap, or a category that no training row has.
 *
 * @param categories those of the column when the encoder was planned
 * @param known which of them a training row had
 */
record OneHotEncoder(String column, Categories categories, BitSet known) implements ColumnEncoder {
  OneHotEncoder {
    known = (BitSet) known.clone();
  }

  static OneHotEncoder planned(Column column) {
    return new OneHotEncoder(column.name(), Categories.of(column.categories()), new BitSet());
  }

  @Override
  public Column.Kind kind() {
    return Column.Kind.CATEGORY;
  }

  @Override
  public int width() {
    return categories.size() + 1;
  }

  @Override
  public OneHotEncoder fit(Column train) {
    return new OneHotEncoder(column, categories, categories.seen(train, 1));
  }

  @Override
  public void encode(@Nullable Column cells, int rows, float[] x, int at, int stride) {
    int[] places = categories.placesOf(cells, rows, known);
    for (int row = 0; row < rows; row++) {
      int first = at + row * stride;
      Arrays.fill(x, first, first + width(), 0);
      x[first + (places[row] == Categories.UNKNOWN ? categories.size() : places[row])] = 1;
    }
  }

  @Override
  public Map<String, Object> description() {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("encoder", "one-hot");
    text.put("column", column);
    text.put("categories", categories.names());
    text.put("known", known.stream().toArray());
    return text;
  }
}
