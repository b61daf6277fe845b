import { expect, test } from "vitest";
import { recordingTerminal } from "../testing/recording-terminal.ts";
import { countFindings, printFindings, type ShownFinding } from "./findings.ts";

const error: ShownFinding = {
  code: "entry_missing",
  severity: "error",
  path: "manifest.json",
  message: "The entry is not there.",
  fix: "Add it.",
};
const warning: ShownFinding = { ...error, code: "odd", severity: "warning", path: null };

test("findings are printed in groups, errors first, with code, place and fix", () => {
  const terminal = recordingTerminal();
  printFindings(terminal, [warning, error]);
  expect(terminal.text()).toBe(
    [
      "",
      "1 error",
      "  ✗ The entry is not there.",
      "    Add it.",
      "    entry_missing · manifest.json",
      "",
      "1 warning",
      "  ! The entry is not there.",
      "    Add it.",
      "    odd",
    ].join("\n"),
  );
});

test("counts are plain words", () => {
  expect(countFindings([])).toBe("nothing to mend");
  expect(countFindings([error, warning, warning])).toBe("1 error, 2 warnings");
});
