package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** report.html, as a training run writes it. */
class TrainingPageTest {
  @TempDir Path folder;

  @Test
  void showsCurvesConfusionWeightsAndConfiguration() throws IOException {
    String page = train("digits", "--val-fraction", "0.1", "--seed", "8");

    assertThat(page)
        .contains("<h2>Loss</h2>")
        .contains("<h2>Accuracy</h2>")
        .contains("<h2>Learning rate</h2>")
        .contains("<h2>Confusion matrix of the test rows</h2>")
        .contains("64 units")
        .contains("<th scope=\"row\">seed</th><td>8</td>")
        .contains("25.0.");
    assertThat(
            Pattern.compile("<img [^>]*src=\"data:image/png;base64,iVBOR").matcher(page).results())
        .as("pictures")
        .hasSize(1);
    assertThat(Pattern.compile("<svg class=\"chart\"").matcher(page).results())
        .as("charts")
        .hasSize(3);
  }

  @Test
  void needsNoNetworkAndRunsNoScript() throws IOException {
    assertThat(train("digits")).doesNotContain("http:", "https:", "<script", "<link", "@import");
  }

  @Test
  void escapesWhatTheDataSays() throws IOException {
    Path csv = folder.resolve("names.csv");
    StringBuilder rows = new StringBuilder("a,b,label\n");
    for (int i = 0; i < 20; i++) {
      rows.append(i).append(",1,<b>\"x\" & 'y'</b>\n").append(i).append(",2,plain\n");
    }
    Files.writeString(csv, rows);

    String page = train("csv:" + csv);

    assertThat(page)
        .contains("&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/b&gt;")
        .doesNotContain("<b>\"x\"")
        .as("rows of a table have no pictures")
        .doesNotContain("First-layer weights");
  }

  private String train(String data, String... options) throws IOException {
    Path out = folder.resolve("run");
    String[] args = new String[options.length + 6];
    args[0] = "train";
    args[1] = data;
    args[2] = "--out";
    args[3] = out.toString();
    args[4] = "--epochs";
    args[5] = "2";
    System.arraycopy(options, 0, args, 6, options.length);
    CommandLineRun run = CommandLineRun.of(args);
    assertThat(run.code()).as(run.err()).isZero();
    return Files.readString(out.resolve("report.html"));
  }
}
