package lanewise.cli;

import static lanewise.cli.CommandLineRun.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lanewise.data.Normalizer;
import lanewise.io.Json;
import lanewise.io.tensors.Npy;
import lanewise.io.tensors.Npz;
import lanewise.kernel.Backend;
import lanewise.loss.BinaryCrossEntropy;
import lanewise.loss.Loss;
import lanewise.loss.MeanSquaredError;
import lanewise.model.ModelFile;
import lanewise.model.SavedModel;
import lanewise.nn.Dense;
import lanewise.nn.Initializers;
import lanewise.nn.Network;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What predict and eval say follows from the loss, and from the names, that a model was made by.
 */
class ModelAnswersTest {
  @TempDir Path folder;

  private String file(String name, String header, int rows, IntFunction<String> row)
      throws IOException {
    String lines = IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n"));
    Path file = folder.resolve(name);
    Files.writeString(file, header + lines + "\n");
    return file.toString();
  }

  /** Class x where b is large, y where a is. */
  private String table() throws IOException {
    return file(
        "ab.csv", "a,b,label\n", 40, i -> i % 2 == 0 ? i % 5 + ",9,x" : "9," + i % 5 + ",y");
  }

  private String swapped() throws IOException {
    return file(
        "ba.csv",
        "label,b,id,a\n",
        40,
        i -> i % 2 == 0 ? "x,9," + i + "," + i % 5 : "y," + i % 5 + "," + i + ",9");
  }

  private Path model() {
    return folder.resolve("model.safetensors");
  }

  private void train(String data, String... more) {
    String[] first = {
      "train", data, "--epochs", "60", "--lr", "0.02", "--batch", "8", "--test-fraction", "0"
    };
    String[] last = {"--out", folder.toString()};
    CommandLineRun run =
        CommandLineRun.of(
            Stream.of(first, more, last).flatMap(Arrays::stream).toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
  }

  private CommandLineRun predict(String rows, String... more) {
    String[] first = {"predict", rows, "--model", model().toString()};
    return CommandLineRun.of(Stream.of(first, more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  private Map<String, @Nullable Object> eval(String data) {
    CommandLineRun run =
        CommandLineRun.of("eval", data, "--all", "--json", "--model", model().toString());
    assertThat(run.code()).as(run.err()).isZero();
    return run.events("eval").get(0);
  }

  /** As data sets are named, for a pipe has no name that ends in .csv. */
  @Test
  void predictsForACsvFileOfAnyName() throws IOException {
    train("csv:" + table());
    String named = predict(file("q.csv", "", 2, i -> i == 0 ? "0,9" : "9,0")).out();
    String unnamed = file("q.data", "", 2, i -> i == 0 ? "0,9" : "9,0");

    assertThat(named).hasLineCount(2);
    assertThat(predict("csv:" + unnamed).out()).isEqualTo(named);
    assertThat(predict("csv:" + unnamed, "--header", "no").out()).isEqualTo(named);
    assertThat(predict(unnamed).err()).contains("or csv:FILE").hasLineCount(1);
  }

  @Test
  void columnsAreFoundByTheirNames() throws IOException {
    train("csv:" + table());
    assertThat(ModelFile.read(model()).featureNames()).containsExactly("a", "b");
    assertThat(number(eval("csv:" + table()), "accuracy")).isEqualTo(1);
    String other = swapped();
    assertThat(number(eval("csv:" + other + "#label"), "accuracy")).isEqualTo(1);
    String inPlace = file("q1.csv", "a,b\n", 2, i -> i == 0 ? "0,9" : "9,0");
    String turned = file("q2.csv", "b,more,a\n", 2, i -> i == 0 ? "9,1,0" : "0,1,9");
    CommandLineRun expected = predict(inPlace);
    assertThat(expected.out().lines().map(line -> line.split(" ", -1)[1]))
        .containsExactly("x", "y");
    assertThat(expected.err()).isEmpty();
    CommandLineRun found = predict(turned);
    assertThat(found.out()).isEqualTo(expected.out());
    assertThat(found.err()).contains("the model does not know \"more\": left out").hasLineCount(1);
    CommandLineRun plain = predict(file("q3.csv", "", 2, i -> i == 0 ? "0,9" : "9,0"));
    assertThat(plain.out()).as("no header: by place").isEqualTo(expected.out());
    CommandLineRun missing = predict(file("q4.csv", "a,d\n", 2, i -> "1,2"));
    assertThat(missing.code()).isEqualTo(Main.FAILED);
    assertThat(missing.err()).contains("q4.csv: no column \"b\", expected").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "cross-entropy, probabilities",
    "binary-cross-entropy, probabilities",
    "svm, scores",
    "mse, values",
    "huber:0.5, values"
  })
  void numbersAreWhatTheLossTaught(String loss, String key) throws IOException {
    train("csv:" + table(), "--loss", loss);
    String rows = file("rows.csv", "a,b\n", 1, i -> "1,9");
    CommandLineRun json = predict(rows, "--json");
    Map<String, @Nullable Object> answer = Json.parseObject("stdout", json.out().strip());
    assertThat(answer).containsEntry("class", "x").containsKeys("row", "class", key).hasSize(3);
    String line = predict(rows).out().strip();
    assertThat(line)
        .matches(key.equals("probabilities") ? "0 x 0\\.\\d{4}|0 x 1\\.0000" : "0 x [a-z]+ .*");
    Map<String, @Nullable Object> judged = eval("csv:" + table());
    assertThat(number(judged, "accuracy")).isEqualTo(1);
    assertThat(String.valueOf(judged.get("loss"))).isEqualTo(loss);
    assertThat(judged.containsKey("log_loss")).isEqualTo(loss.equals("cross-entropy"));
    assertThat(number(judged, "mean_loss")).isBetween(0.0, 0.5);
    assertThat(judged).as("of two classes").doesNotContainKey("top3");
  }

  /** Output 2 a - b. */
  private void saveOneOutput(Loss loss, List<String> names) {
    try (Backend backend = Backend.create("scalar", 1)) {
      Network network =
          Network.of(backend, Shape.of(2), 1, new Dense("fc1", 2, 1, Initializers.zeros()));
      network.parameterSet().get("fc1.weight").value().copyFrom(new double[] {2, -1});
      SavedModel.of(
              network,
              loss,
              new Normalizer.None(),
              names,
              ModelFile.Provenance.of(1, "made", Optional.empty()))
          .write(model());
    }
  }

  @Test
  void oneSigmoidChoosesBetweenTwoClasses() throws IOException {
    saveOneOutput(BinaryCrossEntropy.ofLogits(), List.of("no", "yes"));
    String rows = file("rows.csv", "", 3, i -> List.of("1,0", "0,4", "1,2").get(i));
    assertThat(predict(rows).out()).isEqualTo("0 yes 0.8808\n1 no 0.9820\n2 no 0.5000\n");
    String labelled = file("l.csv", "", 3, i -> List.of("1,0,yes", "0,4,no", "1,0,no").get(i));
    Map<String, @Nullable Object> judged = eval("csv:" + labelled);
    assertThat(number(judged, "accuracy")).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(number(judged, "log_loss"))
        .isCloseTo(number(judged, "mean_loss"), within(1e-6))
        .isBetween(0.7, 0.8);
  }

  @Test
  void oneValueIsPrintedByItsName() throws IOException {
    saveOneOutput(new MeanSquaredError(), List.of("price"));
    String rows = file("rows.csv", "", 2, i -> i + ",0.5");
    assertThat(predict(rows).out()).isEqualTo("0 price -0.5\n1 price 1.5\n");
    assertThat(predict(rows, "--json").out()).startsWith("{\"row\":0,\"values\":[-0.5]}");
    CommandLineRun judged =
        CommandLineRun.of("eval", "csv:" + table(), "--all", "--model", model().toString());
    assertThat(judged.code()).isEqualTo(Main.USAGE);
    assertThat(judged.err()).contains("answers values without classes").hasLineCount(1);
  }

  @Test
  void aModelThatDoesNotSayItsLossClaimsNoProbability() throws IOException {
    train("csv:" + table());
    ModelFile model = ModelFile.read(model());
    new ModelFile(
            model.network(),
            model.parameters(),
            model.example(),
            model.normalizer(),
            model.classNames(),
            model.provenance())
        .write(model());
    CommandLineRun run = predict(file("rows.csv", "a,b\n", 1, i -> "1,9"));
    assertThat(run.out()).startsWith("0 x score ");
    assertThat(run.err()).contains("does not say by which loss").hasLineCount(1);
    assertThat(eval("csv:" + table())).doesNotContainKeys("loss", "mean_loss", "log_loss");
  }

  @Test
  void aNumberTooLargeForTheNetworkIsNoAnswer() throws IOException {
    train("csv:" + table());
    Path wide = folder.resolve("wide.npy");
    Npy.write(wide, Tensor.of(new double[] {1, 9, 1e300, 1}, 0, Shape.of(2, 2)));
    CommandLineRun run = predict(wide.toString());
    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("1.0E300 in row 1, column 0").hasLineCount(1);
    CommandLineRun overflow = predict(file("big.csv", "a,b\n", 1, i -> "3e38,-3e38"));
    assertThat(overflow.code()).isEqualTo(Main.FAILED);
    assertThat(overflow.err()).contains("row 0").hasLineCount(1);
  }

  private CommandLineRun refused(String data, String... more) {
    String[] first = {"train", data, "--epochs", "1"};
    CommandLineRun run =
        CommandLineRun.of(Stream.of(first, more).flatMap(Arrays::stream).toArray(String[]::new));
    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.err()).hasLineCount(1);
    return run;
  }

  @Test
  void valuesOfARegressionAreNoClasses() throws IOException {
    String prices = file("prices.csv", "", 200, i -> i + ",1," + (100_000 + 37 * (i % 190)));
    assertThat(refused("csv:" + prices, "--loss", "mse").err())
        .contains(
            "prices.csv: 190 different labels in 200 rows, most of them once, expected classes");
    String degrees = file("degrees.csv", "", 200, i -> i + ",1," + (10 + i % 50 + 0.5));
    assertThat(refused("csv:" + degrees).err())
        .contains("50 different labels in 200 rows, not whole numbers, expected classes");
    String few = file("few.csv", "", 15, i -> i + ",1," + (i + 0.25));
    assertThat(refused("csv:" + few).err()).contains("15 different labels in 15 rows, most of");
    String halves = file("halves.csv", "", 40, i -> i + ",1," + i % 4 / 2.0);
    train("csv:" + halves);
  }

  @Test
  void oneClassIsNothingToLearn() throws IOException {
    String one = file("one.csv", "", 8, i -> i + ",2,a");
    assertThat(refused("csv:" + one).err())
        .contains("one.csv: 1 class in 6 training rows, expected 2 or more");
    assertThat(refused("csv:" + table(), "--ignore-index", "0").err())
        .contains("1 class in ")
        .contains("expected 2 or more");
  }

  private String archive(int... labels) {
    float[] x = new float[labels.length];
    float[] y = new float[labels.length];
    for (int row = 0; row < labels.length; row++) {
      x[row] = row;
      y[row] = labels[row];
    }
    Path file = folder.resolve("d.npz");
    Npz.write(
        file,
        new TreeMap<>(
            Map.of(
                "x", Tensor.of(x, 0, Shape.of(labels.length, 1)),
                "y", Tensor.of(y, 0, Shape.of(labels.length)))));
    return "npz:" + file;
  }

  @Test
  void aClassWithoutRowsIsSaid() {
    CommandLineRun run =
        CommandLineRun.of(
            "train",
            archive(1, 2, 3, 1, 2, 3),
            "--epochs",
            "1",
            "--batch",
            "2",
            "--test-fraction",
            "0");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("no row of class 0: it will never be answered").hasLineCount(1);
    assertThat(refused(archive(0, 1, 0, 1, 60_000)).err())
        .contains("60001 classes, of which 59998 have no row, expected labels from 0");
  }

  @Test
  void namesNeverBreakALine() throws IOException {
    saveOneOutput(BinaryCrossEntropy.ofLogits(), List.of("a\nb\u001b[31m", "c"));
    String line = predict(file("rows.csv", "", 1, i -> "0,1")).out();
    assertThat(line).startsWith("0 a\\nb\\u001b[31m ").hasLineCount(1);
    Path numbered = folder.resolve("numbered.npz");
    Npz.write(
        numbered,
        new TreeMap<>(
            Map.of(
                "x", Tensor.of(new float[] {0, 1, 1, 0}, 0, Shape.of(2, 2)),
                "y", Tensor.of(new float[] {0, 1}, 0, Shape.of(2)))));
    CommandLineRun judged =
        CommandLineRun.of("eval", "npz:" + numbered, "--all", "--model", model().toString());
    assertThat(judged.code()).as(judged.err()).isZero();
    assertThat(judged.out()).contains("a\\nb\\u001b[31m").doesNotContain("\u001b");
    CommandLineRun inspected = CommandLineRun.of("inspect", model().toString());
    assertThat(inspected.out())
        .contains("classes a\\nb\\u001b[31m, c")
        .contains("loss binary-cross-entropy, outputs read as sigmoid");
  }
}
