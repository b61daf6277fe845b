import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { PackFile } from "@mosis/format";
import { folderFiles } from "@mosis/format/node";
import { cesiumIcon, monacoIcon, swaggerIcon } from "./icons.ts";
import { editorPage, exampleApi, globePage, swaggerInitializer } from "./pages.ts";

/** A package to build: what its manifest says and what is in it. */
export interface Recipe {
  readonly fileName: string;
  /** One sentence on what it is made of. */
  readonly about: string;
  readonly manifest: {
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly version_code: number;
  } & Readonly<Record<string, unknown>>;
  /** Everything but the manifest. */
  files(): Promise<PackFile[]>;
}

const utf8 = new TextEncoder();
const require = createRequire(import.meta.url);

/** The folder of an installed npm package; its name in `node_modules` is what Node looks up, whatever it exports. */
function packageFolder(name: string, from = require): string {
  for (const folder of from.resolve.paths(name) ?? []) {
    try {
      return dirname(realpathSync(join(folder, name, "package.json")));
    } catch {
      // not in this node_modules; the next one up may have it
    }
  }
  throw new Error(`The npm package ${name} is not installed; run npm ci.`);
}

function versionOf(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return version;
}

const text = (path: string, content: string): PackFile => ({ path, bytes: utf8.encode(content) });
const copy = (path: string, from: string): PackFile => ({ path, bytes: readFileSync(from) });

const welcome = "Open an API description, or look at the example.\n";
const changes = `# Changes

- Requests can be sent right away: "Try it out" is on.
- Answers can be copied, for which the app asks for the clipboard.
`;

function swagger(versionCode: 1 | 2): Recipe {
  const folder = packageFolder("swagger-ui-dist");
  const [major = "0", minor = "0", patch = "0"] = versionOf(folder).split(".");
  const replaced = new Set(["package.json", "swagger-initializer.js", "absolute-path.js", "index.js"]);
  return {
    fileName: `swagger-${versionCode}.mosis`,
    about: "Swagger UI with an API description of its own",
    manifest: {
      manifest_version: 1,
      id: "com.example.swagger",
      name: "Swagger UI",
      version: `${major}.${minor}.${Number(patch) + versionCode - 1}`,
      version_code: versionCode,
      description:
        versionCode === 1
          ? "Read and try HTTP APIs described with OpenAPI."
          : "Read and try HTTP APIs described with OpenAPI. Requests can be sent right away.",
      author: "Swagger",
      entry: "index.html",
      icon: "icon.png",
      permissions: versionCode === 1 ? ["network"] : ["network", "clipboard"],
      locales: ["en"],
      license: "Apache-2.0",
      homepage: "https://swagger.io/tools/swagger-ui/",
    },
    files: async () => [
      ...(await folderFiles(folder)).filter(({ path }) => !replaced.has(path)),
      text("swagger-initializer.js", swaggerInitializer({ tryItOut: versionCode === 2 })),
      text("notes.json", exampleApi),
      versionCode === 1 ? text("welcome.txt", welcome) : text("CHANGES.md", changes),
      { path: "icon.png", bytes: swaggerIcon() },
    ],
  };
}

function monaco(): Recipe {
  const folder = packageFolder("monaco-editor");
  return {
    fileName: "monaco.mosis",
    about: "the Monaco editor with all its languages",
    manifest: {
      manifest_version: 1,
      id: "com.example.monaco",
      name: "Monaco",
      version: versionOf(folder),
      version_code: 1,
      description: "The code editor of Visual Studio Code as an app of its own.",
      author: "Microsoft",
      entry: "index.html",
      icon: "icon.png",
      min_os_version: "1.0",
      permissions: ["clipboard", "files"],
      locales: [
        "en",
        "cs",
        "de",
        "es",
        "fr",
        "it",
        "ja",
        "ko",
        "pl",
        "pt-BR",
        "ru",
        "tr",
        "zh-Hans",
        "zh-Hant",
      ],
      license: "MIT",
      homepage: "https://microsoft.github.io/monaco-editor/",
    },
    files: async () => [
      ...(await folderFiles(join(folder, "min"))),
      copy("LICENSE", join(folder, "LICENSE")),
      copy("ThirdPartyNotices.txt", join(folder, "ThirdPartyNotices.txt")),
      text("index.html", editorPage),
      { path: "icon.png", bytes: monacoIcon() },
    ],
  };
}

/** The large one: more than 50 MB packed. The packages come whole, with their own licences and notices. */
function cesium(): Recipe {
  const folder = packageFolder("cesium");
  const own = createRequire(join(folder, "package.json"));
  return {
    fileName: "cesium.mosis",
    about: "CesiumJS with its builds and sources, and the Monaco editor to program the globe",
    manifest: {
      manifest_version: 1,
      id: "com.example.cesium",
      name: "Globe Workshop",
      version: versionOf(folder),
      version_code: 1,
      description:
        "A globe in 3D that you program yourself. Works offline; the engine's sources are inside to read.",
      author: "Cesium",
      entry: "index.html",
      icon: "icon.png",
      min_os_version: "2.0",
      permissions: ["location", "network"],
      locales: ["en"],
      license: "Apache-2.0 AND MIT",
      homepage: "https://cesium.com/platform/cesiumjs/",
    },
    files: async () => [
      ...(await folderFiles(folder, "cesium/")),
      ...(await folderFiles(packageFolder("@cesium/engine", own), "engine/")),
      ...(await folderFiles(packageFolder("@cesium/widgets", own), "widgets/")),
      ...(await folderFiles(packageFolder("monaco-editor"), "monaco/")),
      text("index.html", globePage),
      { path: "icon.png", bytes: cesiumIcon() },
    ],
  };
}

/** All samples that are good packages. */
export function recipes(): Recipe[] {
  return [swagger(1), swagger(2), monaco(), cesium()];
}

/** What the samples are made from, for telling whether they are still current. */
export function ingredients(): Record<string, string> {
  const names = ["cesium", "monaco-editor", "swagger-ui-dist"];
  return Object.fromEntries(names.map((name) => [name, versionOf(packageFolder(name))]));
}
