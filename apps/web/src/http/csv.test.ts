import { describe, expect, it } from "vitest";
import { csvDownload, csvLines } from "./csv.ts";

describe("a line of CSV", () => {
  it.each([
    [["2026-11-21", 1_234_567_890_123, null], "2026-11-21,1234567890123,\r\n"],
    [['Ada, "the" first'], '"Ada, ""the"" first"\r\n'],
    [["two\nlines"], '"two\nlines"\r\n'],
    [["=1+1"], "'=1+1\r\n"],
    [['=HYPERLINK("http://evil")'], `"'=HYPERLINK(""http://evil"")"\r\n`],
    [["+49 30"], "'+49 30\r\n"],
    [["-1"], "'-1\r\n"],
    [["@SUM(A1)"], "'@SUM(A1)\r\n"],
    [["\t=1"], "'\t=1\r\n"],
    [["a-b=c"], "a-b=c\r\n"],
    [[-5], "-5\r\n"],
  ])("%j is %j", (cells, line) => expect(csvLines([cells])).toBe(line));
});

describe("a download of CSV", () => {
  it("has its name, its header and every row", async () => {
    const response = csvDownload(
      "days.csv",
      ["day", "bytes"],
      (async function* () {
        yield [["2026-11-20", 1]];
        yield [
          ["2026-11-21", 2],
          ["2026-11-22", 3],
        ];
      })(),
    );
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="days.csv"');
    expect(await response.text()).toBe("day,bytes\r\n2026-11-20,1\r\n2026-11-21,2\r\n2026-11-22,3\r\n");
  });

  it("reads no further than is taken", async () => {
    let read = 0;
    const endless = (async function* () {
      for (;;) {
        read += 1;
        yield [[read]];
      }
    })();
    const reader = csvDownload("n.csv", ["n"], endless).body?.getReader();
    for (let taken = 0; taken < 10; taken += 1) await reader?.read();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(read).toBeLessThan(20);
    await reader?.cancel();
    const after = read;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(read).toBe(after);
  });
});
