package lanewise.cli;

import static lanewise.cli.CommandLineRun.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchCommandTest {
  @TempDir Path folder;

  @Test
  void triesEveryPointOfAGridAndKeepsTheBest() throws IOException {
    CommandLineRun run =
        search("--grid", "lr=1e-2,1e-4", "--grid", "hidden=8,16x8", "--out", folder.toString());

    List<Map<String, @Nullable Object>> trials = run.events("trial");
    assertThat(trials.stream().map(trial -> String.valueOf(trial.get("configuration"))))
        .containsExactly(
            "{lr=1e-2, hidden=8}",
            "{lr=1e-2, hidden=16x8}",
            "{lr=1e-4, hidden=8}",
            "{lr=1e-4, hidden=16x8}");
    double best =
        trials.stream().mapToDouble(trial -> number(trial, "val_accuracy")).max().orElseThrow();
    Map<String, @Nullable Object> end = run.events("end").get(0);
    assertThat(number(end, "val_accuracy")).isEqualTo(best);
    assertThat(number(trials.get(3), "best_val_accuracy")).isEqualTo(best);
    assertThat(Files.readString(folder.resolve("trials.jsonl"))).isEqualTo(run.out());
    assertThat(folder.resolve("options.json")).content().contains("\"grid\"");
  }

  @Test
  void theSavedModelIsTheBestTrials() {
    CommandLineRun run = search("--grid", "lr=1e-2,1e-5", "--out", folder.toString());

    CommandLineRun judged =
        CommandLineRun.of(
            "eval",
            "digits",
            "--val-fraction",
            "0.2",
            "--model",
            folder.resolve("model.safetensors").toString(),
            "--json");
    assertThat(judged.code()).as(judged.err()).isZero();
    assertThat(number(judged.events("eval").get(0), "accuracy"))
        .isEqualTo(number(run.events("end").get(0), "test_accuracy"));
  }

  @Test
  void oneSeedGivesTheSameTrialsForAnyNumberOfJobs() {
    String[] spaces = {
      "--random",
      "--trials",
      "4",
      "--seed",
      "5",
      "--space",
      "lr=log:1e-3:1e-2",
      "--space",
      "activation=item:relu,tanh,leaky-relu:0.1",
      "--space",
      "batch=int:16:64",
    };
    List<String> inTurn = trialsOf(search(spaces));
    List<String> atOnce = trialsOf(search(with(spaces, "--jobs", "3")));

    assertThat(inTurn).hasSize(4).containsExactlyInAnyOrderElementsOf(atOnce);
    assertThat(inTurn).doesNotHaveDuplicates();
  }

  @Test
  void aTrialThatDivergesIsReportedAndTheSearchGoesOn() {
    CommandLineRun run =
        search("--grid", "lr=1e30,1e-2", "--optimizer", "sgd", "--normalize", "none");

    assertThat(String.valueOf(run.events("trial").get(0).get("failure"))).contains("loss");
    assertThat(run.events("end").get(0).get("best_trial")).isEqualTo(1);
  }

  /** The printed line, typed again: its own seed, but the rows of the search. */
  @Test
  void aTrialIsRepeatedByItsCommand() {
    CommandLineRun run =
        search(
            "--seed",
            "9",
            "--optim",
            "beta1=0.8,beta2=0.99",
            "--hidden",
            "12",
            "--grid",
            "lr=1e-2",
            "--grid",
            "hidden=16x8,9");

    for (Map<String, @Nullable Object> trial : run.events("trial")) {
      String command = String.valueOf(trial.get("command"));
      assertThat(command)
          .startsWith("lanewise train digits --val-fraction=0.2 --epochs=2 --optim=beta1=0.8")
          .endsWith(" --backend=vector --seed=" + trial.get("seed") + " --split-seed=9")
          .doesNotContain("--hidden=12");
      CommandLineRun again =
          CommandLineRun.of((command.substring("lanewise ".length()) + " --json").split(" "));
      assertThat(again.code()).as(again.err()).isZero();
      assertThat(number(again.events("end").get(0), "val_accuracy"))
          .isEqualTo(number(trial, "val_accuracy"));
      assertThat(again.events("epoch").stream().mapToDouble(epoch -> number(epoch, "val_loss")))
          .contains(number(trial, "val_loss"));
    }
  }

  @Test
  void jobsShareTheHeap() {
    CommandLineRun run = search("--grid", "hidden=8,100000", "--jobs", "1000");

    assertThat(run.events("trial").stream().map(trial -> String.valueOf(trial.get("failure"))))
        .anyMatch(failure -> failure.contains("memory: training needs about"));
  }

  @Test
  void peopleSeeEachTrialAndTheBestSoFar() {
    CommandLineRun run =
        CommandLineRun.of(
            "search", "iris", "--grid", "lr=1e-2,1e-5", "--val-fraction", "0.2", "--epochs", "4");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("1/2", "2/2", "lr=1e-2", "best            trial 0", "test accuracy")
        .contains("again           lanewise train iris --val-fraction=0.2 --epochs=4 --lr=1e-2");
  }

  private static CommandLineRun search(String... options) {
    String[] first = {"search", "digits", "--val-fraction", "0.2", "--epochs", "2", "--json"};
    CommandLineRun run = CommandLineRun.of(with(first, options));
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private static String[] with(String[] first, String... more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** Number, configuration and result, without what depends on the order of the others. */
  private static List<String> trialsOf(CommandLineRun run) {
    return run.events("trial").stream()
        .map(
            trial ->
                trial.get("trial")
                    + " "
                    + trial.get("configuration")
                    + " "
                    + trial.get("val_accuracy")
                    + " "
                    + trial.get("val_loss"))
        .toList();
  }
}
