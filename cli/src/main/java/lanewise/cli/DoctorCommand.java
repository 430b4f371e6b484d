package lanewise.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import lanewise.bench.inspect.InspectionException;
import lanewise.bench.inspect.KernelInspection;
import lanewise.bench.inspect.KernelReport;
import lanewise.bench.start.ServingReport;
import lanewise.bench.start.StartMeasurement;
import lanewise.bench.start.StartReport;
import lanewise.check.Doctor;
import lanewise.check.Doctor.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what runs here, what does not, why, and what to do about it. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Says JDK, JIT, lanes, threads, the chosen backend and why, and whether it is as fast as it"
            + " should be.")
final class DoctorCommand implements Callable<Integer> {
  private static final int USUAL_STARTS = 11;

  private final Console console;

  @Mixin private final BackendOptions backendOptions = new BackendOptions();

  @Option(names = "--json", description = "one JSON object on stdout")
  private boolean json;

  @Option(
      names = "--kernels",
      description =
          "also reads the machine code of the GEMM microkernels' inner loops (x86-64, with"
              + " objdump); takes some seconds")
  private boolean kernels;

  @Option(
      names = "--start",
      paramLabel = "N",
      arity = "0..1",
      defaultValue = "0",
      fallbackValue = "" + USUAL_STARTS,
      description =
          "also measures how long N fresh JVMs, default ${FALLBACK-VALUE}, take to the first"
              + " training step and to steady ones, and how long the first predictions of a service"
              + " take; takes some ten seconds each")
  private int starts;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Finding> findings = new ArrayList<>();
    JavaRuntime runtime = JavaRuntime.current();
    findings.add(new Finding("jdk", runtime.jdk(), runtime.jdkAdvice()));
    findings.add(new Finding("jit", runtime.jit(), runtime.jitAdvice()));
    findings.add(new Finding("processor", runtime.processor(), Optional.empty()));
    try (var backend = backendOptions.open()) {
      Doctor.examine(backend).findings().forEach(finding -> findings.add(namingOptions(finding)));
    }
    List<KernelReport> loops = new ArrayList<>();
    if (kernels) {
      findings.add(inspectKernels(loops));
    }
    Optional<StartReport> start =
        starts == 0 ? Optional.empty() : Optional.of(StartMeasurement.run(starts));
    Optional<ServingReport> serving =
        starts == 0 ? Optional.empty() : Optional.of(StartMeasurement.runServing(starts));
    boolean well = findings.stream().allMatch(finding -> finding.advice().isEmpty());
    report(findings, loops, start, serving, well);
    return well ? Main.OK : Main.FAILED;
  }

  /** The library's advice, with the options of this program that follow it. */
  private static Finding namingOptions(Finding finding) {
    Optional<String> advice =
        switch (finding.topic()) {
          case "threads" -> finding.advice().map(text -> text.replace("use ", "use --threads "));
          case "speed" -> finding.advice().map(text -> text + ", --backend scalar");
          default -> finding.advice();
        };
    return new Finding(finding.topic(), finding.found(), advice);
  }

  /** Reads the microkernels' machine code and adds what was found of each to {@code loops}. */
  private static Finding inspectKernels(List<KernelReport> loops) {
    String topic = "kernels";
    try {
      KernelInspection inspection = KernelInspection.run();
      loops.addAll(inspection.kernels());
      return new Finding(topic, inspection.summary(), inspection.advice());
    } catch (InspectionException e) {
      return new Finding(topic, "not inspected", Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private void report(
      List<Finding> findings,
      List<KernelReport> loops,
      Optional<StartReport> start,
      Optional<ServingReport> serving,
      boolean well) {
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      for (Finding finding : findings) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("found", finding.found());
        finding.advice().ifPresent(advice -> entry.put("advice", advice));
        object.put(finding.topic(), entry);
      }
      if (!loops.isEmpty()) {
        object.put("loops", loops.stream().map(DoctorCommand::fields).toList());
      }
      start.ifPresent(report -> object.put("start", report.fields()));
      serving.ifPresent(report -> object.put("serving", report.fields()));
      object.put("well", well);
      console.json(object);
      return;
    }
    for (Finding finding : findings) {
      console.line(String.format("%-18s %s", finding.topic(), finding.found()));
      finding.advice().ifPresent(advice -> console.line(String.format("%-18s -> %s", "", advice)));
    }
    for (KernelReport loop : loops) {
      console.line(String.format("%-24s %s", loop.kernel(), loop.line()));
    }
    start.ifPresent(this::showStart);
    serving.ifPresent(report -> report.lines().forEach(console::line));
    console.line(well ? "All well." : "Not as fast as it could be; see the lines marked ->.");
  }

  private void showStart(StartReport report) {
    console.line(String.format("%-18s %s", "start", report.summary()));
    report.figures().forEach(figure -> console.line("  " + figure.line()));
  }

  private static Map<String, Object> fields(KernelReport report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kernel", report.kernel());
    report
        .loop()
        .ifPresent(
            loop -> {
              fields.put("fmas", loop.fmas());
              fields.put("loads", loop.loads());
              fields.put("broadcasts", loop.broadcasts());
              fields.put("stores", loop.stores());
              fields.put("stack_moves", loop.stackMoves());
              fields.put("integer_spills", loop.integerSpills());
            });
    report.peakFraction().ifPresent(fraction -> fields.put("peak_fraction", fraction));
    report.trouble().ifPresent(trouble -> fields.put("trouble", trouble));
    return fields;
  }
}
