type Cell = string | number | null;

/**
 * One line of CSV (RFC 4180). Spreadsheets take a text that begins with one of these signs for a formula, so such a
 * text is led in by an apostrophe. Numbers stay numbers.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = /^[\s]*[=+\-@|\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A download of rows that are read piece by piece, as fast as they are taken: memory does not grow with them. */
export function csvDownload(
  fileName: string,
  header: readonly string[],
  pieces: AsyncIterable<readonly (readonly Cell[])[]>,
): Response {
  const lines = (async function* () {
    yield csvLine(header);
    for await (const rows of pieces) yield rows.map(csvLine).join("");
  })();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await lines.return(undefined)),
  });
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${fileName}"`,
    },
  });
}
