/** Pages of figures and charts as HTML: one file that needs no network and runs no script. */
@NullMarked
package lanewise.report;

import org.jspecify.annotations.NullMarked;
