package lanewise.bench.inspect;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What C2 made of one method, as HotSpot prints it for {@code -XX:CompileCommand=print} where it
 * has no disassembler: lines of an address and bytes in hex, between comments.
 */
final class MachineCode {
  private static final Pattern HEADER =
      Pattern.compile(
          "Compiled method \\((c1|c2)\\) .*?(%?)[ sb!n]* +(?:\\d +)?(\\S+::\\S+)(?: @ -?\\d+)? \\(\\d+ bytes\\)");
  private static final Pattern BYTES =
      Pattern.compile("0x([0-9a-f]{16}): ((?:[0-9a-f]{2}|[ |])*[0-9a-f]{2})");
  private static final String BEGIN = "[MachCode]";
  private static final String END = "[/MachCode]";

  private final String method;
  private final boolean onStackReplacement;
  private final byte[] bytes;

  private MachineCode(String method, boolean onStackReplacement, byte[] bytes) {
    this.method = method;
    this.onStackReplacement = onStackReplacement;
    this.bytes = bytes;
  }

  /** The method, {@code package.Class::name}. */
  String method() {
    return method;
  }

  /** Whether it is entered in the middle of a loop, as only a method's first call may do. */
  boolean onStackReplacement() {
    return onStackReplacement;
  }

  /** The instructions, from the entry on. */
  byte[] bytes() {
    return bytes.clone();
  }

  /**
   * All of C2's compilations in a JVM's output, in their order. Other lines are skipped, and so is
   * a compilation whose end is missing.
   *
   * @throws InspectionException if a compilation is no contiguous code
   */
  static List<MachineCode> parse(Iterable<String> lines) {
    List<MachineCode> found = new ArrayList<>();
    @Nullable Reader reader = null;
    for (String line : lines) {
      Matcher header = HEADER.matcher(line);
      if (header.find()) {
        reader =
            header.group(1).equals("c2")
                ? new Reader(header.group(3), !header.group(2).isEmpty())
                : null;
      } else if (reader != null) {
        Optional<MachineCode> complete = reader.take(line.strip());
        if (complete.isPresent()) {
          found.add(complete.get());
          reader = null;
        }
      }
    }
    return found;
  }

  /**
   * The last compilation of each method, by name; one entered at the method's start before any
   * other.
   */
  static Collection<MachineCode> latest(Iterable<String> lines) {
    Map<String, MachineCode> latest = new TreeMap<>();
    for (MachineCode code : parse(lines)) {
      latest.merge(
          code.method,
          code,
          (before, now) -> now.onStackReplacement && !before.onStackReplacement ? before : now);
    }
    return latest.values();
  }

  /** Collects the lines of one compilation. */
  private static final class Reader {
    private final String method;
    private final boolean onStackReplacement;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean begun;
    private long next;

    Reader(String method, boolean onStackReplacement) {
      this.method = method;
      this.onStackReplacement = onStackReplacement;
    }

    Optional<MachineCode> take(String line) {
      if (line.equals(BEGIN)) {
        begun = true;
      } else if (line.equals(END)) {
        return Optional.of(new MachineCode(method, onStackReplacement, bytes.toByteArray()));
      } else if (begun) {
        Matcher matcher = BYTES.matcher(line);
        if (matcher.matches()) {
          append(Long.parseUnsignedLong(matcher.group(1), 16), matcher.group(2));
        }
      }
      return Optional.empty();
    }

    private void append(long address, String hex) {
      if (bytes.size() > 0 && address != next) {
        throw new InspectionException(
            String.format(
                "machine code of %s: address 0x%x, expected 0x%x, where the line before it ends",
                method, address, next));
      }
      byte[] values = HexFormat.of().parseHex(hex.replaceAll("[ |]", ""));
      bytes.writeBytes(values);
      next = address + values.length;
    }
  }
}
