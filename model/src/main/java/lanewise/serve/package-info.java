/** A model behind HTTP, on the server of the JDK. */
@NullMarked
package lanewise.serve;

import org.jspecify.annotations.NullMarked;
