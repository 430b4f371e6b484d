package lanewise.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import lanewise.feature.TableEncoding;
import lanewise.io.Json;
import lanewise.model.ModelFile;
import lanewise.nn.Graph;
import lanewise.nn.Layer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what is in a saved model. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description =
        "Says what is in a saved model: layers, shapes, parameter counts, normalisation, classes, loss, features, properties, where it came from.")
final class InspectCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "model.safetensors of a training run")
  private Path file = Path.of("model.safetensors");

  @Option(names = "--json", description = "one JSON object on stdout")
  private boolean json;

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ModelFile model = ModelFile.read(file);
    Graph graph = Graph.parse(model.network());
    if (json) {
      console.json(object(model, graph));
    } else {
      print(model, graph);
    }
    return Main.OK;
  }

  private static Map<String, Object> object(ModelFile model, Graph graph) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("input", graph.inputShape().dims());
    object.put("output", graph.outputShape().dims());
    object.put("layers", graph.layers().stream().map(layer -> layer.description().text()).toList());
    object.put("parameters", graph.parameterCount());
    List<Map<String, Object>> tensors = new ArrayList<>();
    model
        .parameters()
        .forEach(
            (name, tensor) -> {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("name", name);
              entry.put("shape", tensor.shape().dims());
              entry.put("type", tensor.dtype().name());
              tensors.add(entry);
            });
    object.put("tensors", tensors);
    object.put("normalizer", model.normalizer().kind());
    object.put("classes", model.classNames());
    model.loss().ifPresent(loss -> object.put("loss", loss.name()));
    object.put("link", model.link().name().toLowerCase(Locale.ROOT));
    object.put("features", model.featureNames());
    model.input().table().ifPresent(text -> object.put("table", Json.parseObject("table", text)));
    object.put("properties", model.properties());
    object.put("dataset", model.provenance().dataset());
    object.put("seed", model.provenance().seed());
    model.provenance().split().ifPresent(split -> object.put("split", split));
    object.put("validation", model.provenance().validation());
    object.put("version", model.provenance().version());
    return object;
  }

  private void print(ModelFile model, Graph graph) {
    console.line("input " + graph.inputShape() + ", output " + graph.outputShape());
    graph
        .layers()
        .forEach(
            layer ->
                console.line(
                    String.format(
                        Locale.ROOT,
                        "  %-60s %,12d parameters",
                        layer.description().text(),
                        parameterCount(layer))));
    console.line(
        String.format(Locale.ROOT, "  %-60s %,12d parameters", "all", graph.parameterCount()));
    model
        .parameters()
        .forEach(
            (name, tensor) -> console.line("  " + name + " " + tensor.dtype() + tensor.shape()));
    console.line("normaliser " + model.normalizer().kind());
    console.line("classes " + String.join(", ", model.classNames()));
    console.line(
        "loss "
            + model.loss().map(ModelFile.TrainedLoss::name).orElse("not known")
            + ", outputs read as "
            + model.link().name().toLowerCase(Locale.ROOT));
    model
        .input()
        .table()
        .map(text -> TableEncoding.parse(file.toString(), text).columns())
        .ifPresent(columns -> console.line("table columns " + String.join(", ", columns)));
    if (!model.featureNames().isEmpty()) {
      console.line("features " + String.join(", ", model.featureNames()));
    }
    model.properties().forEach((name, text) -> console.line("property " + name + ": " + text));
    console.line(
        "trained on "
            + model.provenance().dataset()
            + " with seed "
            + model.provenance().seed()
            + " by lanewise "
            + model.provenance().version());
    model.provenance().split().ifPresent(split -> console.line("rows " + split));
    List<String> figures = new ArrayList<>();
    model
        .provenance()
        .validation()
        .forEach((name, value) -> figures.add(name + String.format(Locale.ROOT, " %.4f", value)));
    if (!figures.isEmpty()) {
      console.line("validation " + String.join(", ", figures));
    }
  }

  private static long parameterCount(Layer layer) {
    return layer.parameters().stream().mapToLong(parameter -> parameter.shape().size()).sum();
  }
}
