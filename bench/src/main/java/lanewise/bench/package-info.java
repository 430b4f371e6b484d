/** What both kinds of measurement share: the machine that was measured, and the page of results. */
@NullMarked
package lanewise.bench;

import org.jspecify.annotations.NullMarked;
