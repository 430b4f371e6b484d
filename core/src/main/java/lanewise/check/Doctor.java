package lanewise.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lanewise.kernel.Backend;
import lanewise.kernel.BackendSelection;
import lanewise.kernel.KernelProvider;

/**
 * Says whether a backend is as fast here as it should be: whether it computes in vectors, in how
 * many lanes, and what is in the way.
 */
public final class Doctor {
  private Doctor() {}

  /**
   * One thing looked at.
   *
   * @param topic what was looked at
   * @param found what it is
   * @param advice what to do, where it is not as it should be
   */
  public record Finding(String topic, String found, Optional<String> advice) {}

  /**
   * What was found.
   *
   * @param simd whether the backend computes in vector instructions
   * @param findings of every backend there is, of the one that was examined, of its threads and its
   *     speed
   */
  public record Diagnosis(boolean simd, List<Finding> findings) {
    public Diagnosis {
      findings = List.copyOf(findings);
    }

    /** Whether there is nothing to advise. */
    public boolean well() {
      return findings.stream().allMatch(finding -> finding.advice().isEmpty());
    }

    /** A line per finding, and one behind it where there is an advice. */
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(line("simd", simd ? "on" : "off"));
      for (Finding finding : findings) {
        text.append('\n').append(line(finding.topic(), finding.found()));
        finding.advice().ifPresent(advice -> text.append('\n').append(line("", "-> " + advice)));
      }
      return text.toString();
    }

    private static String line(String topic, String content) {
      return String.format("%-18s %s", topic, content);
    }
  }

  /**
   * Examines a backend, which stays open: asks all providers, and compares its speed with that of
   * plain loops where it computes in vectors. Takes a few seconds, as the JIT has to compile first.
   */
  public static Diagnosis examine(Backend backend) {
    List<Finding> findings = new ArrayList<>();
    BackendSelection.providers().forEach(provider -> findings.add(finding(provider)));
    findings.add(new Finding("chosen", backend.toString(), Optional.empty()));
    findings.add(threads(backend.threads(), Runtime.getRuntime().availableProcessors()));
    findings.add(SpeedCheck.of(backend));
    boolean simd =
        backend.name().equals("vector") && backend.selection().provider().passedOver().isEmpty();
    return new Diagnosis(simd, findings);
  }

  private static Finding finding(KernelProvider provider) {
    String topic = "backend " + provider.name();
    Optional<String> obstacle = provider.unavailable();
    if (obstacle.isPresent()) {
      return new Finding(topic, "unavailable", obstacle);
    }
    return new Finding(topic, provider.description(), provider.passedOver());
  }

  private static Finding threads(int threads, int cores) {
    return new Finding(
        "threads",
        threads + " on " + cores + (cores == 1 ? " core" : " cores"),
        threads <= cores
            ? Optional.empty()
            : Optional.of(
                "more threads than cores wait for each other; use " + cores + " or fewer"));
  }
}
