package lanewise.feature;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.data.DataException;
import lanewise.loss.BinaryCrossEntropy;
import lanewise.loss.Loss;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.Targets;
import lanewise.table.Column;
import lanewise.table.Table;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Classes that exclude each other, by their names. */
record ClassTarget(String column, Categories classes) implements Target {
  static ClassTarget of(Column column) {
    Column cells = column.as(Column.Kind.CATEGORY);
    BitSet seen = Categories.of(cells.categories()).seen(cells, 1);
    List<String> classes = seen.stream().mapToObj(cells.categories()::get).toList();
    if (classes.size() < 2) {
      throw new DataException(
          "target "
              + column.name()
              + ": "
              + classes.size()
              + " classes "
              + classes
              + ", expected 2 or more to choose from");
    }
    return new ClassTarget(column.name(), Categories.of(classes));
  }

  @Override
  public Task task() {
    return classes.size() == 2 ? Task.BINARY : Task.CLASSES;
  }

  @Override
  public List<String> columns() {
    return List.of(column);
  }

  @Override
  public List<String> names() {
    return classes.names();
  }

  @Override
  public ClassTarget fit(Table train) {
    return this;
  }

  @Override
  public Targets targets(Table rows, @Nullable Tensor weights) {
    return new Targets.Labels(Tensor.of(classes(rows), 0, Shape.of(rows.rows())), weights);
  }

  @Override
  public int[] classes(Table rows) {
    Column cells = rows.column(column).as(Column.Kind.CATEGORY);
    int[] places = classes.placesOf(cells, rows.rows(), null);
    for (int row = 0; row < places.length; row++) {
      if (places[row] == Categories.UNKNOWN) {
        throw new DataException(
            "target "
                + column
                + ": "
                + (cells.isGap(row) ? "a gap" : "\"" + cells.text(row) + "\"")
                + " in row "
                + row
                + " (counted from 0), expected one of the "
                + classes.size()
                + " classes; drop the row or fill in the class");
      }
    }
    return places;
  }

  @Override
  public Loss loss(int outputs) {
    if (outputs == 1 && classes.size() == 2) {
      return BinaryCrossEntropy.ofLogits();
    }
    if (outputs == classes.size()) {
      return new SoftmaxCrossEntropy();
    }
    throw new ShapeException(
        "target "
            + column
            + ": a network of "
            + outputs
            + " outputs, expected "
            + (classes.size() == 2 ? "1 or " : "")
            + classes.size()
            + ", one per class; end it with dense("
            + classes.size()
            + ")");
  }

  @Override
  public Map<String, Object> description() {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("target", "classes");
    text.put("column", column);
    text.put("classes", classes.names());
    return text;
  }
}
