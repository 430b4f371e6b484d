package lanewise.bench.race;

import java.util.List;
import java.util.Map;

/**
 * How to start a contender's process.
 *
 * @param name under which it is reported
 * @param command program and arguments
 * @param environment added to the coordinator's own
 */
public record Launch(String name, List<String> command, Map<String, String> environment) {
  public Launch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
