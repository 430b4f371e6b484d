package lanewise.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import lanewise.course.ConvNets;
import lanewise.nn.Graph;
import lanewise.nn.Parameter;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs run and print what they promise. */
class ProgramsTest {
  private static List<String> printed(Runnable program) {
    PrintStream console = System.out;
    var bytes = new ByteArrayOutputStream();
    try (var replacement = new PrintStream(bytes, true, UTF_8)) {
      System.setOut(replacement);
      program.run();
    } finally {
      System.setOut(console);
    }
    return bytes.toString(UTF_8).lines().toList();
  }

  @Test
  void anOwnLayerHasRightGradientsAndIsReadBack() {
    List<String> lines = printed(OwnLayer::main);

    assertThat(lines.subList(0, 4))
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsExactly("input", "swish.s", "fc1.weight", "fc1.bias");
    assertThat(lines.subList(0, 4))
        .allSatisfy(
            line -> assertThat(Double.parseDouble(line.split(" +", -1)[1])).isLessThan(1e-7));
    assertThat(lines.subList(4, lines.size()))
        .containsExactly(
            "lanewise-network 1",
            "input 8",
            "swish swish features=8",
            "dense fc1 in=8 out=2 activation=identity bias=yes");
  }

  @Test
  void theResidualNetIsResNet20() {
    assertThat(Graph.of(ResidualNet.scores()))
        .isEqualTo(ConvNets.resNet20(Shape.of(32, 32, 3), 10));
    assertThat(
            Graph.of(ResidualNet.scores()).layers().stream()
                .flatMap(layer -> layer.parameters().stream())
                .filter(Parameter::isLearned)
                .mapToInt(parameter -> parameter.shape().size())
                .sum())
        .isEqualTo(272_474);
  }

  /** The scores are those that the course prints. */
  @Test
  void theNetOfTheCourseGivesItsFigures() {
    List<String> lines = printed(CourseNet::main);

    assertThat(lines.get(0)).isEqualTo("scores FLOAT64(2, 3)");
    assertThat(lines.get(1)).startsWith("[1.498349").contains(", 1.706601", ", 1.914852");
    assertThat(lines.get(2)).startsWith("[3.255531").contains(", 3.514132", ", 3.772733");
    assertThat(lines.get(3)).startsWith("loss 1.");
    assertThat(lines).contains("dX (2, 4, 5, 6)", "dWeight (120, 3)", "dBias FLOAT64(3)");
  }

  @Test
  void theVectorBackendIsRightAndKnowsWhetherItIsFast() {
    List<String> lines = printed(KernelCheck::main);

    assertThat(lines.get(0)).isEqualTo("vector against scalar");
    assertThat(lines.get(1)).matches("kernel +shape +max error +max ULP +tolerance +verdict");
    assertThat(lines.subList(2, 16))
        .allSatisfy(line -> assertThat(line).matches("(gemm|affine) .*784.* ok"));
    assertThat(lines.get(16)).matches("simd {15}o(n|ff)");
    assertThat(lines)
        .anyMatch(line -> line.matches("backend vector +\\d+ lanes of float32, .*"))
        .anyMatch(line -> line.matches("speed +\\S+ times scalar, .*"));
  }

  @Test
  void aFlowerIsNamedAfterAFewLines() throws IOException {
    try {
      List<String> lines = printed(Quickstart::main);

      assertThat(figure(lines, "accuracy")).isGreaterThan(0.9);
      assertThat(lines).anyMatch(line -> line.matches("virginica +[01]\\.\\d{4} .*"));
      assertThat(lines.getLast()).isEqualTo("setosa");
    } finally {
      Files.deleteIfExists(Path.of("iris.safetensors"));
    }
  }

  @Test
  void whoLeavesIsToldFromATable(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("customers.csv"), customers(1, 2000));
    Files.writeString(folder.resolve("customers-test.csv"), customers(2, 1000));
    Files.writeString(folder.resolve("customers-new.csv"), customers(3, 500));
    String file = folder.resolve("churn.safetensors").toString();
    List<String> lines = printed(() -> Churn.main(new String[] {folder.toString(), file}));

    assertThat(lines).contains("customers.csv: 2000 rows, 6 columns");
    assertThat(lines)
        .anyMatch(line -> line.matches("AUC (1.000|0.9\\d+), F1 [01].\\d+ at threshold 0.\\d+"));
    assertThat(lines.get(lines.size() - 2)).matches("(yes|no) [01]\\.\\d+(E-\\d+)?");
    assertThat(lines.getLast()).startsWith("model of 2 binary [no, yes]: ");
  }

  /** Who pays for little and is young leaves, a tenth of all, but never from Kiel. */
  private static String customers(long seed, int count) {
    SeededRandom random = new SeededRandom(seed);
    StringBuilder text = new StringBuilder("customer_id,age,city,plan,value,churn\n");
    for (int row = 0; row < count; row++) {
      int age = 18 + random.nextInt(60);
      String city = List.of("Kiel", "Bonn", "Jena", "Ulm").get(random.nextInt(4));
      String plan = random.nextInt(3) == 0 ? "basic" : "full";
      boolean leaves = age < 40 && plan.equals("basic") && !city.equals("Kiel");
      String gap = row % 11 == 5 && !leaves ? "NA" : Integer.toString(age);
      text.append(
          "c%d,%s,%s,%s,%d,%s\n"
              .formatted(row, gap, city, plan, 1 + random.nextInt(9), leaves ? "yes" : "no"));
    }
    return text.toString();
  }

  @Test
  void pricesAreJudgedAndExplained(@TempDir Path folder) throws IOException {
    SeededRandom random = new SeededRandom(4);
    StringBuilder text = new StringBuilder("area,age,street,price\n");
    for (int row = 0; row < 300; row++) {
      int area = 40 + random.nextInt(160);
      int age = random.nextInt(80);
      String street = List.of("quiet", "loud").get(random.nextInt(2));
      double price = 2500.0 * area * (street.equals("loud") ? 0.8 : 1) - 900 * age + 50_000;
      text.append("%d,%d,%s,%d\n".formatted(area, age, street, Math.round(price)));
    }
    Path table = folder.resolve("houses.csv");
    Files.writeString(table, text);
    Path page = folder.resolve("houses.html");
    List<String> lines =
        printed(() -> HousePrices.main(new String[] {table.toString(), page.toString()}));

    assertThat(lines.get(0)).isEqualTo("5 folds");
    assertThat(figure(lines, "R2")).isGreaterThan(0.9);
    assertThat(lines).contains("drop of R2");
    assertThat(lines.get(lines.indexOf("drop of R2") + 1)).startsWith("area ");
    assertThat(Files.readString(page)).contains("<h2>Residuals: price</h2>");
  }

  @Test
  void eachSeedOfATableHasItsFigure(@TempDir Path folder) throws IOException {
    assertThat(figures(folder, "kind")).hasSize(2).allSatisfy(isA("accuracy", 0.9));
    assertThat(figures(folder, "yes")).hasSize(2).allSatisfy(isA("accuracy", 0.9));
    assertThat(figures(folder, "value"))
        .hasSize(2)
        .allSatisfy(isA("r2", 0.9))
        .doesNotHaveDuplicates();
  }

  private static List<String> figures(Path folder, String target) throws IOException {
    String train = Files.writeString(folder.resolve("train.csv"), bands(1, 600)).toString();
    String test = Files.writeString(folder.resolve("test.csv"), bands(2, 200)).toString();
    String[] args = {train, test, target, "16,8", "xavier-uniform", "0", "40", "32", "1e-6", "2"};
    return printed(() -> TableQuality.main(args));
  }

  /** A class, a truth and a value, which all tell where a number lies. */
  private static String bands(long seed, int count) {
    SeededRandom random = new SeededRandom(seed);
    StringBuilder text = new StringBuilder("x,side,kind,yes,value\n");
    for (int row = 0; row < count; row++) {
      int x = random.nextInt(90);
      String side = row % 17 == 0 ? "" : x < 45 ? "left" : "right";
      String kind = List.of("low", "middle", "high").get(x / 30);
      text.append(x).append(',').append(side).append(',').append(kind).append(',');
      text.append(x < 30 ? 0 : 1).append(',').append(2 * x + 7).append('\n');
    }
    return text.toString();
  }

  private static Consumer<String> isA(String figure, double least) {
    return line -> {
      assertThat(line).matches("seed [01] " + figure + " [01]\\.\\d{6}");
      assertThat(Double.parseDouble(line.split(" ", -1)[3])).isGreaterThan(least);
    };
  }

  private static double figure(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(
            line -> Double.parseDouble(line.substring(name.length()).strip().split(" ", 2)[0]))
        .findFirst()
        .orElseThrow();
  }
}
