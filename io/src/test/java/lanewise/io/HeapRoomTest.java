package lanewise.io;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lanewise.train.InsufficientMemoryException;
import org.junit.jupiter.api.Test;

class HeapRoomTest {
  @Test
  void refusesWhatTheHeapCanNeverHold() {
    assertThatCode(() -> HeapRoom.requireWithin(1 << 20, "data", 1 << 20))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> HeapRoom.requireWithin(1 << 20, "data", (1 << 20) + 1))
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessage(
            "data: 1048577 bytes of memory, expected no more than fit the heap of 1048576; start the JVM with a larger one, such as -Xmx3m");
    assertThatThrownBy(() -> HeapRoom.require("data", Long.MAX_VALUE / 4))
        .isInstanceOf(InsufficientMemoryException.class);
    assertThatThrownBy(
            () ->
                HeapRoom.allocate(
                    "data",
                    7,
                    () -> {
                      throw new OutOfMemoryError("as the collector has no place");
                    }))
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessageStartingWith("data: 7 bytes of memory, expected no more than fit the heap of ");
  }
}
