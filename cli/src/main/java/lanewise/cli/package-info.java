/** What a person runs: one class per command, thin over the library. */
@NullMarked
package lanewise.cli;

import org.jspecify.annotations.NullMarked;
