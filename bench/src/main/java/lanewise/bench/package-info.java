/** What both kinds of measurement share: the machine that was measured. */
@NullMarked
package lanewise.bench;

import org.jspecify.annotations.NullMarked;
