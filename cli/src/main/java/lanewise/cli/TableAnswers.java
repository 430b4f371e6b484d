package lanewise.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.feature.Task;
import lanewise.model.Model;
import lanewise.model.Prediction;

/** What a model of a table answers, as lines of text, CSV or JSON. */
final class TableAnswers {
  private final Model model;
  private final List<Prediction> answers;

  TableAnswers(Model model, List<Prediction> answers) {
    this.model = model;
    this.answers = answers;
  }

  /** One line per row: its number and the answer. */
  void print(Console console) {
    for (int row = 0; row < answers.size(); row++) {
      console.line(row + " " + answers.get(row));
    }
  }

  /** One JSON object per row. */
  void printJson(Console console) {
    for (int row = 0; row < answers.size(); row++) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("row", row);
      object.putAll(answers.get(row).asMap());
      console.json(object);
    }
  }

  /** A header and one line per row: the label, if there is one, and all numbers by name. */
  void printCsv(Console console) {
    boolean labelled = model.task() == Task.BINARY || model.task() == Task.CLASSES;
    List<String> header = new ArrayList<>();
    if (labelled) {
      header.add("label");
    }
    model.names().forEach(name -> header.add(labelled ? "p(" + name + ")" : name));
    console.line(csv(header));
    for (Prediction answer : answers) {
      List<String> fields = new ArrayList<>();
      if (labelled) {
        fields.add(answer.label());
      }
      numbers(answer).values().forEach(number -> fields.add(String.valueOf(number)));
      console.line(csv(fields));
    }
  }

  private static Map<?, ?> numbers(Prediction answer) {
    Map<String, Object> map = answer.asMap();
    Object last = List.copyOf(map.values()).get(map.size() - 1);
    return (Map<?, ?>) last;
  }

  /** As RFC 4180 quotes. */
  private static String csv(List<String> fields) {
    return String.join(
        ",",
        fields.stream()
            .map(
                field ->
                    field.matches("(?s).*[\",\r\n].*")
                        ? "\"" + field.replace("\"", "\"\"") + "\""
                        : field)
            .toList());
  }
}
