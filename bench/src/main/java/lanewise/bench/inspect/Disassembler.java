package lanewise.bench.inspect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns bytes into instructions with {@code objdump} of GNU binutils. */
final class Disassembler {
  private static final String PROGRAM = "objdump";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern LINE = Pattern.compile("\\s*([0-9a-f]+):\\s+(\\S+)\\s*(.*)");

  private final Path folder;

  /** Keeps its files in the folder. */
  Disassembler(Path folder) {
    this.folder = folder;
  }

  /** What is missing here, or nothing. */
  static Optional<String> obstacle() {
    try {
      Process process = new ProcessBuilder(PROGRAM, "--version").redirectErrorStream(true).start();
      String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return version.contains("GNU")
          ? Optional.empty()
          : Optional.of(
              "objdump: not that of GNU binutils, which reads bare machine code; install binutils and put it first on the PATH");
    } catch (IOException e) {
      return Optional.of(
          "objdump: not found on the PATH, expected that of GNU binutils; install it (for example: apt-get install binutils)");
    }
  }

  /**
   * The instructions of x86-64 code.
   *
   * @throws InspectionException if objdump cannot be run
   */
  List<Instruction> disassemble(byte[] code) {
    Path input = folder.resolve("code.bin");
    Path output = folder.resolve("code.txt");
    List<String> command =
        List.of(
            PROGRAM,
            "-D",
            "-b",
            "binary",
            "-m",
            "i386:x86-64",
            "-M",
            "intel",
            "--no-show-raw-insn",
            input.toString());
    try {
      Files.write(input, code);
      Child.run(command, output, folder.resolve("objdump.log"), PATIENCE);
      return parse(Files.readAllLines(output));
    } catch (IOException e) {
      throw new InspectionException("objdump: " + e.getMessage(), e);
    }
  }

  /** The instructions in objdump's output in Intel's notation. */
  static List<Instruction> parse(Iterable<String> lines) {
    List<Instruction> instructions = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        instructions.add(
            new Instruction(
                Long.parseLong(matcher.group(1), 16),
                matcher.group(2).toLowerCase(Locale.ROOT),
                matcher.group(3).strip()));
      }
    }
    return instructions;
  }
}
