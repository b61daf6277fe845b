import { type Clock, type SharedCache, systemClock } from "@mosis/domain";
import { describe, expect, test } from "vitest";
import { createFinishedPages, withoutScripts } from "./finished-pages.ts";

const home = { path: "/", isAskedOften: true };

function portals(count: number) {
  const kept = new Map<string, unknown>();
  const shared: SharedCache = {
    get: async (key) => kept.get(key),
    set: async (key, value) => void kept.set(key, value),
  };
  const world = { generation: 1, content: "one", status: 200, now: 0, rendered: [] as string[] };
  const clock: Clock = { ...systemClock, now: () => new Date(world.now) };
  const render = async (path: string) => {
    world.rendered.push(path);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return { status: world.status, html: `<p nonce="abc">${world.content}</p>` };
  };
  const make = (build = "b1") =>
    createFinishedPages({ build, generation: async () => world.generation, shared, clock, render });
  return { world, kept, make, portals: Array.from({ length: count }, () => make()) };
}

describe("finished pages", () => {
  test("are rendered once for all, and again by each generation", async () => {
    const { world, portals: all } = portals(2);
    const see = () => Promise.all(all.map((each) => each.get(home).then(({ html }) => html)));
    await all[0]?.get(home);
    expect(await see()).toEqual(["<p>one</p>", "<p>one</p>"]);
    expect(world.rendered).toEqual(["/"]);
    Object.assign(world, { generation: 2, content: "two" });
    await all[1]?.get(home);
    expect(await see()).toEqual(["<p>two</p>", "<p>two</p>"]);
    expect(world.rendered).toHaveLength(2);
  });

  test("are rendered once when many ask at once", async () => {
    const { world, make } = portals(0);
    const portal = make();
    const pages = await Promise.all(Array.from({ length: 20 }, () => portal.get(home)));
    expect(new Set(pages.map(({ etag }) => etag)).size).toBe(1);
    expect(world.rendered).toHaveLength(1);
  });

  test("are each build's own", async () => {
    const { world, make } = portals(0);
    await make("b1").get(home);
    await make("b2").get(home);
    expect(world.rendered).toHaveLength(2);
  });

  test("of searches, and those that do not exist, are not kept for others", async () => {
    const { world, kept, make } = portals(0);
    const portal = make();
    await portal.get({ path: "/search?q=notes", isAskedOften: false });
    await portal.get({ path: "/search?q=notes", isAskedOften: false });
    expect(world.rendered).toHaveLength(1);
    world.status = 404;
    await portal.get({ path: "/apps/none", isAskedOften: true });
    await portal.get({ path: "/apps/none", isAskedOften: true });
    expect(world.rendered).toHaveLength(3);
    expect(kept.size).toBe(0);
  });

  test("are used for ten minutes", async () => {
    const { world, kept, make } = portals(0);
    const portal = make();
    await portal.get(home);
    // As Redis would.
    kept.clear();
    world.now += 599_000;
    await portal.get(home);
    expect(world.rendered).toHaveLength(1);
    world.now += 1_000;
    await portal.get(home);
    expect(world.rendered).toHaveLength(2);
  });
});

describe("a page without scripts", () => {
  test("keeps its data and the line that is marked", () => {
    const html =
      '<head><script src="/_next/a.js" async="" nonce="aa+/="></script><script data-kept="" nonce="aa+/=">x</script>' +
      '<link rel="preload" as="script" href="/_next/b.js"/><link rel="stylesheet" href="/c.css" nonce="aa+/="/></head>' +
      '<script type="application/ld+json">{"name":"a \\u003cscript>"}</script>' +
      '<p>&lt;script&gt; nonce=&quot;x&quot;</p><script nonce="aa+/=">self.__next_f.push([1,"</p>"])</script>';
    expect(withoutScripts(html)).toBe(
      '<head><script data-kept="">x</script><link rel="stylesheet" href="/c.css"/></head>' +
        '<script type="application/ld+json">{"name":"a \\u003cscript>"}</script>' +
        "<p>&lt;script&gt; nonce=&quot;x&quot;</p>",
    );
  });
});
