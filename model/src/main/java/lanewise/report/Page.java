package lanewise.report;

import java.util.Map;
import java.util.function.Consumer;

/** A page of sections. All text that comes from outside is escaped. */
public final class Page {
  private static final String STYLE =
      """
      body { font: 15px/1.45 system-ui, sans-serif; color: #1f2933; background: #f5f7fa; margin: 0; }
      main { max-width: 1180px; margin: 0 auto; padding: 24px; }
      h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 0 0 10px; }
      p { margin: 0 0 10px; color: #52606d; }
      section { background: #fff; border: 1px solid #e4e7eb; border-radius: 8px; padding: 16px 18px; }
      .grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(480px, 1fr)); gap: 16px; margin-top: 16px; }
      .wide { grid-column: 1 / -1; overflow-x: auto; }
      .tiles { display: flex; flex-wrap: wrap; gap: 12px; margin-top: 16px; }
      .tile { background: #fff; border: 1px solid #e4e7eb; border-radius: 8px; padding: 10px 14px; min-width: 84px; }
      .tile b { display: block; font-size: 20px; } .tile span { color: #52606d; font-size: 13px; }
      .chart { width: 100%; height: auto; } .chart text { font: 12px system-ui, sans-serif; fill: #1f2933; }
      .grid-line { stroke: #e4e7eb; stroke-width: 1; }
      .weights { width: 100%; max-width: 660px; height: auto; image-rendering: pixelated; }
      table { border-collapse: collapse; font-size: 13px; }
      .pairs th { text-align: left; font-weight: 600; padding: 2px 16px 2px 0; vertical-align: top; white-space: nowrap; }
      .pairs td { padding: 2px 0; overflow-wrap: anywhere; }
      .wide .pairs, .wide .pairs tbody { display: block; } .wide .pairs tbody { columns: 320px; }
      .wide .pairs tr { display: grid; grid-template-columns: 140px 1fr; break-inside: avoid; }
      .confusion td, .confusion th { padding: 4px 8px; text-align: right; border: 1px solid #e4e7eb; font-variant-numeric: tabular-nums; }
      .confusion th { font-weight: 600; } .confusion .share { color: #52606d; }
      .bars td { padding: 2px 10px 2px 0; font-variant-numeric: tabular-nums; } .bars th { text-align: left; padding-right: 16px; }
      .bar { background: #0072b2; height: 10px; min-width: 1px; }
      """;

  private final Html html = new Html();

  /** Begins a page with its heading. */
  public Page(String title) {
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .raw("style-src 'unsafe-inline'; img-src data:\">\n")
        .element("title", title)
        .raw("<style>\n" + STYLE + "</style>\n</head>\n<body>\n<main>\n")
        .element("h1", title);
  }

  /** Adds lines of text under the heading. */
  public Page lines(Iterable<String> lines) {
    html.raw("<p>");
    lines.forEach(line -> html.text(line).raw("<br>\n"));
    html.raw("</p>\n");
    return this;
  }

  /** Adds the figures that matter, and begins the sections. */
  public Page tiles(Map<String, String> figures) {
    html.raw("<div class=\"tiles\">\n");
    figures.forEach(
        (name, value) ->
            html.raw("<div class=\"tile\"><b>")
                .text(value)
                .raw("</b><span>")
                .text(name)
                .raw("</span></div>\n"));
    html.raw("</div>\n<div class=\"grid\">\n");
    return this;
  }

  /** Adds a section of half the page's width. */
  public Page section(String heading, Consumer<Html> content) {
    return section("<section>\n", heading, content);
  }

  /** Adds a section of the page's whole width. */
  public Page wideSection(String heading, Consumer<Html> content) {
    return section("<section class=\"wide\">\n", heading, content);
  }

  private Page section(String open, String heading, Consumer<Html> content) {
    html.raw(open).element("h2", heading);
    content.accept(html);
    html.raw("</section>\n");
    return this;
  }

  /** Adds a section with a chart; nothing for an empty one. */
  public Page chart(String heading, Chart chart) {
    return chart.isEmpty() ? this : section(heading, html -> chart.write(html, heading));
  }

  /** The whole page. */
  public String html() {
    return html + "</div>\n</main>\n</body>\n</html>\n";
  }
}
