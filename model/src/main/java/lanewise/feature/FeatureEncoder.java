package lanewise.feature;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lanewise.data.DataException;
import lanewise.nn.Value;
import lanewise.table.Column;
import lanewise.table.Table;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What turns the feature columns of a table into a network's input: one encoder per column, those
 * of embeddings last. Immutable.
 *
 * @param needsAll whether a column that a table lacks is an error, and not gaps alone
 */
record FeatureEncoder(List<ColumnEncoder> encoders, boolean needsAll) {
  FeatureEncoder {
    List<ColumnEncoder> ordered = new ArrayList<>(encoders);
    ordered.sort((a, b) -> Boolean.compare(a instanceof IndexEncoder, b instanceof IndexEncoder));
    encoders = List.copyOf(ordered);
    if (encoders.isEmpty()) {
      throw new DataException("Features: no feature column, expected 1 or more beside the target");
    }
  }

  List<String> columns() {
    return encoders.stream().map(ColumnEncoder::column).toList();
  }

  int width() {
    return encoders.stream().mapToInt(ColumnEncoder::width).sum();
  }

  FeatureEncoder fit(Table train) {
    return new FeatureEncoder(
        encoders.stream().map(encoder -> encoder.fit(cells(encoder, train))).toList(), needsAll);
  }

  private static Column cells(ColumnEncoder encoder, Table table) {
    return table.column(encoder.column()).as(encoder.kind());
  }

  /** (rows, {@link #width}), float32. */
  Tensor encode(Table table) {
    int stride = width();
    Tensor x = Tensor.of(new float[Math.multiplyExact(table.rows(), stride)], 0, shape(table));
    int at = 0;
    for (ColumnEncoder encoder : encoders) {
      encoder.encode(cellsOrGaps(encoder, table), table.rows(), x.floats(), at, stride);
      at += encoder.width();
    }
    return x;
  }

  private Shape shape(Table table) {
    return Shape.of(table.rows(), width());
  }

  private @Nullable Column cellsOrGaps(ColumnEncoder encoder, Table table) {
    return needsAll || table.has(encoder.column()) ? cells(encoder, table) : null;
  }

  /** The network's input and, behind it, the embeddings: what the layers of a model begin with. */
  Value inputs() {
    Value encoded = Value.input(width());
    int plain =
        encoders.stream()
            .filter(encoder -> !(encoder instanceof IndexEncoder))
            .mapToInt(ColumnEncoder::width)
            .sum();
    List<Value> parts = new ArrayList<>();
    if (plain == width()) {
      return encoded;
    }
    if (plain > 0) {
      parts.add(encoded.columns(0, plain));
    }
    int at = plain;
    for (ColumnEncoder encoder : encoders) {
      if (encoder instanceof IndexEncoder index) {
        parts.add(encoded.columns(at++, 1).embedding(index.entries(), index.dim()));
      }
    }
    Value first = parts.get(0);
    return parts.size() == 1
        ? first
        : first.concat(parts.subList(1, parts.size()).toArray(Value[]::new));
  }

  /** The encoder of a column. */
  Optional<ColumnEncoder> encoder(String column) {
    return encoders.stream().filter(encoder -> encoder.column().equals(column)).findFirst();
  }
}
