package lanewise.feature;

import java.util.Arrays;
import java.util.List;
import lanewise.data.DataException;
import lanewise.loss.Targets;
import lanewise.nn.Value;
import lanewise.table.Column;
import lanewise.table.Table;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.train.Examples;
import org.jspecify.annotations.Nullable;

/**
 * What a model keeps of {@link Features}: how the columns of a table, found by their names, become
 * the numbers that its network takes, and what its outputs mean. Immutable.
 *
 * <p>Other columns are ignored, in any order. A column that is missing is gaps alone, unless the
 * features ask for all columns. A gap in a number is the mean of the training rows, with a flag of
 * its own where the table of the features had gaps in that column; a gap in a category, and a
 * category that no training row had, is the unknown one, which has a place of its own.
 */
public final class TableEncoding {
  private final FeatureEncoder features;
  private final Target target;
  private final @Nullable String weightColumn;

  TableEncoding(FeatureEncoder features, Target target, @Nullable String weightColumn) {
    this.features = features;
    this.target = target;
    this.weightColumn = weightColumn;
  }

  /** The columns that are looked for, those of embeddings last. */
  public List<String> columns() {
    return features.columns();
  }

  /** How many values one row becomes. */
  public int width() {
    return features.width();
  }

  public Target target() {
    return target;
  }

  FeatureEncoder features() {
    return features;
  }

  @Nullable String weightColumn() {
    return weightColumn;
  }

  /** What a network begins with. */
  Value inputs() {
    return features.inputs();
  }

  /** The same encoding with statistics of these rows. */
  public TableEncoding fit(Table train) {
    return new TableEncoding(features.fit(train), target.fit(train), weightColumn);
  }

  /**
   * What the network takes: (rows, {@link #width}), float32.
   *
   * @throws DataException if a cell is of another type than the column of the training rows, or a
   *     number too large for its scale; the message names column and row
   */
  public Tensor encode(Table rows) {
    return features.encode(rows);
  }

  /**
   * Rows to train or judge a network on.
   *
   * @param balanced whether each class gets the same weight as any other, besides the weights of
   *     the rows
   * @throws DataException as {@link #encode} does, and if a row has no target or no weight
   */
  public Examples examples(Table rows, boolean balanced) {
    double @Nullable [] weights = weights(rows);
    if (balanced) {
      weights = balanced(rows, weights);
    }
    Tensor given = weights == null ? null : Tensor.of(weights, 0, Shape.of(weights.length));
    return Examples.of(encode(rows), targets(rows, given));
  }

  private Targets targets(Table rows, @Nullable Tensor weights) {
    return target.targets(rows, weights);
  }

  /** The weight of each row; null where all count alike. */
  public double @Nullable [] weights(Table rows) {
    if (weightColumn == null || !rows.has(weightColumn)) {
      return null;
    }
    Column cells = rows.column(weightColumn).as(Column.Kind.NUMBER);
    double[] weights = new double[rows.rows()];
    for (int row = 0; row < weights.length; row++) {
      weights[row] = cells.number(row);
      if (!(weights[row] >= 0)) {
        throw new DataException(
            "weight column "
                + weightColumn
                + ": "
                + (cells.isGap(row) ? "a gap" : weights[row])
                + " in row "
                + row
                + " (counted from 0), expected a number, 0 or more");
      }
    }
    return weights;
  }

  /** So that the weights of each class add up to the same, and all to what they added up to. */
  private double[] balanced(Table rows, double @Nullable [] weights) {
    int[] classes = target.classes(rows);
    if (classes == null) {
      throw new DataException(
          "Features: balanced classes for the target "
              + target.columns()
              + ", which has no classes, expected a target of classes");
    }
    double[] sums = new double[target.names().size()];
    double[] ofRows = weights == null ? ones(classes.length) : weights.clone();
    for (int row = 0; row < classes.length; row++) {
      sums[classes[row]] += ofRows[row];
    }
    double total = Arrays.stream(sums).sum();
    long present = Arrays.stream(sums).filter(sum -> sum > 0).count();
    for (int row = 0; row < classes.length; row++) {
      double sum = sums[classes[row]];
      ofRows[row] *= sum > 0 ? total / (present * sum) : 0;
    }
    return ofRows;
  }

  private static double[] ones(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  /**
   * Values of the target columns in their own units, as they are in the table.
   *
   * @param column the number of a target column
   * @throws DataException where the target is of another task
   */
  public double[] values(Table rows, int column) {
    return valueTarget().ownUnits(rows, column);
  }

  /** What an output says, in the own unit of a target column. */
  public double value(int column, double output) {
    return valueTarget().restored(column, output);
  }

  private ValueTarget valueTarget() {
    if (target instanceof ValueTarget values) {
      return values;
    }
    throw new DataException(
        "target " + target.columns() + ": of " + target.task() + ", expected numbers");
  }

  /** The encoding as JSON, from which {@link #parse} makes it again. */
  public String toText() {
    return EncodingText.write(this);
  }

  /**
   * Reads the text of {@link #toText}.
   *
   * @param source what errors name as the place the text is from
   * @throws lanewise.io.DataFormatException if it is no such text
   */
  public static TableEncoding parse(String source, String text) {
    return EncodingText.read(source, text);
  }
}
