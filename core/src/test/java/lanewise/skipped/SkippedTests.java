package lanewise.skipped;

import java.io.PrintStream;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints, as the last of a JVM's tests ends, one line for each that did not run, and why: {@code
 * skipped: Class.method: reason}. {@code .ci/run} repeats them at its end.
 */
public final class SkippedTests implements TestExecutionListener {
  private final Set<String> lines = Collections.synchronizedSet(new LinkedHashSet<>());
  private final PrintStream out;

  /** As the launcher makes it. */
  public SkippedTests() {
    this(System.out);
  }

  SkippedTests(PrintStream out) {
    this.out = out;
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    keep(test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == Status.ABORTED) {
      keep(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
    }
  }

  private void keep(TestIdentifier test, String reason) {
    lines.add(
        "skipped: " + name(test) + ": " + reason.lines().findFirst().orElse("no reason given"));
  }

  private static String name(TestIdentifier test) {
    TestSource source = test.getSource().orElse(null);
    if (source instanceof MethodSource method) {
      return simple(method.getClassName()) + "." + method.getMethodName();
    }
    return source instanceof ClassSource type ? simple(type.getClassName()) : test.getDisplayName();
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    lines.forEach(out::println);
  }
}
