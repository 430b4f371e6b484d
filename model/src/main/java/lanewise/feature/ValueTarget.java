package lanewise.feature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.data.DataException;
import lanewise.loss.Loss;
import lanewise.loss.MeanSquaredError;
import lanewise.loss.Targets;
import lanewise.table.Column;
import lanewise.table.Table;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Numbers, learned in units of their spread about their mean and given back in their own.
 *
 * @param log whether log(1 + x) is learned instead of x
 * @param scales one per column
 */
record ValueTarget(List<String> columns, boolean log, List<NumberEncoder> scales)
    implements Target {
  ValueTarget {
    columns = List.copyOf(columns);
    scales = List.copyOf(scales);
  }

  static ValueTarget of(List<Column> columns, boolean log) {
    return new ValueTarget(
        columns.stream().map(Column::name).toList(),
        log,
        columns.stream()
            .map(column -> NumberEncoder.planned(column.name(), Scaling.STANDARD))
            .toList());
  }

  @Override
  public Task task() {
    return Task.VALUES;
  }

  @Override
  public List<String> names() {
    return columns;
  }

  @Override
  public ValueTarget fit(Table train) {
    List<NumberEncoder> fitted = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      fitted.add(scales.get(i).fit(learned(train, i)));
    }
    return new ValueTarget(columns, log, fitted);
  }

  /** What is learned of a column, before it is scaled. */
  private Column learned(Table rows, int column) {
    Column cells = rows.column(columns.get(column)).as(Column.Kind.NUMBER);
    double[] numbers = new double[rows.rows()];
    for (int row = 0; row < numbers.length; row++) {
      double number = cells.number(row);
      if (cells.isGap(row) || (log && number <= -1)) {
        throw new DataException(
            "target "
                + cells.name()
                + ": "
                + (cells.isGap(row) ? "a gap" : number + ", which has no logarithm,")
                + " in row "
                + row
                + " (counted from 0), expected a number"
                + (log ? " above -1" : "")
                + "; drop the row or fill in the value");
      }
      numbers[row] = log ? Math.log1p(number) : number;
    }
    return Column.numbers(cells.name(), numbers);
  }

  @Override
  public Targets targets(Table rows, @Nullable Tensor weights) {
    float[] values = new float[Math.multiplyExact(rows.rows(), columns.size())];
    for (int i = 0; i < columns.size(); i++) {
      scales.get(i).encode(learned(rows, i), rows.rows(), values, i, columns.size());
    }
    return new Targets.Values(matrix(values, rows.rows(), columns.size()), weights);
  }

  /** The values in the columns' own units. */
  double[] ownUnits(Table rows, int column) {
    Column cells = rows.column(columns.get(column)).as(Column.Kind.NUMBER);
    double[] numbers = new double[rows.rows()];
    for (int row = 0; row < numbers.length; row++) {
      numbers[row] = cells.number(row);
    }
    return numbers;
  }

  /** What an output of the network says, in the column's own unit. */
  double restored(int column, double output) {
    double learned = output * scales.get(column).scale() + scales.get(column).shift();
    return log ? Math.expm1(learned) : learned;
  }

  @Override
  public int @Nullable [] classes(Table rows) {
    return null;
  }

  @Override
  public Loss loss(int outputs) {
    requireOutputs("values", columns, outputs);
    return new MeanSquaredError();
  }

  static void requireOutputs(String what, List<String> columns, int outputs) {
    if (outputs != columns.size()) {
      throw new ShapeException(
          "target "
              + columns
              + ": a network of "
              + outputs
              + " outputs, expected "
              + columns.size()
              + " "
              + what
              + "; end it with dense("
              + columns.size()
              + ")");
    }
  }

  static Tensor matrix(float[] values, int rows, int cols) {
    return Tensor.of(values, 0, Shape.of(rows, cols));
  }

  @Override
  public Map<String, Object> description() {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("target", "values");
    text.put("log", log);
    text.put("scales", scales.stream().map(NumberEncoder::description).toList());
    return text;
  }
}
