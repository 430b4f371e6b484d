package lanewise.skipped;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a test needs of the machine. Where that is missing it is skipped, and the build says so. */
public final class Needs {
  private Needs() {}

  /**
   * Goes on if there is no obstacle. Where the environment variable {@code CI} is set, an obstacle
   * that begins with {@code program} fails the test: a program can be installed there.
   */
  public static void programOrSkip(String program, Optional<String> obstacle) {
    programOrSkip(program, obstacle, System.getenv("CI"));
  }

  static void programOrSkip(String program, Optional<String> obstacle, @Nullable String ci) {
    obstacle.ifPresent(
        reason -> {
          if (reason.startsWith(program + ":") && ci != null && !ci.equals("false")) {
            fail(reason);
          }
          abort(reason);
        });
  }
}
