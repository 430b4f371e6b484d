package lanewise.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import lanewise.serve.ModelServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers requests over HTTP until the process is asked to end. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Answers requests for predictions over HTTP: POST /predict with a JSON object of columns by name, or a list of them; GET /health, /metrics and /model. Reads the model anew when its file changes; ends in good order on SIGTERM.")
final class ServeCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "model.safetensors of a training run")
  private Path file = Path.of("model.safetensors");

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "where to listen, 0 for any free port; default ${DEFAULT-VALUE}")
  private int port = 8080;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      defaultValue = "localhost",
      description = "the address to listen at; 0.0.0.0 for all; default ${DEFAULT-VALUE}")
  private String host = "localhost";

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > 65_535) {
      throw new UsageException("--port " + port + ", expected 0 to 65535");
    }
    CountDownLatch asked = new CountDownLatch(1);
    try (ModelServer server = ModelServer.start(file, new InetSocketAddress(host, port))) {
      console.line("listening at http://" + host + ":" + server.port());
      Interruption.during(asked::countDown, () -> awaitAndClose(asked, server));
    }
    return Main.OK;
  }

  private static void awaitAndClose(CountDownLatch asked, ModelServer server) {
    try {
      asked.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
    server.close();
  }
}
