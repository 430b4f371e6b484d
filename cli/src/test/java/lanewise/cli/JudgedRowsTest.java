package lanewise.cli;

import static lanewise.cli.CommandLineRun.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import lanewise.data.Split;
import lanewise.io.dataset.SplitFile;
import lanewise.io.tensors.Npy;
import lanewise.io.tensors.Npz;
import lanewise.model.ModelFile;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A saved model is judged by the names of its classes, on rows that did not train it. */
class JudgedRowsTest {
  @TempDir Path folder;

  /**
   * Ten points per class, far from those of the others: the first feature is 10 times the class.
   */
  private String table(String file, String... labels) throws IOException {
    String rows =
        IntStream.range(0, 10 * labels.length)
            .mapToObj(
                i -> (10 * (i % labels.length) + 0.1 * (i % 7)) + ",1," + labels[i % labels.length])
            .collect(Collectors.joining("\n"));
    Files.writeString(folder.resolve(file), rows);
    return "csv:" + folder.resolve(file);
  }

  private CommandLineRun train(String data, String... options) {
    return checked(
        command(
            List.of(
                "train",
                data,
                "--out",
                folder.toString(),
                "--json",
                "--epochs",
                "20",
                "--lr",
                "0.01"),
            options));
  }

  private CommandLineRun eval(String data, String... options) {
    return CommandLineRun.of(
        command(List.of("eval", data, "--model", model().toString(), "--json"), options));
  }

  private Path model() {
    return folder.resolve("model.safetensors");
  }

  private static String[] command(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static CommandLineRun checked(String[] command) {
    return checked(CommandLineRun.of(command));
  }

  private static CommandLineRun checked(CommandLineRun run) {
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private static double accuracy(CommandLineRun run) {
    return number(checked(run).events("eval").get(0), "accuracy");
  }

  private static double count(CommandLineRun run) {
    return number(checked(run).events("eval").get(0), "count");
  }

  @Test
  void labelsAreComparedByName() throws IOException {
    train(table("train.csv", "a", "b", "c"));
    assertThat(accuracy(eval(table("same.csv", "a", "b", "c"), "--all"))).isEqualTo(1);
    // The first two classes alone: what was refused when classes were counted.
    assertThat(accuracy(eval(table("fewer.csv", "a", "b"), "--all"))).isEqualTo(1);
    CommandLineRun other = eval(table("other.csv", "b", "c", "d"), "--all");
    assertThat(other.code()).isEqualTo(Main.FAILED);
    assertThat(other.err())
        .contains("other.csv, line 3: the label \"d\", expected one of the classes [a, b, c]")
        .hasLineCount(1);
  }

  @Test
  void numberedLabelsKeepTheOrderOfTheirValues() throws IOException {
    String[] numbers =
        IntStream.rangeClosed(1, 10).mapToObj(Integer::toString).toArray(String[]::new);
    String data = table("numbers.csv", numbers);
    train(data);
    assertThat(ModelFile.read(model()).classNames()).containsExactly(numbers);
    String[] decimals = IntStream.rangeClosed(1, 10).mapToObj(i -> i + ".0").toArray(String[]::new);
    CommandLineRun other = eval(table("decimals.csv", decimals), "--all");
    assertThat(other.err()).contains("decimals.csv, line 1: the label \"1.0\"").hasLineCount(1);
  }

  @Test
  void anArchiveNeedNotHoldTheLastClass() throws IOException {
    train(table("train.csv", "0", "1", "2"));
    Path file = folder.resolve("d.npz");
    Npz.write(
        file,
        Map.of(
            "x", Tensor.of(new float[] {0, 1, 10, 1}, 0, Shape.of(2, 2)),
            "y", Tensor.of(new float[] {0, 1}, 0, Shape.of(2))));
    assertThat(accuracy(eval("npz:" + file, "--all"))).isEqualTo(1);
  }

  @Test
  void otherNamesOfAsManyClassesAreRefusedAndNumbersAreWarnedOf() throws IOException {
    train("iris");
    // Wine has as many classes, but 13 features: the same features under other names are needed.
    ModelFile trained = ModelFile.read(model());
    renamed(trained, List.of("x", "y", "z"));
    CommandLineRun refused = eval("iris");
    assertThat(refused.code()).isEqualTo(Main.USAGE);
    assertThat(refused.err())
        .contains("iris has the classes [setosa, versicolor, virginica], expected [x, y, z]")
        .hasLineCount(1);
    renamed(trained, List.of("0", "1", "2"));
    assertThat(checked(eval("iris")).err())
        .contains("taken for the same in this order")
        .hasLineCount(1);
  }

  private void renamed(ModelFile model, List<String> classNames) {
    new ModelFile(
            model.network(),
            model.parameters(),
            model.example(),
            model.normalizer(),
            classNames,
            model.provenance())
        .write(model());
  }

  @Test
  void theRowsHeldOutAreJudgedUnlessToldOtherwise() {
    CommandLineRun run = train("digits", "--test-fraction", "0.1", "--split-seed", "7");
    CommandLineRun held = eval("digits");
    assertThat(accuracy(held)).isEqualTo(number(run.events("end").get(0), "test_accuracy"));
    assertThat(count(held)).isEqualTo(180);
    assertThat(held.err()).isEmpty();
    CommandLineRun others = eval("digits", "--test-fraction", "0.25", "--seed", "8");
    assertThat(count(others)).isEqualTo(449);
    assertThat(others.err())
        .contains(" of the 449 test rows were trained on; leave the options of the split away")
        .hasLineCount(1);
  }

  @Test
  void aModelThatDoesNotSayItsRowsIsJudgedAsEver() {
    train("iris", "--seed", "3");
    ModelFile model = ModelFile.read(model());
    new ModelFile(
            model.network(),
            model.parameters(),
            model.example(),
            model.normalizer(),
            model.classNames(),
            new ModelFile.Provenance("0.1.0", 3, "iris", Optional.empty()))
        .write(model());
    CommandLineRun run = eval("iris");
    assertThat(count(run)).isEqualTo(38);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aSplitFileIsAskedForAgain() {
    Path split = folder.resolve("split.json");
    SplitFile.write(split, Split.byFraction(150, 0, 0.2, 1));
    train("iris", "--split", split.toString());
    CommandLineRun without = eval("iris");
    assertThat(without.code()).isEqualTo(Main.USAGE);
    assertThat(without.err()).contains("no --split, expected that of the training run, split.json");
    assertThat(checked(eval("iris", "--split", split.toString())).err()).isEmpty();
    SplitFile.write(split, Split.byFraction(150, 0, 0.2, 2));
    assertThat(checked(eval("iris", "--split", split.toString())).err())
        .contains("the split is not that of the training run, split.json")
        .hasLineCount(1);
  }

  @Test
  void ofOtherDataAllRowsAreJudged() throws IOException {
    train(table("train.csv", "a", "b"));
    CommandLineRun run = eval(table("test.csv", "a", "b"));
    assertThat(count(run)).isEqualTo(20);
    assertThat(run.err())
        .contains("test.csv is not the data that the model was trained on: all 20 rows are judged")
        .hasLineCount(1);
  }

  @Test
  void validationRowsOfAnOfficialSplitAreDrawn() {
    Path file = folder.resolve("d.npz");
    float[] features = new float[40];
    float[] labels = new float[40];
    for (int row = 0; row < 40; row++) {
      labels[row] = row < 20 ? 0 : 1;
      features[row] = labels[row] * 10 + row % 3;
    }
    Npz.write(
        file,
        Map.of(
            "x_train", Tensor.of(features, 0, Shape.of(40, 1)),
            "y_train", Tensor.of(labels, 0, Shape.of(40)),
            "x_test", Tensor.of(new float[] {0, 10}, 0, Shape.of(2, 1)),
            "y_test", Tensor.of(new float[] {0, 1}, 0, Shape.of(2))));
    // Without the rows of the second class no weight would ever learn it.
    CommandLineRun half = train("npz:" + file, "--val-fraction", "0.5", "--hidden", "8");
    assertThat(number(half.events("end").get(0), "test_accuracy")).isEqualTo(1);
    CommandLineRun wrong = CommandLineRun.of("train", "npz:" + file, "--val-fraction", "NaN");
    assertThat(wrong.code()).isEqualTo(Main.USAGE);
    assertThat(wrong.err())
        .contains("validation fraction NaN, expected 0 or more and less than 1")
        .hasLineCount(1);
  }

  @Test
  void predictNamesAValueThatIsNoNumberAndReadsGzip() throws IOException {
    train(table("train.csv", "a", "b"));
    Path rows = folder.resolve("rows.npy");
    Npy.write(rows, Tensor.of(new float[] {0, 1, 2, Float.NaN}, 0, Shape.of(2, 2)));
    CommandLineRun bad =
        CommandLineRun.of("predict", rows.toString(), "--model", model().toString());
    assertThat(bad.code()).isEqualTo(Main.FAILED);
    assertThat(bad.err())
        .contains("rows.npy: NaN in row 1, column 1 (counted from 0), expected a finite number")
        .hasLineCount(1);
    Path packed = folder.resolve("rows.csv.gz");
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
      gzip.write("p,q\n0,1\n10,1\n".getBytes(StandardCharsets.UTF_8));
    }
    CommandLineRun good =
        CommandLineRun.of("predict", packed.toString(), "--model", model().toString());
    assertThat(checked(good).out().lines().map(line -> line.split(" ", -1)[1]))
        .containsExactly("a", "b");
  }
}
