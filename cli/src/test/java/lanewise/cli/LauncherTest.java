package lanewise.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher script, in a directory with spaces, with a Maven and JDKs that only write down what
 * they are asked for.
 */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
  private static final List<String> TOOLS =
      List.of(
          "cat",
          "dirname",
          "env",
          "find",
          "head",
          "ln",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sh",
          "sleep",
          "touch");

  @TempDir Path temp;

  private Path home;
  private Path jar;
  private Path bin;
  private Path builds;

  /** What a finished run left. */
  private record Outcome(int exit, String out, String err) {}

  @BeforeEach
  void layOutACheckout() throws IOException {
    home = Files.createDirectories(temp.resolve("a checkout"));
    bin = Files.createDirectories(temp.resolve("bin"));
    builds = temp.resolve("builds");
    jar = home.resolve("cli/target/lanewise.jar");
    String script = Files.readString(Path.of("..", "lanewise"));
    assertThat(script).contains("/usr/lib/jvm/*");
    // The machine's own JDKs must not be found.
    executable(
        home.resolve("lanewise"),
        script.replace("/usr/lib/jvm/*", "\"" + temp.resolve("jvm") + "\"/*"));
    write(home.resolve("pom.xml"), "");
    write(home.resolve("cli/pom.xml"), "");
    write(home.resolve("core/src/main/java/A.java"), "");
    makeOlder(home.resolve("pom.xml"));
    makeOlder(home.resolve("cli/pom.xml"));
    try (var sources = Files.walk(home.resolve("core/src/main"))) {
      sources.forEach(LauncherTest::makeOlder);
    }
    for (String tool : TOOLS) {
      executable(bin.resolve(tool), "#!/bin/sh\nexec " + which(tool) + " \"$@\"\n");
    }
    mvn("mkdir -p cli/target; echo built > cli/target/lanewise.jar");
  }

  @Test
  void startsTheJarWithItsFlagsAndPassesArgumentsAndExitCode() throws Exception {
    write(jar, "built");
    Outcome run = run(Map.of("LANEWISE_JAVA_HOME", jdk("25.0.3")), "train", "two words", "*");
    assertThat(run.exit).isEqualTo(7);
    assertThat(run.out.lines())
        .containsExactly(
            "25.0.3",
            "--add-modules",
            "jdk.incubator.vector",
            "-jar",
            home.toRealPath().resolve("cli/target/lanewise.jar").toString(),
            "train",
            "two words",
            "*");
    assertThat(run.err).isEmpty();
    assertThat(builds).doesNotExist();
  }

  @Test
  void startsJshellWithTheJar() throws Exception {
    write(jar, "built");
    String jdk = jdk("25.0.3");
    executable(
        Path.of(jdk, "bin", "jshell"),
        "#!/bin/sh\nfor argument; do echo \"$argument\"; done\nexit 9\n");
    Outcome run = run(Map.of("LANEWISE_JAVA_HOME", jdk), "jshell", "a file.jsh");
    assertThat(run.exit).isEqualTo(9);
    assertThat(run.out.lines())
        .containsExactly(
            "--class-path",
            home.toRealPath().resolve("cli/target/lanewise.jar").toString(),
            "-R--add-modules",
            "-Rjdk.incubator.vector",
            "a file.jsh");
  }

  /** Java reads arguments and names files by the locale, which in containers has ASCII alone. */
  @ParameterizedTest
  @CsvSource({"ANSI_X3.4-1968, C.UTF-8", "UTF-8, de_DE.UTF-8", "ISO-8859-1, de_DE.UTF-8"})
  void startsInUtf8WhereTheLocaleHasAsciiAlone(String charset, String started) throws Exception {
    write(jar, "built");
    String home = jdk("25.0.3");
    executable(bin.resolve("locale"), "#!/bin/sh\necho " + charset + "\n");
    executable(Path.of(home, "bin", "java"), "#!/bin/sh\necho \"$LC_ALL\"\n");
    Outcome run = run(Map.of("LANEWISE_JAVA_HOME", home, "LC_ALL", "de_DE.UTF-8"), "--help");
    assertThat(run.out.strip()).isEqualTo(started);
    assertThat(run.err).isEmpty();
  }

  @Test
  void splitsFurtherFlagsAtSpacesAndExpandsNothing() throws Exception {
    write(jar, "built");
    Outcome run =
        run(Map.of("LANEWISE_JAVA_HOME", jdk("25.0.3"), "LANEWISE_JAVA_OPTS", "-Xmx1g  -Da=/*"));
    assertThat(run.out.lines()).contains("-Xmx1g", "-Da=/*");
  }

  @Test
  void worksThroughSymbolicLinksFromAnotherDirectory() throws Exception {
    write(jar, "built");
    Path first = Files.createSymbolicLink(temp.resolve("first"), home.resolve("lanewise"));
    Path elsewhere = Files.createDirectories(temp.resolve("else where"));
    Path second = Files.createSymbolicLink(elsewhere.resolve("second"), Path.of("../first"));
    Process process =
        process(Map.of("LANEWISE_JAVA_HOME", jdk("25.0.3")), Path.of("./second"))
            .directory(elsewhere.toFile())
            .start();
    assertThat(second).isSymbolicLink();
    assertThat(first).isSymbolicLink();
    assertThat(outcome(process).out)
        .contains(home.toRealPath().resolve("cli/target/lanewise.jar").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"25.0.3", "25.0.10", "25.0.3.1", "25.1", "25.0.3+9"})
  void acceptsJdk(String version) throws Exception {
    write(jar, "built");
    assertThat(run(Map.of("LANEWISE_JAVA_HOME", jdk(version))).exit).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"25", "25.0.2", "25.0.2.1", "25.0.1+8", "26", "17.0.15", "1.8.0_402", "2"})
  void refusesAnotherJdkThatWasNamedAndSaysWhatToInstall(String version) throws Exception {
    write(jar, "built");
    Outcome run = run(Map.of("LANEWISE_JAVA_HOME", jdk(version)));
    assertThat(run.exit).isEqualTo(1);
    assertThat(run.out).isEmpty();
    assertThat(run.err)
        .isEqualTo(
            "lanewise: LANEWISE_JAVA_HOME=%s holds %s, expected JDK 25.0.3 or a later 25; install Temurin 25 (https://adoptium.net)\n"
                .formatted(jdk(version), version));
  }

  @Test
  void asksTheJvmForItsVersionWhereNoReleaseFileSaysIt() throws Exception {
    write(jar, "built");
    String jdk = jdk("25.0.3");
    Files.delete(Path.of(jdk, "release"));
    assertThat(run(Map.of("LANEWISE_JAVA_HOME", jdk)).exit).isEqualTo(7);
  }

  @Test
  void looksInItsOrder() throws Exception {
    write(jar, "built");
    String old = jdk("17.0.15");
    String named = jdk("25.0.4");
    String javaHome = jdk("25.0.5");
    jdkAt(temp.resolve("jvm/one"), "17.0.1");
    jdkAt(temp.resolve("jvm/two"), "25.0.7");
    assertThat(run(Map.of("JAVA_HOME", old)).out).startsWith("25.0.7");
    Files.createSymbolicLink(bin.resolve("java"), Path.of(jdk("25.0.6"), "bin", "java"));
    assertThat(run(Map.of("JAVA_HOME", old)).out).startsWith("25.0.6");
    assertThat(run(Map.of("JAVA_HOME", javaHome)).out).startsWith("25.0.5");
    assertThat(run(Map.of("JAVA_HOME", javaHome, "LANEWISE_JAVA_HOME", named)).out)
        .startsWith("25.0.4");
  }

  @Test
  void saysWhatToInstallWhereThereIsNoJdk() throws Exception {
    Outcome run = run(Map.of("JAVA_HOME", jdk("21.0.2")));
    assertThat(run.exit).isEqualTo(1);
    assertThat(run.err)
        .isEqualTo(
            "lanewise: no JDK 25 found (versions seen: 21.0.2), expected 25.0.3 or a later 25; install Temurin 25 (https://adoptium.net) or set LANEWISE_JAVA_HOME to one\n");
  }

  @Test
  void buildsOnceAndAgainAfterAChange() throws Exception {
    Map<String, String> jdk = Map.of("LANEWISE_JAVA_HOME", jdk("25.0.3"));
    Outcome first = run(jdk);
    assertThat(first.exit).isEqualTo(7);
    assertThat(first.err).startsWith("lanewise: building the command line").hasLineCount(1);
    assertThat(builds).hasContent(jdk("25.0.3"));
    assertThat(run(jdk).err).isEmpty();
    makeNewer(home.resolve("core/src/main/java/A.java"));
    run(jdk);
    assertThat(Files.readAllLines(builds)).hasSize(2);
  }

  @Test
  void seesAFileThatChangedWhileTheBuildRan() throws Exception {
    mvn(
        "mkdir -p cli/target; sleep 0.1; echo > core/src/main/java/A.java; sleep 0.1; echo > cli/target/lanewise.jar");
    Map<String, String> jdk = Map.of("LANEWISE_JAVA_HOME", jdk("25.0.3"));
    run(jdk);
    mvn("echo > cli/target/lanewise.jar");
    run(jdk);
    run(jdk);
    assertThat(Files.readAllLines(builds)).hasSize(2);
  }

  @Test
  void startsFromTheCacheThatTheBuildMade() throws Exception {
    Map<String, String> jdk = Map.of("LANEWISE_JAVA_HOME", rememberingJdk("echo > \"$file\""));
    Outcome first = run(jdk, "train");
    Outcome second = run(jdk, "train");
    assertThat(second.out.lines())
        .containsExactly(
            "25.0.3",
            "-XX:AOTCache=" + cache(),
            "-Xlog:aot*=off",
            "-Xlog:cds*=off",
            "--add-modules",
            "jdk.incubator.vector",
            "-jar",
            home.toRealPath().resolve("cli/target/lanewise.jar").toString(),
            "train");
    assertThat(first.out).isEqualTo(second.out);
    assertThat(first.err).startsWith("lanewise: building").hasLineCount(1);
    assertThat(second.err).isEmpty();
    assertThat(second.exit).isEqualTo(7);
    assertThat(Path.of(cache() + ".part")).doesNotExist();
  }

  @Test
  void theCacheIsMadeByTheJarWithTheFlagsOfAStart() throws Exception {
    Path arguments = temp.resolve("arguments");
    run(
        Map.of(
            "LANEWISE_JAVA_HOME",
            rememberingJdk("for a; do echo \"$a\"; done > '" + arguments + "'")));
    assertThat(Files.readAllLines(arguments))
        .startsWith(
            "-XX:AOTCacheOutput=" + cache() + ".part",
            "--add-modules",
            "jdk.incubator.vector",
            "-jar",
            home.toRealPath().resolve("cli/target/lanewise.jar").toString(),
            "train",
            "digits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit 1", "echo > \"$file\"; echo broken; echo broken >&2; exit 1", ":"})
  void worksWithoutACacheWhereNoneCanBeMade(String script) throws Exception {
    Outcome run = run(Map.of("LANEWISE_JAVA_HOME", rememberingJdk(script)), "train");
    assertThat(run.exit).isEqualTo(7);
    assertThat(run.out).doesNotContain("AOT", "broken");
    assertThat(run.err).startsWith("lanewise: building").hasLineCount(1);
    assertThat(cache()).doesNotExist();
    assertThat(Path.of(cache() + ".part")).doesNotExist();
  }

  @Test
  void leavesTheCacheAloneWhereItDoesNotFit() throws Exception {
    String jdk = rememberingJdk("echo > \"$file\"");
    Map<String, String> usual = Map.of("LANEWISE_JAVA_HOME", jdk);
    run(usual, "train");
    assertThat(run(usual, "train").out).contains("AOTCache");
    assertThat(run(usual, "race").out).doesNotContain("AOT");
    assertThat(run(Map.of("LANEWISE_JAVA_HOME", jdk("25.0.4")), "train").out).doesNotContain("AOT");
    for (String variable : List.of("LANEWISE_JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")) {
      assertThat(run(Map.of("LANEWISE_JAVA_HOME", jdk, variable, "-Xshare:off"), "train").out)
          .doesNotContain("AOT");
    }
    makeNewer(jar);
    assertThat(run(usual, "train").out).doesNotContain("AOT");
  }

  @Test
  void makesTheCacheOfAJarThatMavenBuiltOnceAndWhereItIsOfUse() throws Exception {
    write(jar, "built");
    makeOlder(home.resolve("core/src/main/java/A.java"));
    makeOlder(jar);
    String jdk = rememberingJdk("echo >> '" + temp.resolve("attempts") + "'; exit 1");
    Map<String, String> usual = Map.of("LANEWISE_JAVA_HOME", jdk);
    Files.createDirectories(home.resolve("target"));

    assertThat(run(usual, "race").err).isEmpty();
    Outcome first = run(usual, "train");
    Outcome second = run(usual, "train");

    assertThat(first.exit).isEqualTo(7);
    assertThat(first.err).startsWith("lanewise: preparing faster starts").hasLineCount(1);
    assertThat(second.err).isEmpty();
    assertThat(Files.readAllLines(temp.resolve("attempts"))).hasSize(1);
    assertThat(builds).doesNotExist();
  }

  private Path cache() throws IOException {
    return home.toRealPath().resolve("target/launcher-25.0.3.aot");
  }

  /** A JDK that runs the script when it is to make the cache {@code $file}. */
  private String rememberingJdk(String script) throws IOException {
    String jdk = jdk("25.0.3");
    Path java = Path.of(jdk, "bin", "java");
    String usual = Files.readString(java);
    executable(
        java,
        usual.replace(
            "#!/bin/sh\n",
            """
            #!/bin/sh
            case $1 in
              -XX:AOTCacheOutput=*) file=${1#*=}; %s; exit ;;
            esac
            """
                .formatted(script)));
    return jdk;
  }

  @Test
  void startsAtOneTimeShareOneBuild() throws Exception {
    mvn("sleep 1; mkdir -p cli/target; echo built > cli/target/lanewise.jar");
    Map<String, String> jdk = Map.of("LANEWISE_JAVA_HOME", jdk("25.0.3"));
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(process(jdk, home.resolve("lanewise")).start());
    }
    for (Process process : processes) {
      assertThat(outcome(process).exit).isEqualTo(7);
    }
    assertThat(Files.readAllLines(builds)).hasSize(1);
  }

  @Test
  void showsTheOutputOfAFailedBuildAndLeavesNoLock() throws Exception {
    mvn("echo cannot find symbol; exit 1");
    Map<String, String> jdk = Map.of("LANEWISE_JAVA_HOME", jdk("25.0.3"));
    Outcome run = run(jdk);
    assertThat(run.exit).isEqualTo(1);
    assertThat(run.out).isEmpty();
    assertThat(run.err.lines().skip(1))
        .containsExactly("cannot find symbol", "lanewise: the build failed, see above");
    mvn("mkdir -p cli/target; echo built > cli/target/lanewise.jar");
    assertThat(run(jdk).exit).isEqualTo(7);
  }

  @Test
  void takesOverTheLockOfAProcessThatDied() throws Exception {
    Process dead = new ProcessBuilder(which("sh").toString(), "-c", "exit 0").start();
    dead.waitFor();
    Files.createDirectories(home.resolve("target"));
    Files.createSymbolicLink(
        home.resolve("target/launcher.lock"), Path.of(Long.toString(dead.pid())));
    assertThat(run(Map.of("LANEWISE_JAVA_HOME", jdk("25.0.3"))).exit).isEqualTo(7);
    assertThat(home.resolve("target/launcher.lock")).doesNotExist();
  }

  @Test
  void takesOverTheLockOfAProcessWhoseNumberWasGivenAnew() throws Exception {
    Files.createDirectories(home.resolve("target"));
    Files.createSymbolicLink(
        home.resolve("target/launcher.lock"), Path.of(ProcessHandle.current().pid() + "@1"));
    assertThat(run(Map.of("LANEWISE_JAVA_HOME", jdk("25.0.3"))).exit).isEqualTo(7);
    assertThat(home.resolve("target/launcher.lock")).doesNotExist();
  }

  @Test
  void saysThatItCannotLock() throws Exception {
    for (String tool : List.of("ln", "sleep")) {
      Files.delete(bin.resolve(tool));
      executable(bin.resolve(tool), "#!/bin/sh\nexit 1\n");
    }
    Outcome run = run(Map.of("LANEWISE_JAVA_HOME", jdk("25.0.3")));
    assertThat(run.exit).isEqualTo(1);
    assertThat(run.err).startsWith("lanewise: cannot make the link ").hasLineCount(1);
  }

  @Test
  void saysThatMavenIsMissing() throws Exception {
    Files.delete(bin.resolve("mvn"));
    Outcome run = run(Map.of("LANEWISE_JAVA_HOME", jdk("25.0.3")));
    assertThat(run.exit).isEqualTo(1);
    assertThat(run.err).startsWith("lanewise: mvn not found").hasLineCount(1);
  }

  @Test
  void isReplacedByTheJvmSoThatSignalsReachIt() throws Exception {
    write(jar, "built");
    String jdk = jdk("25.0.3");
    executable(
        Path.of(jdk, "bin", "java"),
        "#!/bin/sh\ntrap 'exit 42' TERM\necho ready\nwhile :; do sleep 0.05; done\n");
    Process process = process(Map.of("LANEWISE_JAVA_HOME", jdk), home.resolve("lanewise")).start();
    try (var out = process.inputReader(UTF_8)) {
      assertThat(out.readLine()).isEqualTo("ready");
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(process.exitValue()).isEqualTo(42);
  }

  private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
    return outcome(process(environment, home.resolve("lanewise"), arguments).start());
  }

  private ProcessBuilder process(
      Map<String, String> environment, Path launcher, String... arguments) {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().putAll(environment);
    return builder;
  }

  /** Waits for a process that writes little, so that neither pipe can fill. */
  private static Outcome outcome(Process process) throws Exception {
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), out, err);
  }

  /** The directory of a JDK that prints its version and its arguments and exits with 7. */
  private String jdk(String version) throws IOException {
    return jdkAt(temp.resolve("jdk " + version), version);
  }

  private static String jdkAt(Path directory, String version) throws IOException {
    executable(
        directory.resolve("bin/java"),
        """
        #!/bin/sh
        if [ "$1" = -version ]; then echo 'openjdk version "%1$s" 2026-04-21' >&2; exit; fi
        echo '%1$s'
        for argument; do echo "$argument"; done
        exit 7
        """
            .formatted(version));
    executable(directory.resolve("bin/javac"), "#!/bin/sh\n");
    write(directory.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return directory.toString();
  }

  /** A Maven that notes the JDK it runs on and does what the script says. */
  private void mvn(String script) throws IOException {
    executable(
        bin.resolve("mvn"), "#!/bin/sh\necho \"$JAVA_HOME\" >> '" + builds + "'\n" + script + "\n");
  }

  private static void executable(Path file, String content) throws IOException {
    write(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static void makeOlder(Path file) {
    setTime(file, Instant.now().minusSeconds(3600));
  }

  private static void makeNewer(Path file) {
    setTime(file, Instant.now().plusSeconds(1));
  }

  private static void setTime(Path file, Instant time) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(time));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path which(String tool) {
    for (String directory : List.of("/usr/bin", "/bin")) {
      Path path = Path.of(directory, tool);
      if (Files.isExecutable(path)) {
        return path;
      }
    }
    throw new AssertionError(tool + " not found in /usr/bin or /bin");
  }
}
