package lanewise.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lanewise.feature.Features;
import lanewise.io.Json;
import lanewise.model.Model;
import lanewise.model.Training;
import lanewise.optim.Adam;
import lanewise.table.Column;
import lanewise.table.Table;
import lanewise.tensor.LanewiseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model asked over HTTP. */
class ModelServerTest {
  private final HttpClient client = HttpClient.newHttpClient();

  /** high where x is above 0, or below it for a model of the opposite. */
  private static Model model(boolean opposite) {
    double[] x = new double[200];
    List<String> y = new ArrayList<>();
    for (int row = 0; row < x.length; row++) {
      x[row] = row - 99.5;
      y.add(x[row] > 0 != opposite ? "high" : "low");
    }
    Table table =
        Table.ofColumns("numbers", List.of(Column.numbers("x", x), Column.categories("y", y)));
    Features features = Features.of(table, "y");
    return Model.of(features.inputs().dense(1))
        .fit(features, Training.epochs(30).optimizer(Adam.of(0.05)));
  }

  private static ModelServer start(Path file) {
    return ModelServer.start(file, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private HttpResponse<String> get(ModelServer server, String path) throws Exception {
    return client.send(request(server, path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(ModelServer server, String body) throws Exception {
    return client.send(
        request(server, "/predict").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(ModelServer server, String path) {
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    return HttpRequest.newBuilder(URI.create("http://" + host + ":" + server.port() + path));
  }

  @Test
  void rowsAreAnsweredAndWrongOnesToldWhy(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("model.safetensors");
    Model model = model(false);
    model.save(file);
    try (ModelServer server = start(file)) {
      Map<String, ?> one = Json.parseObject("test", post(server, "{\"x\": 50}").body());
      assertThat(one.get("label")).isEqualTo("high");
      assertThat(one.get("probabilities"))
          .isEqualTo(model.predict(Map.of("x", 50)).probabilities());
      assertThat(post(server, "[{\"x\": 50}, {\"x\": -50, \"z\": 1}]").body())
          .containsSubsequence("high", "low");
      assertThat(post(server, "[]").body()).isEqualTo("[]\n");
      for (String wrong : List.of("", "17", "[17]", "{\"x\": \"many\"}", "{\"x\": 1e999}")) {
        HttpResponse<String> answer = post(server, wrong);
        assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
        assertThat(Json.parseObject("test", answer.body()).get("error")).isNotNull();
      }
      assertThat(get(server, "/predict").statusCode()).isEqualTo(405);
      assertThat(get(server, "/health").body()).contains("ok");
      assertThat(get(server, "/model").body()).contains("\"columns\":[\"x\"]");
      assertThat(get(server, "/metrics").body())
          .contains("lanewise_requests_total{code=\"400\"} 5\n")
          .contains("lanewise_rows_total 3\n")
          .contains("lanewise_request_seconds_bucket{le=\"0.00005\"}");
    }
  }

  @Test
  void aChangedFileIsReadWhileRequestsGoOnAndABrokenOneIsNot(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("model.safetensors");
    model(false).save(file);
    ServedModel served = new ServedModel(file);
    try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
      List<Future<?>> asked = new ArrayList<>();
      for (int caller = 0; caller < 4; caller++) {
        asked.add(
            callers.submit(
                () -> {
                  for (int i = 0; i < 500; i++) {
                    assertThat(served.model().predict(Map.of("x", 80)).label()).isNotEmpty();
                  }
                }));
      }
      model(true).save(file);
      served.refresh();
      for (Future<?> future : asked) {
        future.get();
      }
    }
    assertThat(served.reloads()).isEqualTo(1);
    assertThat(served.model().predict(Map.of("x", 80)).label()).isEqualTo("low");

    Files.writeString(file, "no model");
    served.refresh();
    assertThat(served.failures()).isEqualTo(1);
    assertThat(served.model().predict(Map.of("x", 80)).label()).isEqualTo("low");

    Files.delete(file);
    served.refresh();
    assertThat(served.failures()).isEqualTo(1);
  }

  @Test
  void whatCannotBeServedIsSaidAtTheStart(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> start(folder.resolve("none"))).isInstanceOf(LanewiseException.class);
    Path file = folder.resolve("model.safetensors");
    model(false).save(file);
    try (ModelServer first = start(file)) {
      var same = new InetSocketAddress(InetAddress.getLoopbackAddress(), first.port());
      assertThatThrownBy(() -> ModelServer.start(file, same))
          .isInstanceOf(LanewiseException.class)
          .hasMessageContaining(Integer.toString(first.port()));
    }
  }
}
