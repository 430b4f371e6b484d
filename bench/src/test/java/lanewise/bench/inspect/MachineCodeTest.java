package lanewise.bench.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineCodeTest {
  private static final String SIX = "lanewise.simd.gemm.Tile6x2::rowMajor";
  private static final String TEN = "lanewise.bench.inspect.Tile10x2::multiply";

  private static List<String> code(String header, String... lines) {
    List<String> text = new ArrayList<>(List.of(header, "", "[MachCode]"));
    Collections.addAll(text, lines);
    text.add("[/MachCode]");
    return text;
  }

  private static final String NOP = "0x0000000000000010: 90";

  @Test
  void readsWhatC2CompiledAndNothingElse() {
    List<MachineCode> found = MachineCode.parse(Recorded.printed());

    assertThat(found).extracting(MachineCode::method).containsExactly(SIX, SIX, TEN);
    assertThat(found)
        .extracting(MachineCode::onStackReplacement)
        .containsExactly(false, true, false);
  }

  @Test
  void readsAllBytesInTheirOrder() {
    MachineCode code = MachineCode.parse(Recorded.printed()).getFirst();

    assertThat(code.bytes())
        .hasSize(896)
        .startsWith(0x89, 0x84, 0x24, 0x00, 0xc0, 0xfe, 0xff, 0x55, 0x48, 0x81)
        .endsWith(0x0f, 0x8c, 0x42, 0xff, 0xff, 0xff, 0x49, 0x8b);
  }

  @Test
  void theLatestCodeOfAMethodCountsUnlessItIsEnteredInALoop() {
    assertThat(MachineCode.latest(Recorded.printed()))
        .extracting(MachineCode::method, MachineCode::onStackReplacement)
        .containsExactly(tuple(TEN, false), tuple(SIX, false));
    List<String> twice = new ArrayList<>();
    twice.addAll(
        code("Compiled method (c2) 9 1   b  4  a.B::c (5 bytes)", "0x0000000000000010: 90"));
    twice.addAll(
        code("Compiled method (c2) 19 2       4  a.B::c (5 bytes)", "0x0000000000000010: 90c3"));
    assertThat(MachineCode.latest(twice))
        .singleElement()
        .satisfies(code -> assertThat(code.bytes()).containsExactly(0x90, 0xc3));
  }

  @Test
  void withoutTiersNoLevelIsPrinted() {
    List<String> lines = new ArrayList<>();
    lines.addAll(code("Compiled method (c2) 363  231 %           a.B::c @ 332 (9 bytes)", NOP));
    lines.addAll(code("Compiled method (c2) 446  236             a.B::c (9 bytes)", NOP));

    assertThat(MachineCode.parse(lines))
        .extracting(MachineCode::method, MachineCode::onStackReplacement)
        .containsExactly(tuple("a.B::c", true), tuple("a.B::c", false));
  }

  @Test
  void anUnfinishedCompilationIsSkipped() {
    List<String> printed = Recorded.printed();

    assertThat(MachineCode.parse(printed.subList(0, printed.size() - 1))).hasSize(2);
    assertThat(MachineCode.parse(List.of())).isEmpty();
  }

  @Test
  void aGapInTheCodeIsAnError() {
    List<String> text =
        code(
            "Compiled method (c2) 9 1       4       a.B::c (5 bytes)",
            "0x0000000000000010: 9090 | 90",
            "0x0000000000000014: c3");

    assertThatThrownBy(() -> MachineCode.parse(text))
        .isInstanceOf(InspectionException.class)
        .hasMessage(
            "machine code of a.B::c: address 0x14, expected 0x13, where the line before it ends");
  }
}
