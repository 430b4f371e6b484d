/**
 * Damaged and forged files for every reader of this module: each has to give a result or a typed
 * error on one line, in bounded memory and time.
 *
 * <p>{@link lanewise.fuzz.Target} is a reader with its files, {@link lanewise.fuzz.Recipe} a way to
 * make mutants of one of them, {@link lanewise.fuzz.Mutation} what is done to bytes; {@link
 * lanewise.fuzz.Fuzzer} reads mutants and judges, {@link lanewise.fuzz.FuzzTest} runs it in a small
 * JVM.
 */
@NullMarked
package lanewise.fuzz;

import org.jspecify.annotations.NullMarked;
