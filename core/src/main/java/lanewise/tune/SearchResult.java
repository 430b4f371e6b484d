package lanewise.tune;

import java.util.List;
import lanewise.nn.Network;
import org.jspecify.annotations.Nullable;

/**
 * What a search found.
 *
 * @param trials in the order of their numbers; fewer than planned if the search was interrupted
 * @param best the trial of the highest score, the earliest of equals; null if none has a score
 * @param network the best trial's network with its best parameters; null if there is none
 */
public record SearchResult(List<Trial> trials, @Nullable Trial best, @Nullable Network network) {
  public SearchResult {
    trials = List.copyOf(trials);
  }
}
