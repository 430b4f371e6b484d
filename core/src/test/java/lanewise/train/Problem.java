package lanewise.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import lanewise.kernel.Backend;
import lanewise.loss.Targets;
import lanewise.nn.Initializers;
import lanewise.nn.Nets;
import lanewise.nn.Network;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** Small seeded problems, made here. */
public final class Problem {
  private Problem() {}

  /**
   * Points around the corners of a triangle, one class a corner; far enough apart to be learned.
   */
  public static Examples blobs(int count, long seed) {
    SeededRandom random = new SeededRandom(seed);
    float[] features = new float[count * 2];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      int label = i % 3;
      double angle = 2 * Math.PI * label / 3;
      features[2 * i] = (float) (2 * Math.cos(angle) + 0.4 * random.nextGaussian());
      features[2 * i + 1] = (float) (2 * Math.sin(angle) + 0.4 * random.nextGaussian());
      labels[i] = label;
    }
    return Examples.of(Tensor.of(features, 0, Shape.of(count, 2)), Targets.Labels.of(labels));
  }

  /** Two arms that wind around each other: no straight line parts them. */
  public static Examples spirals(int count, long seed) {
    SeededRandom random = new SeededRandom(seed);
    float[] features = new float[count * 2];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      int label = i % 2;
      double radius = 0.2 + 2.0 * random.nextDouble();
      double angle = 1.75 * radius + Math.PI * label;
      features[2 * i] = (float) (radius * Math.cos(angle) + 0.03 * random.nextGaussian());
      features[2 * i + 1] = (float) (radius * Math.sin(angle) + 0.03 * random.nextGaussian());
      labels[i] = label;
    }
    return Examples.of(Tensor.of(features, 0, Shape.of(count, 2)), Targets.Labels.of(labels));
  }

  /** A small net for one of these problems. */
  public static Network net(Backend backend, int classes, long seed) {
    return Nets.of(Shape.of(2), classes, value -> value.tanh(), 16)
        .build(backend, seed, Initializers.xavierUniform());
  }

  /** The best evaluation of a run that has one. */
  public static Evaluation best(TrainingResult result) {
    return Objects.requireNonNull(result.best());
  }

  /** The same examples, with each list of rows that was asked for. */
  public static final class Recorded implements Examples {
    private final Examples examples;
    private final List<int[]> gathered = new ArrayList<>();

    public Recorded(Examples examples) {
      this.examples = examples;
    }

    @Override
    public int count() {
      return examples.count();
    }

    @Override
    public Shape example() {
      return examples.example();
    }

    @Override
    public void gather(int[] rows, int count, Tensor x, int[] labels) {
      gathered.add(Arrays.copyOf(rows, count));
      examples.gather(rows, count, x, labels);
    }

    public List<int[]> gathered() {
      return gathered;
    }
  }
}
