import { expect, test } from "vitest";
import { attachment } from "./content-disposition.ts";

test.each([
  ["com.example.app-1.2.0.mosis", 'attachment; filename="com.example.app-1.2.0.mosis"'],
  ["my app.mosis", 'attachment; filename="my app.mosis"'],
  ["grüße.mosis", "attachment; filename=\"gr__e.mosis\"; filename*=UTF-8''gr%C3%BC%C3%9Fe.mosis"],
  ["a(1)'*.mosis", 'attachment; filename="a(1)\'*.mosis"'],
  ["ü(1)'*.mosis", "attachment; filename=\"_(1)'*.mosis\"; filename*=UTF-8''%C3%BC%281%29%27%2A.mosis"],
  ['a"b.txt', "attachment; filename=\"a_b.txt\"; filename*=UTF-8''a%22b.txt"],
  ["100%25.txt", "attachment; filename=\"100_25.txt\"; filename*=UTF-8''100%2525.txt"],
  ["../../etc/passwd", 'attachment; filename=".._.._etc_passwd"'],
  ["a\r\nSet-Cookie: x\u0000\u0085", 'attachment; filename="a__Set-Cookie: x__"'],
])("%j is offered safely", (fileName, expected) => {
  expect(attachment(fileName)).toBe(expected);
});

test("half a surrogate pair does no harm", () => {
  expect(attachment("a\ud800.txt")).toBe("attachment; filename=\"a_.txt\"; filename*=UTF-8''a%EF%BF%BD.txt");
});
