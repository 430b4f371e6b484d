package lanewise.feature;

import java.util.Map;
import lanewise.table.Column;
import org.jspecify.annotations.Nullable;

/**
 * How the cells of one column become values of a network's input. An encoder is planned from the
 * column's kind and its categories, which set the {@link #width}; what it computes with is fitted
 * on training rows alone. Immutable.
 */
sealed interface ColumnEncoder
    permits CalendarEncoder, IndexEncoder, NumberEncoder, OneHotEncoder, OrdinalEncoder {
  /** The column's name. */
  String column();

  /** The kind that the column must be of, or be turned into. */
  Column.Kind kind();

  /** How many values one cell becomes. */
  int width();

  /** The same encoder with statistics of these cells. */
  ColumnEncoder fit(Column train);

  /**
   * Encodes all cells of a column.
   *
   * @param cells of {@link #kind}; null where there is no such column, which is gaps alone
   * @param x receives the values of row i at {@code at + i * stride} and behind it
   * @throws lanewise.data.DataException if a value is too large for its scale; the message names
   *     column and row
   */
  void encode(@Nullable Column cells, int rows, float[] x, int at, int stride);

  /** The encoder as plain values, from which {@link EncodingText} makes it again. */
  Map<String, Object> description();
}
