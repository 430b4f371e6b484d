package lanewise.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * Random changes of images, (height, width, channels), that leave what they show as it is: applied
 * to each training batch, after normalisation, in the order in which they were asked for.
 *
 * <pre>
 * Augment.flip().crop(4)
 * </pre>
 *
 * <p>What becomes of an image follows from a seed and its place in the batch alone. Pixels that
 * come from outside of an image are 0: the mean, where the data are standardised. Immutable.
 */
public final class Augment {
  private static final String KNOWN =
      "flip, crop:PIXELS, rotate:DEGREES, cutout:PIXELS, brightness:SHARE";

  private enum Kind {
    FLIP,
    CROP,
    ROTATE,
    CUTOUT,
    BRIGHTNESS
  }

  private record Change(Kind kind, double amount) {}

  private final List<Change> changes;

  private Augment(List<Change> changes) {
    this.changes = List.copyOf(changes);
  }

  /** Nothing: what the methods begin from. */
  public static Augment none() {
    return new Augment(List.of());
  }

  /** Every other image is mirrored, left to right. */
  public static Augment flip() {
    return none().with(Kind.FLIP, 0);
  }

  /**
   * Each image is padded by so many pixels of 0 on all sides and cut back to its size at a random
   * place: shifted by up to so many pixels each way.
   *
   * @throws LanewiseException if it is below 1
   */
  public Augment crop(int pixels) {
    require(pixels >= 1, "crop", pixels, "1 or more");
    return with(Kind.CROP, pixels);
  }

  /**
   * Each image is turned about its middle by up to so many degrees either way, bilinearly.
   *
   * @throws LanewiseException if it is not above 0, up to 180
   */
  public Augment rotate(double degrees) {
    require(degrees > 0 && degrees <= 180, "rotate", degrees, "more than 0, up to 180");
    return with(Kind.ROTATE, degrees);
  }

  /**
   * A square of so many pixels a side about a random pixel is set to 0. Source: DeVries, Taylor
   * 2017.
   *
   * @throws LanewiseException if it is below 1
   */
  public Augment cutOut(int pixels) {
    require(pixels >= 1, "cutout", pixels, "1 or more");
    return with(Kind.CUTOUT, pixels);
  }

  /**
   * Each image is multiplied by a factor between 1 - share and 1 + share.
   *
   * @throws LanewiseException if it is not above 0, up to 1
   */
  public Augment brightness(double share) {
    require(share > 0 && share <= 1, "brightness", share, "more than 0, up to 1");
    return with(Kind.BRIGHTNESS, share);
  }

  private static void require(boolean valid, String name, double found, String rule) {
    if (!valid) {
      throw new LanewiseException("Augment: " + name + ":" + found + ", expected " + rule);
    }
  }

  private Augment with(Kind kind, double amount) {
    List<Change> more = new ArrayList<>(changes);
    more.add(new Change(kind, amount));
    return new Augment(more);
  }

  /**
   * Reads {@code flip,crop:4}: names with their amounts, in their order.
   *
   * @throws LanewiseException if it is none; the message lists the names
   */
  public static Augment parse(String text) {
    Augment all = none();
    for (String word : text.split(",", -1)) {
      String[] parts = word.strip().split(":", -1);
      all = all.parsed(word, parts);
    }
    return all;
  }

  private Augment parsed(String word, String... parts) {
    if (parts[0].equals("flip") && parts.length == 1) {
      return with(Kind.FLIP, 0);
    }
    if (parts.length != 2) {
      throw unknown(word);
    }
    try {
      return switch (parts[0]) {
        case "crop" -> crop(Integer.parseInt(parts[1]));
        case "rotate" -> rotate(Double.parseDouble(parts[1]));
        case "cutout" -> cutOut(Integer.parseInt(parts[1]));
        case "brightness" -> brightness(Double.parseDouble(parts[1]));
        default -> throw unknown(word);
      };
    } catch (NumberFormatException e) {
      throw unknown(word);
    }
  }

  private static LanewiseException unknown(String word) {
    return new LanewiseException("Augment: \"" + word + "\", expected one of " + KNOWN);
  }

  /** Whether nothing is changed. */
  public boolean isNone() {
    return changes.isEmpty();
  }

  /**
   * Refuses examples that are no images.
   *
   * @throws DataException if they are not
   */
  public void requireImages(Shape example) {
    if (!isNone() && example.rank() != 3) {
      throw new DataException(
          "Augment: examples of shape "
              + example
              + ", expected images (height, width, channels); leave the augmentation away");
    }
  }

  /**
   * Changes the images of a batch in place.
   *
   * @param images (N, height, width, channels), of either element type
   * @param seed of this batch
   * @param scratch room for one image, of the same element type
   */
  public void apply(Tensor images, long seed, Tensor scratch) {
    Shape batch = images.shape();
    int size = batch.exampleSize();
    for (int n = 0; n < batch.examples(); n++) {
      long drawn = SeededRandom.mixed(seed, n);
      Picture picture = new Picture(images, n * size, batch, scratch);
      for (int i = 0; i < changes.size(); i++) {
        Change change = changes.get(i);
        long first = SeededRandom.mixed(drawn, 2L * i);
        long second = SeededRandom.mixed(drawn, 2L * i + 1);
        apply(change, picture, unit(first), unit(second));
      }
    }
  }

  private static void apply(Change change, Picture picture, double u, double v) {
    double amount = change.amount();
    switch (change.kind()) {
      case FLIP -> {
        if (u < 0.5) {
          picture.mirror();
        }
      }
      case CROP -> picture.shift(whole(u, (int) amount), whole(v, (int) amount));
      case ROTATE -> picture.turn(Math.toRadians((2 * u - 1) * amount));
      case CUTOUT ->
          picture.cut((int) (u * picture.height), (int) (v * picture.width), (int) amount);
      case BRIGHTNESS -> picture.scale(1 + (2 * u - 1) * amount);
    }
  }

  /** A whole number from -most to most. */
  private static int whole(double u, int most) {
    return (int) (u * (2 * most + 1)) - most;
  }

  private static double unit(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }

  /** {@code flip,crop:4.0}, as {@link #parse} reads it but for the form of the numbers. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Change change : changes) {
      text.append(text.isEmpty() ? "" : ",").append(change.kind().name().toLowerCase(Locale.ROOT));
      text.append(change.kind() == Kind.FLIP ? "" : ":" + change.amount());
    }
    return text.toString();
  }

  /** One image of a batch. */
  private static final class Picture {
    private final Tensor images;
    private final int first;
    private final Tensor old;
    private final int height;
    private final int width;
    private final int channels;

    Picture(Tensor images, int first, Shape batch, Tensor old) {
      this.images = images;
      this.first = first;
      this.old = old;
      this.height = batch.dim(1);
      this.width = batch.dim(2);
      this.channels = batch.dim(3);
    }

    private void keep() {
      System.arraycopy(
          images.array(), images.offset() + first, old.array(), old.offset(), old.size());
    }

    /** Takes pixels of the image as it was. */
    private void take(int fromPixel, int toPixel, int pixels) {
      System.arraycopy(
          old.array(),
          old.offset() + fromPixel * channels,
          images.array(),
          images.offset() + first + toPixel * channels,
          pixels * channels);
    }

    private void clear(int pixel, int pixels) {
      int from = images.offset() + first + pixel * channels;
      int end = from + pixels * channels;
      if (images.array() instanceof float[] floats) {
        Arrays.fill(floats, from, end, 0f);
      } else {
        Arrays.fill(images.doubles(), from, end, 0);
      }
    }

    void mirror() {
      keep();
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
          take(i * width + j, i * width + width - 1 - j, 1);
        }
      }
    }

    void shift(int down, int along) {
      keep();
      int from = Math.max(0, along);
      int count = Math.max(0, width - Math.abs(along));
      for (int i = 0; i < height; i++) {
        int source = i + down;
        clear(i * width, width);
        if (source >= 0 && source < height && count > 0) {
          take(source * width + from, i * width + Math.max(0, -along), count);
        }
      }
    }

    void turn(double angle) {
      keep();
      double sin = Math.sin(angle);
      double cos = Math.cos(angle);
      double middleDown = (height - 1) / 2.0;
      double middleAlong = (width - 1) / 2.0;
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
          double y = cos * (i - middleDown) - sin * (j - middleAlong) + middleDown;
          double x = sin * (i - middleDown) + cos * (j - middleAlong) + middleAlong;
          int top = (int) Math.floor(y);
          int left = (int) Math.floor(x);
          for (int c = 0; c < channels; c++) {
            double above =
                (1 - (x - left)) * old(top, left, c) + (x - left) * old(top, left + 1, c);
            double below =
                (1 - (x - left)) * old(top + 1, left, c) + (x - left) * old(top + 1, left + 1, c);
            double value = (1 - (y - top)) * above + (y - top) * below;
            images.set(first + (i * width + j) * channels + c, value);
          }
        }
      }
    }

    private double old(int i, int j, int c) {
      boolean inside = i >= 0 && i < height && j >= 0 && j < width;
      return inside ? old.get((i * width + j) * channels + c) : 0;
    }

    void cut(int row, int column, int size) {
      int left = Math.max(0, column - size / 2);
      int end = Math.min(width, column - size / 2 + size);
      for (int i = Math.max(0, row - size / 2); i < Math.min(height, row - size / 2 + size); i++) {
        clear(i * width + left, Math.max(0, end - left));
      }
    }

    void scale(double factor) {
      for (int i = first; i < first + old.size(); i++) {
        images.set(i, factor * images.get(i));
      }
    }
  }
}
