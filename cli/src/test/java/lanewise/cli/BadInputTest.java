package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wrong usage and bad files give one line that says what was found and what was expected, and
 * nothing half-written.
 */
class BadInputTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train digits --no-such | 2 | Unknown option: '--no-such'",
        "nothing | 2 | 'nothing'",
        "train | 2 | Missing required parameter: 'DATASET'",
        "train nope | 1 | \"nope\": unknown, expected one of digits, iris",
        "train mnist | 1 | --data",
        "train digits --lr fast | 2 | 'fast' is not a double",
        "train digits --lr -1 | 2 | --lr -1.0, expected a finite number above 0",
        "train digits --lr-decay 2 | 2 | --lr-decay 2.0, expected above 0 and at most 1",
        "train digits --batch 5000 | 2 | --batch 5000, expected 1 to 1348",
        "train digits --batch many | 2 | expected a number of examples or full",
        "train digits --epochs 0 | 2 | --epochs 0, expected 1 or more",
        "train digits --epochs 1 --steps 1 | 2 | expected one of them",
        "train digits --hidden 0 | 2 | --hidden 0, expected widths of 1 or more",
        "train digits --model softmax --hidden 3 | 2 | use --model mlp",
        "train digits --activation step | 1 | \"step\", expected one of identity, relu",
        "train digits --init guess | 1 | \"guess\", expected",
        "train digits --loss none | 1 | \"none\", expected one of cross-entropy",
        "train digits --optimizer magic | 1 | expected one of",
        "train digits --optim speed=3 | 1 | speed",
        "train digits --normalize half | 1 | \"half\", expected",
        "train digits --backend gpu | 1 | backend gpu: not found, expected auto or one of vector, scalar, reference",
        "train digits --threads 0 | 1 | threads=0, expected 1 to 1024",
        "train digits --patience 3 | 2 | add --val-fraction",
        "train digits --test-fraction 1 | 1 | expected 0 or more and less than 1",
        "train digits --checkpoint-every 5 | 2 | add --out DIR",
        "train digits --sampling odd | 2 | expected shuffle or with-replacement",
        "train digits --split missing.json | 1 | missing.json",
        "train digits --schedule magic:1 | 1 | \"magic:1\", expected one of constant, step:EPOCHS:FACTOR",
        "train digits --clip-norm 0 | 1 | limit 0.0, expected a finite number above 0",
        "train digits --clip-norm 1 --clip-value 1 | 2 | expected one of them",
        "train digits --label-smoothing 2 | 1 | label smoothing 2.0, expected 0 to 1",
        "train digits --label-smoothing 0.1 --loss svm | 2 | expected --loss cross-entropy",
        "search digits --val-fraction 0.2 | 2 | search: neither --random nor --grid, expected one of them",
        "search digits --random | 2 | search: no validation rows, expected some",
        "search digits --val-fraction 0.2 --grid lr=1 --space lr=log:1:2 | 2 | expected one of them",
        "search digits --val-fraction 0.2 --grid lr=1,fast | 2 | 'fast' is not a double",
        "search digits --val-fraction 0.2 --grid speed=1 | 1 | --grid speed: unknown, expected one of lr, lr-decay",
        "search digits --val-fraction 0.2 --grid lr=1 --trials 3 | 2 | --trials with --grid",
        "search digits --val-fraction 0.2 --space lr=1e-3 | 2 | --space lr=1e-3, expected MODE:VALUES",
        "search digits --val-fraction 0.2 --space lr=log:0:1 | 1 | lower bound 0.0, expected greater than 0",
        "search digits --val-fraction 0.2 --random --jobs 0 | 2 | --jobs 0, expected 1 or more",
        "search digits --val-fraction 0.2 --random --trials 0 | 1 | 0 trials, expected 1 or more",
        "train csv:missing.csv | 1 | missing.csv",
        "eval digits --model missing.safetensors | 1 | missing.safetensors",
      })
  void isOneLineWithTheFix(String line, int code, String message) {
    CommandLineRun run = CommandLineRun.of(line.strip().split(" +"));

    assertThat(run.code()).isEqualTo(code);
    assertThat(run.err()).contains(message.strip()).hasLineCount(1).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void nanInDataIsNamedByItsPlace() throws IOException {
    Path csv = folder.resolve("bad.csv");
    Files.writeString(csv, "a,b,label\n1,2,0\n3,NaN,1\n");

    CommandLineRun run = CommandLineRun.of("train", "csv:" + csv);

    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.err()).contains("bad.csv").contains("NaN").hasLineCount(1);
  }

  @Test
  void noRowsAreRefused() throws IOException {
    Path csv = folder.resolve("empty.csv");
    Files.writeString(csv, "a,b,label\n");

    CommandLineRun run = CommandLineRun.of("train", "csv:" + csv);

    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.err()).contains("empty.csv").hasLineCount(1);
  }

  @Test
  void aSplitOutOfRangeIsRefused() throws IOException {
    Path split = folder.resolve("split.json");
    Files.writeString(split, "{\"train\":[0,1,2],\"test\":[1797]}");

    CommandLineRun run = CommandLineRun.of("train", "digits", "--split", split.toString());

    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.err()).contains("1797").hasLineCount(1);
  }

  @Test
  void aModelForOtherDataIsRefused() {
    CommandLineRun.of("train", "iris", "--epochs", "1", "--out", folder.toString());

    CommandLineRun run =
        CommandLineRun.of(
            "eval", "digits", "--model", folder.resolve("model.safetensors").toString());

    assertThat(run.code()).isEqualTo(Main.USAGE);
    assertThat(run.err()).contains("choose the data set iris").hasLineCount(1);
  }

  @Test
  void aTruncatedModelIsRefused() throws IOException {
    CommandLineRun.of("train", "iris", "--epochs", "1", "--out", folder.toString());
    Path model = folder.resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(model);
    Files.write(model, java.util.Arrays.copyOf(whole, whole.length - 1));

    CommandLineRun run = CommandLineRun.of("inspect", model.toString());

    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.err()).contains("model.safetensors").hasLineCount(1);
  }

  @Test
  void anOutFolderThatIsAFileIsRefusedBeforeTraining() throws IOException {
    Path file = Files.createFile(folder.resolve("occupied"));

    CommandLineRun run = CommandLineRun.of("train", "digits", "--out", file.toString());

    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.err()).contains("occupied").hasLineCount(1);
    assertThat(Files.size(file)).isZero();
  }

  @Test
  void aDivergingRunNamesStepAndAdviceAndLeavesNoModel() {
    CommandLineRun run =
        CommandLineRun.of(
            "train",
            "digits",
            "--optimizer",
            "sgd",
            "--lr",
            "1e30",
            "--normalize",
            "none",
            "--epochs",
            "3",
            "--out",
            folder.toString());

    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.err()).contains("step").contains("learning rate").hasLineCount(1);
    assertThat(folder.resolve("model.safetensors")).doesNotExist();
  }
}
