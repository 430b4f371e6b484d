package lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import lanewise.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Damages a small file in every place, and checks that a reader gives a result or a typed error on
 * one line, and sets no more memory aside than a small file can need.
 */
public final class Damage {
  private static final long MOST_BYTES = 8 << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Damage() {}

  /** Looks at what a reader made of a damaged file; null where it gave a typed error. */
  @FunctionalInterface
  public interface Check<T> {
    void accept(@Nullable T result, String damage);
  }

  /** Every file that is shorter or longer. */
  public static <T> void truncations(Path file, Function<Path, T> reader, Check<T> check)
      throws IOException {
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length++) {
      read(file, Arrays.copyOf(good, length), reader, check, "cut at " + length);
    }
    for (int more : new int[] {1, 7, 8, 64}) {
      read(file, Arrays.copyOf(good, good.length + more), reader, check, more + " bytes more");
    }
    Files.write(file, good);
  }

  /** Every file with one byte changed: each bit of it, and the extreme values. */
  public static <T> void mutations(Path file, Function<Path, T> reader, Check<T> check)
      throws IOException {
    byte[] good = Files.readAllBytes(file);
    for (int at = 0; at < good.length; at++) {
      for (int bit = 0; bit < 10; bit++) {
        byte[] bad = good.clone();
        bad[at] = (byte) (bit < 8 ? good[at] ^ 1 << bit : bit == 8 ? 0 : 0xff);
        if (bad[at] != good[at]) {
          read(file, bad, reader, check, "byte " + at + " is " + bad[at]);
        }
      }
    }
    Files.write(file, good);
  }

  private static <T> void read(
      Path file, byte[] bytes, Function<Path, T> reader, Check<T> check, String damage)
      throws IOException {
    Files.write(file, bytes);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    T result = null;
    try {
      result = reader.apply(file);
    } catch (DataFormatException | DataException typed) {
      assertThat(typed.getMessage()).as(damage).contains("expected").doesNotContain("\n");
    }
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).as(damage).isLessThan(MOST_BYTES);
    check.accept(result, damage);
  }
}
