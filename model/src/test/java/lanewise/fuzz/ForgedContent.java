package lanewise.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import lanewise.io.tensors.SafeTensors;
import lanewise.model.Forgery;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** Changes what a sealed file says, one or two things of it, and seals it again. */
final class ForgedContent {
  private static final float[] EXTREMES = {
    0, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE, Float.MIN_VALUE
  };

  private final SortedMap<String, Tensor> tensors;
  private final SortedMap<String, String> metadata;
  private final RandomGenerator random;

  private ForgedContent(SafeTensors content, RandomGenerator random) {
    tensors = new TreeMap<>(content.tensors());
    metadata = new TreeMap<>(content.metadata());
    this.random = random;
  }

  static Recipe of(SafeTensors content) {
    return random -> {
      var forged = new ForgedContent(content, random);
      for (int count = 1 + random.nextInt(2); count > 0; count--) {
        forged.change();
      }
      return Forgery.sealed(forged.tensors, forged.metadata);
    };
  }

  private void change() {
    switch (random.nextInt(10)) {
      case 0 -> metadata.remove(one(metadata));
      case 1 -> metadata.put(one(metadata), metadata.getOrDefault(one(metadata), ""));
      case 2 -> tensors.remove(one(tensors));
      case 3 -> tensors.put(one(tensors) + "x", Tensor.zeros(DType.FLOAT32, Shape.of(2)));
      case 4 -> tensors.put(one(tensors), extremeTensor());
      default ->
          metadata.computeIfPresent(
              one(metadata),
              (key, text) ->
                  new String(
                      Mutation.some(text.getBytes(StandardCharsets.UTF_8), random),
                      StandardCharsets.UTF_8));
    }
  }

  private Tensor extremeTensor() {
    List<Shape> shapes =
        List.of(
            Shape.of(), Shape.of(1), Shape.of(2), Shape.of(3, 2), Shape.of(2, 1, 1), Shape.of(9));
    Shape shape = shapes.get(random.nextInt(shapes.size()));
    Tensor tensor = Tensor.zeros(random.nextBoolean() ? DType.FLOAT32 : DType.FLOAT64, shape);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.set(i, EXTREMES[random.nextInt(EXTREMES.length)]);
    }
    return tensor;
  }

  /** A key of the map, or one of its own where it is empty. */
  private String one(SortedMap<String, ?> map) {
    List<String> keys = List.copyOf(map.keySet());
    return keys.isEmpty() ? "key" : keys.get(random.nextInt(keys.size()));
  }
}
