package lanewise.feature;

import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.table.Column;
import org.jspecify.annotations.Nullable;

/**
 * A category with an order, as a number: its place in the order, scaled. What has no place is a
 * gap.
 *
 * @param order the categories from the least on
 * @param number scales the places
 */
record OrdinalEncoder(String column, Categories order, NumberEncoder number)
    implements ColumnEncoder {

  static OrdinalEncoder planned(Column column, Categories order) {
    return new OrdinalEncoder(
        column.name(),
        order,
        NumberEncoder.planned(places(column, column.rows(), order), Scaling.STANDARD));
  }

  private static Column places(Column cells, int rows, Categories order) {
    int[] places = order.placesOf(cells, rows, null);
    double[] numbers = new double[places.length];
    for (int i = 0; i < places.length; i++) {
      numbers[i] = places[i] == Categories.UNKNOWN ? Double.NaN : places[i];
    }
    return Column.numbers(cells.name(), numbers);
  }

  @Override
  public Column.Kind kind() {
    return Column.Kind.CATEGORY;
  }

  @Override
  public int width() {
    return number.width();
  }

  @Override
  public OrdinalEncoder fit(Column train) {
    return new OrdinalEncoder(column, order, number.fit(places(train, train.rows(), order)));
  }

  @Override
  public void encode(@Nullable Column cells, int rows, float[] x, int at, int stride) {
    number.encode(cells == null ? null : places(cells, rows, order), rows, x, at, stride);
  }

  @Override
  public Map<String, Object> description() {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("encoder", "ordinal");
    text.put("column", column);
    text.put("order", order.names());
    text.put("number", number.description());
    return text;
  }
}
