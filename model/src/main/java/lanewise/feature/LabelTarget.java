package lanewise.feature;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.data.DataException;
import lanewise.loss.BinaryCrossEntropy;
import lanewise.loss.Loss;
import lanewise.loss.Targets;
import lanewise.table.Column;
import lanewise.table.Table;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Labels of which a row has any number: one column each, of truth values or of 0 and 1. */
record LabelTarget(List<String> columns) implements Target {
  LabelTarget {
    columns = List.copyOf(columns);
  }

  @Override
  public Task task() {
    return Task.LABELS;
  }

  @Override
  public List<String> names() {
    return columns;
  }

  @Override
  public LabelTarget fit(Table train) {
    return this;
  }

  @Override
  public Targets targets(Table rows, @Nullable Tensor weights) {
    float[] values = new float[Math.multiplyExact(rows.rows(), columns.size())];
    for (int label = 0; label < columns.size(); label++) {
      Column cells = rows.column(columns.get(label));
      for (int row = 0; row < rows.rows(); row++) {
        values[row * columns.size() + label] = truth(cells, row);
      }
    }
    return new Targets.Values(ValueTarget.matrix(values, rows.rows(), columns.size()), weights);
  }

  private static float truth(Column cells, int row) {
    boolean truth = cells.kind() == Column.Kind.BOOLEAN || cells.kind() == Column.Kind.NUMBER;
    double value = truth && !cells.isGap(row) ? cells.number(row) : Double.NaN;
    if (value != 0 && value != 1) {
      throw new DataException(
          "target "
              + cells.name()
              + ": "
              + (cells.isGap(row) ? "a gap" : "\"" + cells.text(row) + "\"")
              + " in row "
              + row
              + " (counted from 0), expected a truth value, or 0 or 1");
    }
    return (float) value;
  }

  @Override
  public int @Nullable [] classes(Table rows) {
    return null;
  }

  @Override
  public Loss loss(int outputs) {
    ValueTarget.requireOutputs("labels", columns, outputs);
    return BinaryCrossEntropy.ofLogits();
  }

  @Override
  public Map<String, Object> description() {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("target", "labels");
    text.put("columns", columns);
    return text;
  }
}
