/**
 * The race: contenders, each in a process of its own, are driven alternately by one coordinator and
 * compared pair by pair.
 *
 * <p>{@link lanewise.bench.race.Race} coordinates; {@link lanewise.bench.race.Contender} is what
 * runs in the other processes, {@link lanewise.bench.race.ContenderServer} its side of the pipe;
 * {@link lanewise.bench.race.Work} says what is to be done, and {@link
 * lanewise.bench.race.Expected} what must come out.
 */
@NullMarked
package lanewise.bench.race;

import org.jspecify.annotations.NullMarked;
