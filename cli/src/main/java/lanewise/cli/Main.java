package lanewise.cli;

import java.io.PrintWriter;
import lanewise.tensor.LanewiseException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The program {@code lanewise}. Results go to stdout, progress and errors to stderr; the exit code
 * is 0 for success, 1 for a failed check or a failure at work, 2 for wrong usage.
 */
@Command(
    name = "lanewise",
    description = "Neural networks in pure Java on the JDK Vector API.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      SearchCommand.class,
      EvalCommand.class,
      PredictCommand.class,
      InspectCommand.class,
      CompareCommand.class,
      DoctorCommand.class,
      BenchCommand.class,
      RaceCommand.class,
    })
public final class Main implements Runnable {
  /** Success. */
  public static final int OK = 0;

  /** A check failed, or the work could not be done. */
  public static final int FAILED = 1;

  /** The command line was wrong. */
  public static final int USAGE = 2;

  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    // Charts are drawn, but never on a screen.
    System.setProperty("java.awt.headless", "true");
    Console console = Console.system();
    int code = run(console, args);
    console.flush();
    System.exit(code);
  }

  /** Runs one command against a console of the caller's; returns the exit code. */
  public static int run(Console console, String... args) {
    CommandLine line = new CommandLine(new Main(), new CommandFactory(console));
    line.setOut(console.out());
    line.setErr(console.err());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((failure, arguments) -> usage(failure, console.err()));
    line.setExecutionExceptionHandler(
        (failure, command, parsed) ->
            failed(failure, command.getCommandSpec().name(), console.err()));
    return line.execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "lanewise: no command, expected one of "
            + String.join(", ", spec.subcommands().keySet())
            + "; try lanewise --help");
  }

  private static int usage(ParameterException failure, PrintWriter err) {
    String name = failure.getCommandLine().getCommandSpec().qualifiedName();
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("wrong usage");
    err.println(
        (message.startsWith("lanewise") ? "" : name + ": ")
            + message
            + (message.contains("--help") ? "" : "; see " + name + " --help"));
    err.flush();
    return USAGE;
  }

  private static int failed(Exception failure, String command, PrintWriter err) throws Exception {
    if (failure instanceof UsageException wrong) {
      err.println(command + ": " + wrong.getMessage());
      err.flush();
      return USAGE;
    }
    if (failure instanceof LanewiseException known) {
      err.println(known.getMessage());
      err.flush();
      return FAILED;
    }
    throw failure;
  }
}
