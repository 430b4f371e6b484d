package lanewise.nn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lanewise.kernel.Backend;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** Reads the golden values in {@code lanewise/expected}; their sources are named there. */
public final class GoldenFile {
  private GoldenFile() {}

  /** The content of a file. */
  public static JsonNode read(String file) {
    try (InputStream in =
        Objects.requireNonNull(
            GoldenFile.class.getResourceAsStream("/lanewise/expected/" + file), file)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A fact of {@code cs231n.json}. */
  public static JsonNode fact(String name) {
    for (JsonNode fact : read("cs231n.json").get("facts")) {
      if (fact.get("name").asText().equals(name)) {
        return fact;
      }
    }
    throw new IllegalArgumentException("no fact " + name);
  }

  /** All numbers of nested arrays, or of a linspace formula, in row-major order. */
  public static double[] numbers(JsonNode node) {
    if (node.has("linspace")) {
      JsonNode formula = node.get("linspace");
      double first = formula.get(0).asDouble();
      double last = formula.get(1).asDouble();
      double[] values = new double[formula.get(2).asInt()];
      for (int i = 0; i < values.length; i++) {
        values[i] = first + i * (last - first) / (values.length - 1);
      }
      return values;
    }
    List<Double> found = new ArrayList<>();
    collect(node, found);
    return found.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void collect(JsonNode node, List<Double> found) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, found));
    } else {
      found.add(node.asDouble());
    }
  }

  /** The extents of nested arrays or of a linspace formula. */
  public static Shape shape(JsonNode node) {
    List<Integer> dims = new ArrayList<>();
    if (node.has("linspace")) {
      node.get("shape").forEach(dim -> dims.add(dim.asInt()));
    } else {
      for (JsonNode at = node; at.isArray(); at = at.get(0)) {
        dims.add(at.size());
      }
    }
    return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
  }

  /** The numbers as a tensor. */
  public static Tensor tensor(Backend backend, JsonNode node) {
    return backend.tensor(shape(node), numbers(node));
  }

  /** A matrix with rows and columns exchanged: the material stores weights as (in, out). */
  public static double[] transposed(JsonNode node) {
    Shape shape = shape(node);
    double[] values = numbers(node);
    double[] result = new double[values.length];
    for (int i = 0; i < shape.dim(0); i++) {
      for (int j = 0; j < shape.dim(1); j++) {
        result[j * shape.dim(0) + i] = values[i * shape.dim(1) + j];
      }
    }
    return result;
  }

  /** Whole numbers. */
  public static int[] integers(JsonNode node) {
    int[] values = new int[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).asInt();
    }
    return values;
  }

  /** CS231n's rel_error: max |x - y| / max(1e-8, |x| + |y|). */
  public static double relativeError(double[] x, double[] y) {
    if (x.length != y.length) {
      return Double.POSITIVE_INFINITY;
    }
    double max = 0;
    for (int i = 0; i < x.length; i++) {
      double error = Math.abs(x[i] - y[i]) / Math.max(1e-8, Math.abs(x[i]) + Math.abs(y[i]));
      max = error <= max ? max : error;
    }
    return max;
  }

  /** max |x - y|. */
  public static double absoluteError(double[] x, double[] y) {
    if (x.length != y.length) {
      return Double.POSITIVE_INFINITY;
    }
    double max = 0;
    for (int i = 0; i < x.length; i++) {
      double error = Math.abs(x[i] - y[i]);
      max = error <= max ? max : error;
    }
    return max;
  }
}
