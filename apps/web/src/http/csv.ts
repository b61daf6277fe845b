import { stringify } from "csv-stringify/sync";

type Cell = string | number | null;

/** Lines of CSV (RFC 4180) in which no text can be taken for a formula by a spreadsheet; numbers stay numbers. */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return stringify(rows as Cell[][], {
    escape_formulas: true,
    record_delimiter: "windows",
    // By itself it quotes the whole delimiter only; readers take either half for the end of a line.
    quoted_match: /[\r\n]/,
  });
}

/** A download of rows that are read piece by piece, as fast as they are taken: memory does not grow with them. */
export function csvDownload(
  fileName: string,
  header: readonly string[],
  pieces: AsyncIterable<readonly (readonly Cell[])[]>,
): Response {
  const lines = (async function* () {
    yield csvLines([header]);
    for await (const rows of pieces) yield csvLines(rows);
  })();
  return streamedDownload(fileName, "text/csv", lines);
}

/** A download of text that is read piece by piece, as fast as it is taken: memory does not grow with it. */
export function streamedDownload(
  fileName: string,
  contentType: "text/csv" | "application/x-ndjson",
  lines: AsyncGenerator<string, void, undefined>,
): Response {
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
      "content-type": `${contentType}; charset=utf-8`,
      "content-disposition": `attachment; filename="${fileName}"`,
    },
  });
}
