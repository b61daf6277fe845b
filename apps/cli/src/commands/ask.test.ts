import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { run } from "../main.ts";
import { recordingTerminal } from "../testing/recording-terminal.ts";
import { scratchFolder } from "../testing/sample-folder.ts";

/** A person who answers each question with the next of these lines, and then ends the input. */
function personTyping(...answers: string[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  const asked: string[] = [];
  output.setEncoding("utf8").on("data", (question: string) => {
    asked.push(question);
    const answer = answers.shift();
    if (answer === undefined) input.end();
    else input.write(`${answer}\n`);
  });
  return { input, output, asked };
}

test("a person is asked for what is not given, again when an answer cannot be used", async () => {
  const folder = join(await scratchFolder(), "notes");
  const keyboard = personTyping("Notes!", "org.example.notes", "", "");
  const terminal = recordingTerminal();
  expect(await run(["init", folder, "--name", "My Notes"], { terminal, env: {}, keyboard })).toBe(0);
  expect(terminal.errors()).toContain("Use a reverse domain name");
  expect(keyboard.asked).toHaveLength(4);
  expect(JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"))).toMatchObject({
    id: "org.example.notes",
    name: "My Notes",
    version: "1.0.0",
  });
});

test("who ends the input in place of an answer gets no file", async () => {
  const folder = await scratchFolder();
  const terminal = recordingTerminal();
  const keyboard = personTyping("org.example.notes");
  expect(await run(["init", folder], { terminal, env: {}, keyboard })).toBe(130);
  expect(terminal.errors()).toBe("Stopped. Nothing was written.");
  await expect(readFile(join(folder, "manifest.json"))).rejects.toThrow("ENOENT");
});
