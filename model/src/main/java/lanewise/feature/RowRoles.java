package lanewise.feature;

import java.util.Arrays;
import java.util.List;
import lanewise.data.Folds;
import lanewise.data.Split;
import lanewise.table.Column;
import lanewise.table.Table;
import org.jspecify.annotations.Nullable;

/** Which rows of a table train and which judge, as their groups, times or classes ask for. */
final class RowRoles {
  private RowRoles() {}

  /** One part to train and one to validate. */
  static Split split(Features features, double validation, long seed) {
    Table table = features.table();
    if (features.times() != null) {
      return Split.byTime(times(table, features.times()), validation, 0);
    }
    if (features.groups() != null) {
      return Split.grouped(groups(table, features.groups()), validation, 0, seed);
    }
    int[] classes = features.encoding().target().classes(table);
    return classes == null
        ? Split.byFraction(table.rows(), validation, 0, seed)
        : Split.stratified(classes, validation, 0, seed);
  }

  /** So many pairs of rows to train and rows to judge. */
  static List<Split> folds(Features features, int count, long seed) {
    Table table = features.table();
    if (features.times() != null) {
      return Folds.byTime(times(table, features.times()), count);
    }
    if (features.groups() != null) {
      return Folds.grouped(groups(table, features.groups()), count, seed);
    }
    int @Nullable [] classes = features.encoding().target().classes(table);
    return classes == null
        ? Folds.of(table.rows(), count, seed)
        : Folds.stratified(classes, count, seed);
  }

  private static double[] times(Table table, String column) {
    Column cells = table.column(column);
    double[] times = new double[table.rows()];
    Arrays.setAll(times, cells::number);
    return times;
  }

  /** A gap is a group of its own. */
  private static int[] groups(Table table, String column) {
    Column cells = table.column(column).as(Column.Kind.CATEGORY);
    int[] groups = new int[table.rows()];
    int next = cells.categories().size();
    for (int row = 0; row < groups.length; row++) {
      groups[row] = cells.isGap(row) ? next++ : cells.code(row);
    }
    return groups;
  }
}
