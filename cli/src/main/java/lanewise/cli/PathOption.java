package lanewise.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads options that name files; in the C locale Java knows no letters beyond ASCII. */
final class PathOption implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("'' is no path, expected the name of a file or a folder");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException unfit) {
      throw new TypeConversionException(
          "'%s' is no path here (%s), expected characters that the locale has; set LC_ALL=C.UTF-8"
              .formatted(text, unfit.getReason()));
    }
  }
}
