package lanewise.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** What may happen to the bytes of a file. */
enum Mutation {
  FLIP {
    @Override
    byte[] of(byte[] bytes, RandomGenerator random) {
      byte[] result = bytes.clone();
      if (result.length > 0) {
        result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
      }
      return result;
    }
  },
  EXTREME_BYTE {
    @Override
    byte[] of(byte[] bytes, RandomGenerator random) {
      byte[] result = bytes.clone();
      if (result.length > 0) {
        byte[] extremes = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff, '"', '{', '9', ',', '\n'};
        result[random.nextInt(result.length)] = extremes[random.nextInt(extremes.length)];
      }
      return result;
    }
  },
  EXTREME_NUMBER {
    @Override
    byte[] of(byte[] bytes, RandomGenerator random) {
      byte[] result = bytes.clone();
      int width = 2 << random.nextInt(3);
      if (result.length >= width) {
        ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long[] extremes = {
          0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, 1L << 40
        };
        number.putLong(extremes[random.nextInt(extremes.length)] - random.nextInt(2));
        byte[] source = Arrays.copyOf(number.array(), width);
        if (random.nextBoolean()) {
          reverse(source);
        }
        System.arraycopy(source, 0, result, random.nextInt(result.length - width + 1), width);
      }
      return result;
    }
  },
  CUT {
    @Override
    byte[] of(byte[] bytes, RandomGenerator random) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }
  },
  APPEND {
    @Override
    byte[] of(byte[] bytes, RandomGenerator random) {
      byte[] more = new byte[1 + random.nextInt(64)];
      if (random.nextBoolean()) {
        random.nextBytes(more);
      }
      return splice(bytes, bytes.length, bytes.length, more);
    }
  },
  /** Takes a part out, or puts a copy of it elsewhere. */
  SPLICE {
    @Override
    byte[] of(byte[] bytes, RandomGenerator random) {
      int begin = random.nextInt(bytes.length + 1);
      int end = Math.min(bytes.length, begin + random.nextInt(32));
      if (random.nextBoolean()) {
        return splice(bytes, begin, end, new byte[0]);
      }
      int at = random.nextInt(bytes.length + 1);
      return splice(bytes, at, at, Arrays.copyOfRange(bytes, begin, end));
    }
  },
  /** Puts a word between the bytes, or in place of some. */
  TOKEN {
    @Override
    byte[] of(byte[] bytes, RandomGenerator random) {
      int begin = random.nextInt(bytes.length + 1);
      int end = random.nextBoolean() ? begin : Math.min(bytes.length, begin + random.nextInt(8));
      return splice(bytes, begin, end, token(random));
    }
  },
  /** Puts a word in place of a whole number. */
  DIGITS {
    @Override
    byte[] of(byte[] bytes, RandomGenerator random) {
      int begin = random.nextInt(bytes.length + 1);
      while (begin < bytes.length && !isDigit(bytes[begin])) {
        begin++;
      }
      int end = begin;
      while (end < bytes.length && isDigit(bytes[end])) {
        end++;
      }
      return splice(bytes, begin, end, token(random));
    }
  },
  /** Many times the same: deep nesting, long lines, many axes. */
  REPEAT {
    @Override
    byte[] of(byte[] bytes, RandomGenerator random) {
      byte[] unit = token(random);
      if (random.nextBoolean()) {
        int begin = random.nextInt(bytes.length + 1);
        unit = Arrays.copyOfRange(bytes, begin, Math.min(bytes.length, begin + 24));
      }
      var run = new ByteArrayOutputStream();
      for (int times = 1 << random.nextInt(13); times > 0 && run.size() < LONGEST_RUN; times--) {
        run.writeBytes(unit);
      }
      int at = random.nextInt(bytes.length + 1);
      return splice(bytes, at, at, run.toByteArray());
    }
  };

  private static final int LONGEST_RUN = 1 << 16;

  private static final List<String> TOKENS =
      List.of(
          "0",
          "-1",
          "1",
          "3",
          "127",
          "255",
          "256",
          "65536",
          "2147483647",
          "2147483648",
          "4294967296",
          "9223372036854775807",
          "9223372036854775808",
          "99999999999999999999999",
          "1e999",
          "-1e-999",
          "1.5",
          ".",
          "-",
          "NaN",
          "Infinity",
          "nan",
          "NA",
          "?",
          "null",
          "true",
          "[",
          "]",
          "{",
          "}",
          "[]",
          "{}",
          "\"",
          "\\",
          "\\u0000",
          "\\ud800",
          "\"\":",
          ":",
          ",",
          ",,",
          "(",
          ")",
          "()",
          "(1,)",
          "1,",
          "'",
          "'<f8'",
          "'>i4'",
          "'|O'",
          "'<U3'",
          "True",
          "False",
          "F32",
          "F64",
          "BF16",
          "I64",
          "\n",
          "\r\n",
          "\r",
          "\t",
          " ",
          ";",
          "\ufeff",
          "\u0000",
          "\u001b",
          "\u00fc",
          "\ud83d\ude00",
          "PK\u0001\u0002",
          "PK\u0005\u0006",
          "input",
          "dense",
          "__metadata__",
          "lanewise",
          "../x",
          "x.npy",
          "y.npy");

  abstract byte[] of(byte[] bytes, RandomGenerator random);

  /** One to four of them, one after the other. */
  static byte[] some(byte[] bytes, RandomGenerator random) {
    byte[] result = bytes;
    for (int count = 1 + random.nextInt(4); count > 0; count--) {
      result = values()[random.nextInt(values().length)].of(result, random);
    }
    return result;
  }

  /** The bytes with others in place of those from {@code begin} to {@code end}. */
  static byte[] splice(byte[] bytes, int begin, int end, byte[] middle) {
    return ByteBuffer.allocate(bytes.length - (end - begin) + middle.length)
        .put(bytes, 0, begin)
        .put(middle)
        .put(bytes, end, bytes.length - end)
        .array();
  }

  private static byte[] token(RandomGenerator random) {
    return TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }

  private static void reverse(byte[] bytes) {
    for (int low = 0, high = bytes.length - 1; low < high; low++, high--) {
      byte kept = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = kept;
    }
  }
}
