package lanewise.io.dataset;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lanewise.data.DataException;
import lanewise.data.Dataset;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * Where in a table the features lie that a model was trained on, told by their names: in any order,
 * among others. Names are compared without the white space around them; of a name that occurs
 * several times on both sides, the first is the first.
 */
public final class FeatureColumns {
  private static final int MOST_NAMED = 5;

  private final int[] columns;
  private final List<String> others;

  private FeatureColumns(int[] columns, List<String> others) {
    this.columns = columns;
    this.others = List.copyOf(others);
  }

  /**
   * Finds the features of a model in a table.
   *
   * @param table what errors call the table
   * @param wanted the names of the model's features, in its order
   * @param found the names of the table's columns, in theirs
   * @throws DataException if one is missing, or occurs more often than the model has it
   */
  public static FeatureColumns of(String table, List<String> wanted, List<String> found) {
    Map<String, Deque<Integer>> places = new HashMap<>();
    for (int column = 0; column < found.size(); column++) {
      places.computeIfAbsent(found.get(column).strip(), name -> new ArrayDeque<>()).add(column);
    }
    List<String> missing = new ArrayList<>();
    int[] columns = new int[wanted.size()];
    for (int feature = 0; feature < columns.length; feature++) {
      Deque<Integer> left = places.get(wanted.get(feature).strip());
      Integer place = left == null ? null : left.poll();
      if (place == null) {
        missing.add(wanted.get(feature));
      } else {
        columns[feature] = place;
      }
    }
    if (!missing.isEmpty()) {
      throw new DataException(
          table
              + ": no column "
              + quoted(missing)
              + ", expected every feature of the model by its name; add the column or correct its name");
    }
    return new FeatureColumns(columns, others(table, wanted, found, places));
  }

  private static List<String> others(
      String table, List<String> wanted, List<String> found, Map<String, Deque<Integer>> places) {
    Set<String> stripped = wanted.stream().map(String::strip).collect(Collectors.toSet());
    List<String> others = new ArrayList<>();
    for (int column = 0; column < found.size(); column++) {
      String name = found.get(column).strip();
      Deque<Integer> left = places.get(name);
      if (left != null && left.contains(column)) {
        if (stripped.contains(name)) {
          throw new DataException(
              table
                  + ": another column "
                  + quoted(List.of(name))
                  + " at place "
                  + column
                  + " (counted from 0), expected the name as often as the model has it; rename it");
        }
        others.add(found.get(column));
      }
    }
    return others;
  }

  /** Some names for people to read. */
  public static String quoted(List<String> names) {
    String text =
        String.join(
            ", ", names.stream().limit(MOST_NAMED).map(name -> "\"" + name + "\"").toList());
    return names.size() > MOST_NAMED
        ? text + " and " + (names.size() - MOST_NAMED) + " more"
        : text;
  }

  /** The names of the columns that the model does not know. */
  public List<String> others() {
    return others;
  }

  /** Whether the table has the features and nothing else, in the order of the model. */
  public boolean inPlace() {
    return others.isEmpty()
        && IntStream.range(0, columns.length).allMatch(feature -> columns[feature] == feature);
  }

  /**
   * The features in the order of the model.
   *
   * @param rows (N, columns of the table)
   * @return (N, features), a copy unless all are in their places
   */
  public Tensor of(Tensor rows) {
    if (inPlace()) {
      return rows;
    }
    int count = rows.shape().examples();
    int width = rows.shape().exampleSize();
    Shape shape = Shape.of(count, columns.length);
    Tensor ordered = Tensor.of(new float[shape.size()], 0, shape);
    for (int row = 0; row < count; row++) {
      for (int feature = 0; feature < columns.length; feature++) {
        ordered.set(row * columns.length + feature, rows.get(row * width + columns[feature]));
      }
    }
    return ordered;
  }

  /**
   * The examples with the features in the order of the model.
   *
   * @param data not normalised, and without ignored labels
   */
  public Dataset of(Dataset data) {
    if (inPlace()) {
      return data;
    }
    Shape example = Shape.of(columns.length);
    float[] ordered = new float[example.batch(data.size()).size()];
    for (int row = 0; row < data.size(); row++) {
      for (int feature = 0; feature < columns.length; feature++) {
        ordered[row * columns.length + feature] = data.value(row, columns[feature]);
      }
    }
    return Dataset.of(data.name(), example, ordered, data.labels(), data.classNames());
  }
}
