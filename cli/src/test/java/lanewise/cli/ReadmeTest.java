package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in the README compile and run, with the incubator module and without it. */
class ReadmeTest {
  private static final String FENCE = "```";

  @TempDir Path folder;

  @BeforeEach
  void compile() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    List<String> arguments =
        new ArrayList<>(
            List.of("-cp", System.getProperty("java.class.path"), "-d", folder.toString()));
    String opening = FENCE + "java\n";
    for (int at = readme.indexOf(opening); at >= 0; at = readme.indexOf(opening, at)) {
      at += opening.length();
      Path source = folder.resolve("Program" + at + ".java");
      Files.writeString(source, readme.substring(at, readme.indexOf(FENCE, at)));
      arguments.add(source.toString());
    }
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(failed).isZero();
  }

  @Test
  void theTrainingRunsOnVectors() throws IOException, InterruptedException {
    for (String program : List.of("Quickstart", "Parts")) {
      List<String> lines = run(program, "--add-modules", "jdk.incubator.vector");

      assertThat(lines).last().isEqualTo(program.equals("Parts") ? "0" : "setosa");
      assertThat(lines).noneMatch(line -> line.contains("lanewise"));
    }
  }

  @Test
  void theQuickstartRunsInJshell() throws IOException, InterruptedException {
    Path script = Path.of("..", "examples", "quickstart.jsh").toAbsolutePath();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jshell").toString(),
                "--class-path",
                System.getProperty("java.class.path"),
                "-R--add-modules",
                "-Rjdk.incubator.vector",
                script.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    List<String> lines = process.inputReader().lines().toList();

    assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    assertThat(lines).anyMatch(line -> line.startsWith("accuracy ")).last().isEqualTo("setosa");
  }

  @Test
  void withoutTheModuleItTrainsOnScalarAfterOneWarning() throws IOException, InterruptedException {
    List<String> lines = run("Quickstart");

    assertThat(lines).last().isEqualTo("setosa");
    assertThat(lines.stream().filter(line -> line.contains("WARNING")))
        .singleElement()
        .asString()
        .contains("--add-modules jdk.incubator.vector");
  }

  @Test
  void theServiceAnswersFromATrainedModel() throws IOException, InterruptedException {
    CommandLineRun trained =
        CommandLineRun.of("train", "iris", "--out", folder.resolve("run").toString());
    assertThat(trained.code()).as(trained.err()).isZero();

    List<String> lines = run("Answer", "--add-modules", "jdk.incubator.vector");

    assertThat(lines).containsExactly("setosa");
  }

  @Test
  void theRegressionFindsTheLine() throws IOException, InterruptedException {
    assertThat(run("Regression", "--add-modules", "jdk.incubator.vector"))
        .containsExactly("100 % of the variance explained");
  }

  @Test
  void theGraphsGradientsAreRight() throws IOException, InterruptedException {
    List<String> lines = run("Residual").stream().filter(line -> !line.isEmpty()).toList();

    assertThat(lines).hasSize(11);
    assertThat(lines)
        .allSatisfy(
            line -> assertThat(Double.parseDouble(line.split(" +", -1)[1])).isLessThan(1e-7));
  }

  private List<String> run(String program, String... flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path") + File.pathSeparator + folder, program));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    List<String> lines =
        process
            .inputReader()
            .lines()
            .filter(line -> !line.contains("Using incubator modules"))
            .toList();
    assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    return lines;
  }
}
