package lanewise.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import lanewise.io.dataset.UndecidedDataException;
import lanewise.tensor.LanewiseException;
import lanewise.train.InsufficientMemoryException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
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
      ImportanceCommand.class,
      DescribeCommand.class,
      ServeCommand.class,
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
    System.exit(run(Console.system(), args));
  }

  /** Runs one command against a console of the caller's; returns the exit code. */
  public static int run(Console console, String... args) {
    try {
      int code = execute(console, args);
      console.flush();
      return code;
    } catch (OutputException failure) {
      return stopped(failure, console.err());
    } catch (OutOfMemoryError failure) {
      return outOfMemory(failure, console.err());
    }
  }

  private static int execute(Console console, String... args) {
    CommandLine line = new CommandLine(new Main(), new CommandFactory(console));
    line.setOut(console.out());
    line.setErr(console.err());
    configure(line);
    line.setExecutionStrategy(parsed -> runLast(parsed, line));
    line.setParameterExceptionHandler((failure, arguments) -> usage(failure, console.err()));
    line.setExecutionExceptionHandler(
        (failure, command, parsed) ->
            failed(failure, command.getCommandSpec().name(), console.err()));
    return line.execute(args);
  }

  /** How arguments are read. */
  static void configure(CommandLine line) {
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // An argument that begins with @ is that argument.
    line.setExpandAtFiles(false);
    line.registerConverter(Double.class, new Decimals());
    line.registerConverter(double.class, new Decimals());
    line.registerConverter(Path.class, new PathOption());
  }

  /** Picocli, which prints the help itself, would print the stack of a failure to do so. */
  private static int runLast(ParseResult parsed, CommandLine line) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (OutputException failure) {
      throw new ExecutionException(line, "help", failure);
    }
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
    String message =
        String.valueOf(new UsageException(String.valueOf(failure.getMessage())).getMessage());
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
    if (failure instanceof OutputException output) {
      return stopped(output, err);
    }
    if (failure instanceof LanewiseException known) {
      err.println(known.getMessage() + hint(known));
      err.flush();
      return FAILED;
    }
    throw failure;
  }

  /** The option for what the library asks for. */
  private static String hint(LanewiseException failure) {
    return switch (failure) {
      case UndecidedDataException undecided ->
          switch (undecided.question()) {
            case HEADER -> " with --header yes or --header no";
            case FOLDER -> "; give it with --data DIR";
          };
      case InsufficientMemoryException full -> " (in LANEWISE_JAVA_OPTS)";
      default -> "";
    };
  }

  private static int stopped(OutputException failure, PrintWriter err) {
    if (!failure.isUnread()) {
      err.println(failure.getMessage());
      err.flush();
    }
    return FAILED;
  }

  private static int outOfMemory(OutOfMemoryError failure, PrintWriter err) {
    long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
    err.println(
        "lanewise: out of memory ("
            + failure.getMessage()
            + "), expected the work to fit the "
            + mebibytes
            + " MiB of the heap; start with a larger one, such as LANEWISE_JAVA_OPTS=-Xmx"
            + 2 * mebibytes
            + "m, or take a smaller batch or network");
    err.flush();
    return FAILED;
  }
}
