/** What tests need of a machine, and how a build says that one could not run. */
@NullMarked
package lanewise.skipped;

import org.jspecify.annotations.NullMarked;
