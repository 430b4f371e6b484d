package lanewise.feature;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import lanewise.data.DataException;
import lanewise.data.Split;
import lanewise.nn.Value;
import lanewise.table.Column;
import lanewise.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * A table, which of its columns is to be learned, and how the others become numbers. Immutable:
 * each method returns other features of the same table.
 *
 * <p>Unless a method says otherwise: numbers and dates are standardised; truth values are 0 and 1,
 * standardised; categories are one-hot up to {@value #ONE_HOT} of them, above that an embedding of
 * min(50, 1.6 n^0.56) values. The target is numbers if its columns are, but for a column of the
 * numbers 0 and 1 alone; else classes. The categories of the whole table have places, but all
 * statistics, and which categories are known, come from the rows that a model is trained on.
 */
public final class Features {
  /** How many categories are one-hot unless a method says otherwise. */
  public static final int ONE_HOT = 32;

  /** Of fewer words than these, the others numbers, a column is not taken for categories. */
  private static final double SHARE_OF_WORDS = 0.1;

  /** Makes the encoder of a column that a method speaks of. */
  private interface Choice {
    ColumnEncoder encoder(Column column);
  }

  private final Table table;

  /** The table whose categories have places; its rows may be more than those of {@link #table}. */
  private final Table planned;

  private final List<String> targets;
  private final Map<String, Choice> choices;
  private final Set<String> dropped;
  private final Options options;

  /** What is said of the rows and of the target. */
  private static final class Options {
    @Nullable String weights;
    @Nullable String groups;
    @Nullable String times;
    boolean needsAll;
    boolean logTarget;
    boolean classTarget;

    Options copy() {
      Options copy = new Options();
      copy.weights = weights;
      copy.groups = groups;
      copy.times = times;
      copy.needsAll = needsAll;
      copy.logTarget = logTarget;
      copy.classTarget = classTarget;
      return copy;
    }
  }

  private Features(
      Table table,
      Table planned,
      List<String> targets,
      Map<String, Choice> choices,
      Set<String> dropped,
      Options options) {
    this.table = table;
    this.planned = planned;
    this.targets = targets;
    this.choices = choices;
    this.dropped = dropped;
    this.options = options;
  }

  /**
   * Features of a table.
   *
   * @param target the column to be learned: several are several values if they are numbers, and
   *     labels if they are truth values
   * @throws DataException if a column is not there, or the table has no row
   */
  public static Features of(Table table, String... target) {
    if (table.rows() == 0) {
      throw new DataException(table.name() + ": 0 rows, expected 1 or more");
    }
    if (target.length == 0) {
      throw new DataException("Features: no target column, expected the name of 1 or more");
    }
    for (String column : target) {
      table.column(column);
    }
    return new Features(table, table, List.of(target), Map.of(), Set.of(), new Options());
  }

  /** The table that the features are of. */
  public Table table() {
    return table;
  }

  /** The same without some columns. */
  public Features drop(String... columns) {
    Set<String> more = new HashSet<>(dropped);
    for (String column : columns) {
      table.column(column);
      more.add(column);
    }
    return new Features(table, planned, targets, choices, more, options);
  }

  /** The same with a column as an embedding: a learned vector of so many values per category. */
  public Features embed(String column, int dim) {
    if (dim < 1) {
      throw new DataException("Features.embed: dim " + dim + ", expected 1 or more");
    }
    return choose(cells -> IndexEncoder.planned(category(cells), dim), column);
  }

  /** The same with columns one-hot, numbers too: one value per category. */
  public Features oneHot(String... columns) {
    return choose(cells -> OneHotEncoder.planned(category(cells)), columns);
  }

  /**
   * The same with a column as the place of its category in an order, scaled.
   *
   * @param order from the least on; categories beside these are gaps
   */
  public Features ordinal(String column, String... order) {
    Categories places = Categories.of(List.of(order));
    return choose(cells -> OrdinalEncoder.planned(category(cells), places), column);
  }

  /** The same with columns of numbers scaled in another way. */
  public Features scale(Scaling scaling, String... columns) {
    return choose(cells -> number(cells, scaling), columns);
  }

  /**
   * The same with columns of dates as their places in the year, the week and the day too, and not
   * only as how late they are: for what happens in summer, on Mondays, at night.
   *
   * @throws DataException if a cell is no date; the message names column and row
   */
  public Features calendar(String... columns) {
    return choose(cells -> CalendarEncoder.planned(cells.as(Column.Kind.DATE)), columns);
  }

  private Features choose(Choice choice, String... columns) {
    Map<String, Choice> more = new LinkedHashMap<>(choices);
    for (String column : columns) {
      table.column(column);
      more.put(column, choice);
    }
    return new Features(table, planned, targets, more, dropped, options);
  }

  /** The same with a column of weights, 0 or more: a row of weight 2 counts as twice the row. */
  public Features weightedBy(String column) {
    table.column(column);
    return with(changed -> changed.weights = column);
  }

  /** The same with a column of groups: rows of one group never train and validate. */
  public Features groupedBy(String column) {
    table.column(column);
    return with(changed -> changed.groups = column);
  }

  /** The same with a column of times: what validates is later than what trains. */
  public Features orderedBy(String column) {
    table.column(column);
    return with(changed -> changed.times = column);
  }

  /** The same where a row to be answered must have all columns; else a missing one is a gap. */
  public Features needingAllColumns() {
    return with(changed -> changed.needsAll = true);
  }

  /** The same with log(1 + target) learned, and answers in the target's own unit. */
  public Features logTarget() {
    return with(changed -> changed.logTarget = true);
  }

  /** The same with each number of the target column as a class. */
  public Features classTarget() {
    return with(changed -> changed.classTarget = true);
  }

  private Features with(Consumer<Options> change) {
    Options changed = options.copy();
    change.accept(changed);
    return new Features(table, planned, targets, choices, dropped, changed);
  }

  @Nullable String groups() {
    return options.groups;
  }

  @Nullable String times() {
    return options.times;
  }

  /**
   * Which rows train and which validate: whole groups where there are some, the latest rows where
   * there are times, else drawn by the seed with each class in its share.
   *
   * @param validation the share of the rows that validate, 0 or more, less than 1
   */
  public Split split(double validation, long seed) {
    return RowRoles.split(this, validation, seed);
  }

  /** So many ways to divide the rows, as {@link #split} does, each row validating in one. */
  public List<Split> folds(int count, long seed) {
    return RowRoles.folds(this, count, seed);
  }

  /** The same features of some rows. */
  public Features rows(int[] rowNumbers) {
    return withTable(table.rows(rowNumbers));
  }

  /** The same features, with places for the same categories, of another table of such columns. */
  public Features withTable(Table other) {
    return new Features(other, planned, targets, choices, dropped, options);
  }

  /**
   * The symbol that a network begins with: the encoded columns, embeddings included.
   *
   * @throws DataException as {@link #encoding} does
   */
  public Value inputs() {
    return encoding().inputs();
  }

  /**
   * The encoding, planned and not fitted yet.
   *
   * @throws DataException if no column is left beside the target, a column of categories has
   *     another one in each row, or the target has fewer than two classes
   */
  public TableEncoding encoding() {
    Set<String> apart = new HashSet<>(dropped);
    apart.addAll(targets);
    for (String role : new String[] {options.weights, options.groups}) {
      if (role != null) {
        apart.add(role);
      }
    }
    List<ColumnEncoder> encoders = new ArrayList<>();
    for (Column column : planned.columns()) {
      if (!apart.contains(column.name())) {
        Choice choice = choices.getOrDefault(column.name(), Features::usual);
        encoders.add(choice.encoder(column));
      }
    }
    return new TableEncoding(
        new FeatureEncoder(encoders, options.needsAll), target(), options.weights);
  }

  private static ColumnEncoder usual(Column column) {
    return switch (column.kind()) {
      case NUMBER, BOOLEAN, DATE -> NumberEncoder.planned(column, Scaling.STANDARD);
      case CATEGORY -> {
        requireNoNumbers(column);
        yield column.categories().size() <= ONE_HOT
            ? OneHotEncoder.planned(column)
            : IndexEncoder.planned(requireRepeated(column), usualDim(column.categories().size()));
      }
    };
  }

  /** A word among numbers is rather a mistake than a category. */
  private static void requireNoNumbers(Column column) {
    int cells = column.rows() - column.gaps();
    int words = cells - column.numbers();
    if (words == 0 || words > SHARE_OF_WORDS * cells) {
      return;
    }
    for (int row = 0; row < column.rows(); row++) {
      String text = column.text(row);
      if (text != null && Column.categories("cell", List.of(text)).numbers() == 0) {
        throw new DataException(
            "column "
                + column.name()
                + ": \""
                + text
                + "\" in row "
                + row
                + " (counted from 0) among "
                + column.numbers()
                + " numbers, expected numbers or categories; correct the cell, name it as a gap, or"
                + " ask for oneHot, embed or classTarget");
      }
    }
  }

  private static Column requireRepeated(Column column) {
    if (column.categories().size() == column.rows() - column.gaps()) {
      throw new DataException(
          "column "
              + column.name()
              + ": another category in each of its "
              + column.rows()
              + " rows, expected categories that occur again; drop the column");
    }
    return column;
  }

  private static int usualDim(int categories) {
    return (int) Math.min(50, Math.round(1.6 * Math.pow(categories, 0.56)));
  }

  private static Column category(Column column) {
    return column.as(Column.Kind.CATEGORY);
  }

  private static NumberEncoder number(Column column, Scaling scaling) {
    return NumberEncoder.planned(
        column.kind() == Column.Kind.CATEGORY ? column.as(Column.Kind.NUMBER) : column, scaling);
  }

  private Target target() {
    List<Column> columns = targets.stream().map(planned::column).toList();
    if (!options.classTarget) {
      columns.stream()
          .filter(column -> column.kind() == Column.Kind.CATEGORY)
          .forEach(Features::requireNoNumbers);
    }
    if (columns.size() > 1 && columns.stream().allMatch(Features::isTruth)) {
      return new LabelTarget(targets);
    }
    boolean numbers = columns.stream().allMatch(column -> column.kind() == Column.Kind.NUMBER);
    if (columns.size() > 1 && !numbers) {
      throw new DataException(
          "Features: target columns "
              + targets
              + ", expected one column of classes, or several of numbers or of truth values");
    }
    boolean classes =
        options.classTarget || !numbers || (!options.logTarget && isTruth(columns.get(0)));
    return classes ? ClassTarget.of(columns.get(0)) : ValueTarget.of(columns, options.logTarget);
  }

  /** Truth values, or the numbers 0 and 1 alone. */
  private static boolean isTruth(Column column) {
    if (column.kind() != Column.Kind.NUMBER) {
      return column.kind() == Column.Kind.BOOLEAN;
    }
    for (int row = 0; row < column.rows(); row++) {
      if (!column.isGap(row) && column.number(row) != 0 && column.number(row) != 1) {
        return false;
      }
    }
    return true;
  }
}
