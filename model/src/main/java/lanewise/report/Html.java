package lanewise.report;

import java.util.Base64;
import java.util.Map;

/** A page that grows element by element. All text that comes from outside is escaped. */
public final class Html {
  private final StringBuilder text = new StringBuilder();

  /** An empty page. */
  public Html() {}

  /** Appends markup as it is. */
  public Html raw(String markup) {
    text.append(markup);
    return this;
  }

  /** Appends text that the browser shows as it is. */
  public Html text(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> text.append("&amp;");
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '"' -> text.append("&quot;");
        case '\'' -> text.append("&#39;");
        default -> text.append(c);
      }
    }
    return this;
  }

  /** Appends an element without attributes that holds text. */
  public Html element(String tag, String value) {
    return raw("<" + tag + ">").text(value).raw("</" + tag + ">\n");
  }

  /** Appends a picture that lies in the page itself. */
  public Html image(byte[] png, String description, String cssClass) {
    raw("<img class=\"").text(cssClass).raw("\" alt=\"").text(description);
    return raw("\" src=\"data:image/png;base64,")
        .raw(Base64.getEncoder().encodeToString(png))
        .raw("\">\n");
  }

  /** Appends a table of names and values. */
  public Html table(Map<String, String> rows) {
    raw("<table class=\"pairs\">\n");
    rows.forEach(
        (name, value) ->
            raw("<tr><th scope=\"row\">")
                .text(name)
                .raw("</th><td>")
                .text(value)
                .raw("</td></tr>\n"));
    return raw("</table>\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
