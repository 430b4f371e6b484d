package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lanewise.bench.inspect.KernelInspection;
import lanewise.io.Json;
import lanewise.skipped.Needs;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorCommandTest {
  private static final String VECTORS = "--add-modules=jdk.incubator.vector";

  @TempDir Path folder;

  @Test
  void namesTheJdkTheBackendsAndTheChoice() {
    CommandLineRun run = CommandLineRun.of("doctor", "--backend", "scalar");

    assertThat(run.out())
        .contains(
            Runtime.version().toString(),
            "backend vector",
            "backend scalar",
            "chosen",
            "asked for by name",
            "not measured")
        .doesNotContain("kernels");
  }

  @Test
  void jsonIsOneObject() {
    CommandLineRun run = CommandLineRun.of("doctor", "--backend", "reference", "--json");

    assertThat(run.out()).hasLineCount(1);
    assertThat(Json.parseObject("stdout", run.out()))
        .containsKeys("jdk", "jit", "processor", "chosen", "speed", "well");
  }

  @Test
  void showsTheInnerLoopsOfTheKernels() {
    Needs.programOrSkip("objdump", KernelInspection.obstacle());

    CommandLineRun run = CommandLineRun.of("doctor", "--backend", "scalar", "--kernels", "--json");

    Map<String, @Nullable Object> object = Json.parseObject("stdout", run.out());
    assertThat(object).containsKey("kernels");
    assertThat(object.get("loops"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .isNotEmpty()
        .allSatisfy(
            loop ->
                assertThat(loop)
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsKeys("kernel", "fmas", "stores", "stack_moves", "integer_spills"))
        .anySatisfy(
            loop ->
                assertThat(loop)
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsKeys("peak_fraction"));
  }

  @Test
  void showsHowLongAFreshJvmTakes() {
    CommandLineRun run =
        CommandLineRun.of("doctor", "--backend", "scalar", "--start", "1", "--json");

    Map<String, @Nullable Object> object = Json.parseObject("stdout", run.out());
    assertThat(object.get("start"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("command", "lanewise doctor --start 1")
        .containsKeys("machine", "summary", "figures");
    assertThat(object.get("serving"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .isNotEmpty()
        .allSatisfy(
            way ->
                assertThat(way)
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsKeys("backend", "warmed_up", "calls", "call_us"));
  }

  @Test
  void startNeedsAFreshJvmOrMore() {
    CommandLineRun run = CommandLineRun.of("doctor", "--backend", "scalar", "--start", "-1");

    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.err()).isEqualTo("start: rounds=-1, expected 1 or more\n");
  }

  /** Each runs in a JVM of its own, on the backend that suffers, and has to come to an end. */
  @ParameterizedTest
  @CsvSource({
    "-Xint, remove -Xint",
    "-XX:TieredStopAtLevel=1, remove -XX:TieredStopAtLevel",
    "-XX:-UseFMA, remove -XX:-UseFMA",
    "-XX:UseAVX=1, remove -XX:UseAVX=1",
    "-XX:+UnlockExperimentalVMOptions -XX:-EnableVectorSupport, remove -XX:-EnableVectorSupport",
    "-XX:ActiveProcessorCount=1, use --threads 1 or fewer",
  })
  void saysWhichFlagMakesItSlow(String flag, String advice) throws Exception {
    assumeTrue(
        flag.equals("-Xint") || System.getProperty("os.arch", "").equals("amd64"),
        "a flag of x86-64, or of a JVM with C2");

    List<String> flags = new ArrayList<>(List.of(VECTORS));
    flags.addAll(List.of(flag.split(" ")));

    assertThat(doctor(flags, "--backend", "vector", "--threads", "2"))
        .contains("-> ", advice, "Not as fast as it could be")
        .doesNotContain("the JIT did not");
  }

  /** The reason is the same one: both ask the provider. */
  @Test
  void agreesWithAutoOnWhyVectorsAreSlow() throws Exception {
    String reason = "the JVM only interprets; remove -Xint";

    assertThat(doctor(List.of(VECTORS, "-Xint")))
        .contains("-> " + reason, "(vector backend passed over: " + reason + ")");
  }

  @Test
  void moreThreadsThanCoresAreAdvisedAgainst() {
    int cores = Runtime.getRuntime().availableProcessors();
    CommandLineRun run =
        CommandLineRun.of("doctor", "--backend", "scalar", "--threads", "" + (cores + 1));

    assertThat(run.out()).contains("threads            1 on ");
    assertThat(doctorOnVectors(cores + 1))
        .contains(
            "threads            " + (cores + 1) + " on ",
            "-> more threads than cores wait for each other; use --threads " + cores + " or fewer")
        .doesNotContain("the JIT did not");
  }

  private static String doctorOnVectors(int threads) {
    return CommandLineRun.of("doctor", "--backend", "vector", "--threads", "" + threads).out();
  }

  @Test
  void saysWhichModuleIsMissing() throws Exception {
    assertThat(doctor(List.of()))
        .contains("-> ", "add --add-modules jdk.incubator.vector", "Not as fast as it could be");
  }

  /** What doctor prints in a JVM with these flags. */
  private String doctor(List<String> flags, String... options)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add("doctor");
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertThat(process.waitFor(30, TimeUnit.MINUTES)).as("doctor comes to an end").isTrue();
      assertThat(process.exitValue()).isEqualTo(Main.FAILED);
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(out, StandardCharsets.UTF_8);
  }
}
