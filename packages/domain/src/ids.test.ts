import { describe, expect, it } from "vitest";
import { appIdOf, newId } from "./ids.ts";

describe("newId", () => {
  it("is a UUIDv7 that carries the time", () => {
    const id = newId(new Date(0x0123456789ab));
    expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("sorts by time and does not repeat", () => {
    const ids = Array.from({ length: 1000 }, (_, index) => newId(new Date(1_700_000_000_000 + index)));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(Array.from({ length: 1000 }, () => newId(new Date(0)))).size).toBe(1000);
  });
});

describe("appIdOf", () => {
  it("is the same UUIDv8 for the same package id, everywhere and for ever", async () => {
    expect(await appIdOf("com.example.notes")).toBe("2ddfd654-2419-8f2a-84dd-952ae4a17a24");
  });

  it("differs between package ids", async () => {
    expect(await appIdOf("com.example.note")).not.toBe(await appIdOf("com.example.notes"));
  });
});
