package lanewise.serve;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What a service has done, as counters that Prometheus reads. */
final class RequestCounts {
  /** Upper ends of the histogram, in microseconds. */
  private static final long[] BOUNDS = {
    50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 200_000, 1_000_000
  };

  private final Map<Integer, LongAdder> byStatus = new ConcurrentSkipListMap<>();
  private final LongAdder rows = new LongAdder();
  private final LongAdder microseconds = new LongAdder();
  private final AtomicLongArray durations = new AtomicLongArray(BOUNDS.length + 1);

  /** Counts a request that has been answered. */
  void add(int status, int answered, long nanoseconds) {
    byStatus.computeIfAbsent(status, code -> new LongAdder()).increment();
    rows.add(answered);
    long micros = nanoseconds / 1_000;
    microseconds.add(micros);
    int bucket = 0;
    while (bucket < BOUNDS.length && micros > BOUNDS[bucket]) {
      bucket++;
    }
    durations.incrementAndGet(bucket);
  }

  /** The counters in Prometheus's text format, version 0.0.4. */
  String text(ServedModel served, int running) {
    StringBuilder text = new StringBuilder();
    type(text, "lanewise_requests_total", "counter");
    byStatus.forEach(
        (status, count) ->
            text.append("lanewise_requests_total{code=\"")
                .append(status)
                .append("\"} ")
                .append(count.sum())
                .append('\n'));
    single(text, "lanewise_rows_total", "counter", rows.sum());
    single(text, "lanewise_requests_running", "gauge", running);
    single(text, "lanewise_model_reloads_total", "counter", served.reloads());
    single(text, "lanewise_model_reload_failures_total", "counter", served.failures());
    Runtime memory = Runtime.getRuntime();
    single(text, "lanewise_heap_used_bytes", "gauge", memory.totalMemory() - memory.freeMemory());
    single(text, "lanewise_heap_max_bytes", "gauge", memory.maxMemory());
    type(text, "lanewise_request_seconds", "histogram");
    long below = 0;
    for (int i = 0; i < BOUNDS.length; i++) {
      below += durations.get(i);
      text.append("lanewise_request_seconds_bucket{le=\"")
          .append(seconds(BOUNDS[i]))
          .append("\"} ")
          .append(below)
          .append('\n');
    }
    long all = below + durations.get(BOUNDS.length);
    return text.append("lanewise_request_seconds_bucket{le=\"+Inf\"} ")
        .append(all)
        .append("\nlanewise_request_seconds_sum ")
        .append(seconds(microseconds.sum()))
        .append("\nlanewise_request_seconds_count ")
        .append(all)
        .append('\n')
        .toString();
  }

  private static void single(StringBuilder text, String name, String type, long value) {
    type(text, name, type);
    text.append(name).append(' ').append(value).append('\n');
  }

  private static void type(StringBuilder text, String name, String type) {
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static String seconds(long micros) {
    return String.format(Locale.ROOT, "%.6f", micros * 1e-6).replaceFirst("\\.?0+$", "");
  }
}
