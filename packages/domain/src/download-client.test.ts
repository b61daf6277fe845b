import { expect, test } from "vitest";
import { clientOf } from "./download-client.ts";

test.each([
  ["mosis-device/2.1 (watch)", "device"],
  ["Mosis-Device", "device"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "browser"],
  [
    "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
    "browser",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "browser",
  ],
  ["Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.18", "browser"],
  ["curl/8.5.0", "command_line"],
  ["Wget/1.21", "command_line"],
  ["mosis/1.4.0 node/24", "command_line"],
  ["python-requests/2.32", "command_line"],
  ["Python-urllib/3.11", "command_line"],
  ["Go-http-client/2.0", "command_line"],
  ["Mozilla/5.0 (Windows NT; en-US) WindowsPowerShell/5.1", "command_line"],
  ["Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1)", "other"],
  ["mosisfan/1.0", "other"],
  ["", "other"],
  [null, "other"],
  [undefined, "other"],
])("%s is %s", (userAgent, client) => expect(clientOf(userAgent)).toBe(client));
