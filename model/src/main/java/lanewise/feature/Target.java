package lanewise.feature;

import java.util.List;
import java.util.Map;
import lanewise.loss.Loss;
import lanewise.loss.Targets;
import lanewise.table.Table;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What is to be learned from the rows of a table, and how it is told to a loss. Immutable. */
public sealed interface Target permits ClassTarget, LabelTarget, ValueTarget {
  /**
   * Classes of a data set, without a table.
   *
   * @param name what errors call it
   */
  static Target ofClasses(String name, List<String> classNames) {
    return new ClassTarget(name, Categories.of(classNames));
  }

  Task task();

  /** The columns that hold it. */
  List<String> columns();

  /** The names of what is answered: of the classes, of the labels, of the values. */
  List<String> names();

  /** The same target with statistics of these rows. */
  Target fit(Table train);

  /**
   * The targets of some rows.
   *
   * @param weights one per row; null for equal ones
   * @throws lanewise.data.DataException if a row has none, or one that is not known; the message
   *     names column and row
   */
  Targets targets(Table rows, @Nullable Tensor weights);

  /**
   * The class of each row, to divide rows so that each part has its share; null where there are no
   * classes.
   */
  int @Nullable [] classes(Table rows);

  /**
   * The usual loss for a network of so many outputs.
   *
   * @throws lanewise.tensor.ShapeException if that many outputs do not fit
   */
  Loss loss(int outputs);

  /** The target as plain values, from which {@link EncodingText} makes it again. */
  Map<String, Object> description();
}
