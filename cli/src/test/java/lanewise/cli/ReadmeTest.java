package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in the README compiles and runs, with the incubator module and without it. */
class ReadmeTest {
  @TempDir Path folder;

  @BeforeEach
  void compile() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    int start = readme.indexOf("```java\n") + "```java\n".length();
    Path source = folder.resolve("Quickstart.java");
    Files.writeString(source, readme.substring(start, readme.indexOf("```", start)));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());
    assertThat(failed).isZero();
  }

  @Test
  void theProgramRunsOnVectors() throws IOException, InterruptedException {
    List<String> lines = run("--add-modules", "jdk.incubator.vector");

    assertThat(lines).last().isEqualTo("0");
    assertThat(lines).noneMatch(line -> line.contains("lanewise"));
  }

  @Test
  void withoutTheModuleItTrainsOnScalarAfterOneWarning() throws IOException, InterruptedException {
    List<String> lines = run();

    assertThat(lines).last().isEqualTo("0");
    assertThat(lines.stream().filter(line -> line.contains("WARNING")))
        .singleElement()
        .asString()
        .contains("--add-modules jdk.incubator.vector");
  }

  private List<String> run(String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path") + java.io.File.pathSeparator + folder,
            "Quickstart"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
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
