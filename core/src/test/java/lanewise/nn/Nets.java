package lanewise.nn;

import java.util.function.UnaryOperator;
import lanewise.tensor.Shape;

/** Fully connected nets: {dense - what a test wants behind it} for each hidden width - dense. */
public final class Nets {
  private Nets() {}

  /** With ReLUs. */
  public static Graph relu(Shape example, int outputs, int... hidden) {
    return of(example, outputs, Value::relu, hidden);
  }

  /** With what {@code behind} puts behind each hidden layer. */
  public static Graph of(Shape example, int outputs, UnaryOperator<Value> behind, int... hidden) {
    Value value = Value.input(example.dims()).flatten();
    for (int width : hidden) {
      value = behind.apply(value.dense(width));
    }
    return Graph.of(value.dense(outputs));
  }
}
