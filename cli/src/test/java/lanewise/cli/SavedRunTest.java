package lanewise.cli;

import static lanewise.cli.CommandLineRun.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import lanewise.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training run leaves behind, and what can be done with it. */
class SavedRunTest {
  @TempDir Path folder;

  @Test
  void oneSeedGivesOneModelForAnyNumberOfThreads() throws IOException {
    Set<String> models = new HashSet<>();
    for (int threads = 1; threads <= 2; threads++) {
      for (int repetition = 0; repetition < 2; repetition++) {
        Path out = folder.resolve("run-" + threads + "-" + repetition);
        train(
            out,
            "--threads",
            Integer.toString(threads),
            "--hidden",
            "300,70",
            "--batch",
            "100",
            "--epochs",
            "3");
        models.add(
            java.util.HexFormat.of()
                .formatHex(Files.readAllBytes(out.resolve("model.safetensors"))));
      }
    }
    assertThat(models).hasSize(1);
  }

  @Test
  void evalGivesTheAccuracyThatTrainingReported() {
    CommandLineRun trained = train(folder.resolve("run"), "--epochs", "5", "--seed", "3");
    CommandLineRun judged =
        CommandLineRun.of(
            "eval",
            "digits",
            "--model",
            folder.resolve("run/model.safetensors").toString(),
            "--json");

    assertThat(judged.code()).as(judged.err()).isZero();
    var eval = judged.events("eval").get(0);
    assertThat(number(eval, "accuracy"))
        .isEqualTo(number(trained.events("end").get(0), "test_accuracy"));
    assertThat(eval.get("count")).isEqualTo(trained.events("end").get(0).get("test_count"));
  }

  @Test
  void evalCountsTheLikeliestClassesThatAreAskedFor() {
    train(folder.resolve("run"), "--epochs", "2", "--norm", "batch-unbiased");
    String model = folder.resolve("run/model.safetensors").toString();

    var one =
        CommandLineRun.of("eval", "digits", "--model", model, "--top-k", "1", "--json")
            .events("eval")
            .get(0);
    assertThat(number(one, "top1")).isEqualTo(number(one, "accuracy"));
    var all =
        CommandLineRun.of("eval", "digits", "--model", model, "--top-k", "10", "--json")
            .events("eval")
            .get(0);
    assertThat(number(all, "top10")).isEqualTo(1);
    assertThat(CommandLineRun.of("inspect", model).out()).contains("unbiased=yes");
    CommandLineRun wrong = CommandLineRun.of("eval", "digits", "--model", model, "--top-k", "0");
    assertThat(wrong.code()).isEqualTo(Main.USAGE);
    assertThat(wrong.err()).contains("--top-k 0, expected 1 or more").hasLineCount(1);
  }

  @Test
  void metricsAndOptionsAreKept() throws IOException {
    CommandLineRun trained = train(folder.resolve("run"), "--epochs", "2");

    assertThat(Files.readString(folder.resolve("run/metrics.jsonl"))).isEqualTo(trained.out());
    var options = Json.parseObject("options", Files.readString(folder.resolve("run/options.json")));
    assertThat(options)
        .containsEntry("epochs", 2)
        .containsEntry("dataset", "digits")
        .containsEntry("optimizer", "adam");
  }

  @Test
  void predictNormalisesAsTheModelSays() throws IOException {
    train(folder.resolve("run"), "--epochs", "20");
    Path rows = folder.resolve("rows.csv");
    StringBuilder text = new StringBuilder();
    for (int pixel = 0; pixel < 64; pixel++) {
      text.append(pixel == 0 ? "" : ",").append("p").append(pixel);
    }
    // The first row of the data set, a zero.
    text.append(
        "\n0,0,5,13,9,1,0,0,0,0,13,15,10,15,5,0,0,3,15,2,0,11,8,0,0,4,12,0,0,8,8,0,0,5,8,0,0,9,8,0,0,4,11,0,1,12,7,0,0,2,14,5,10,12,0,0,0,0,6,13,10,0,0,0\n");
    Files.writeString(rows, text);

    CommandLineRun run =
        CommandLineRun.of(
            "predict",
            rows.toString(),
            "--model",
            folder.resolve("run/model.safetensors").toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("0 0 0.9");
  }

  @Test
  void inspectNamesLayersAndParameters() {
    train(folder.resolve("run"), "--epochs", "1");

    CommandLineRun run =
        CommandLineRun.of("inspect", folder.resolve("run/model.safetensors").toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "fc1.weight FLOAT32(64, 64)",
            "normaliser standardize",
            "trained on digits with seed 0",
            "rows {\"rows\":1797,\"train_crc32\":",
            "4,810 parameters");
  }

  @Test
  void aResumedRunEndsWithTheModelOfAnUnbrokenOne() throws IOException {
    train(folder.resolve("whole"), "--epochs", "4");
    Path broken = folder.resolve("broken");
    train(broken, "--epochs", "4", "--checkpoint-every", "61");
    // The last checkpoint lies before the end, so the resumed run has steps left to repeat.
    Files.delete(broken.resolve("model.safetensors"));
    train(broken, "--epochs", "4", "--checkpoint-every", "61", "--resume");

    assertThat(broken.resolve("model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("whole/model.safetensors"));
  }

  private static CommandLineRun train(Path out, String... options) {
    String[] args = new String[options.length + 5];
    args[0] = "train";
    args[1] = "digits";
    args[2] = "--json";
    args[3] = "--out";
    args[4] = out.toString();
    System.arraycopy(options, 0, args, 5, options.length);
    CommandLineRun run = CommandLineRun.of(args);
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }
}
