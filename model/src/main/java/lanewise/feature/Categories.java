package lanewise.feature;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lanewise.table.Column;
import org.jspecify.annotations.Nullable;

/** The categories that an encoder has places for, by their texts. Immutable. */
final class Categories {
  /** The place of a gap and of a category without a place. */
  static final int UNKNOWN = -1;

  private final List<String> names;
  private final Map<String, Integer> places;

  private Categories(List<String> names) {
    this.names = List.copyOf(names);
    this.places = HashMap.newHashMap(names.size());
    for (int i = 0; i < names.size(); i++) {
      places.put(names.get(i), i);
    }
  }

  static Categories of(List<String> names) {
    return new Categories(names);
  }

  List<String> names() {
    return names;
  }

  int size() {
    return names.size();
  }

  /** Which of the categories at least so many cells have. */
  BitSet seen(Column cells, int atLeast) {
    int[] counts = new int[names.size()];
    for (int place : placesOf(cells, cells.rows(), null)) {
      if (place != UNKNOWN) {
        counts[place]++;
      }
    }
    BitSet seen = new BitSet();
    for (int i = 0; i < counts.length; i++) {
      seen.set(i, counts[i] >= atLeast);
    }
    return seen;
  }

  /**
   * The place of each cell.
   *
   * @param cells null for gaps alone
   * @param known the places that count; null for all
   */
  int[] placesOf(@Nullable Column cells, int rows, @Nullable BitSet known) {
    int[] ofRows = new int[rows];
    if (cells == null) {
      Arrays.fill(ofRows, UNKNOWN);
      return ofRows;
    }
    int[] ofCodes = cells.categories().stream().mapToInt(name -> place(name, known)).toArray();
    for (int row = 0; row < rows; row++) {
      int code = cells.code(row);
      ofRows[row] = code < 0 ? UNKNOWN : ofCodes[code];
    }
    return ofRows;
  }

  private int place(String name, @Nullable BitSet known) {
    int place = places.getOrDefault(name, UNKNOWN);
    return place >= 0 && known != null && !known.get(place) ? UNKNOWN : place;
  }
}
