/** The start pages and data the samples add to what npm ships. They work offline and from any folder. */

const style = `
  html, body { margin: 0; height: 100%; background: #0d1330; color: #e8ecff; font: 14px/1.4 system-ui, sans-serif; }
  header { display: flex; align-items: center; gap: 12px; height: 44px; padding: 0 16px; box-sizing: border-box; }
  header b { font-weight: 600; }
  button { margin-left: auto; padding: 6px 14px; border: 0; border-radius: 6px; background: #ffb347; font: inherit; }
`;

export const editorPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Monaco</title>
    <style>${style}  #editor { height: calc(100% - 44px); }
    </style>
  </head>
  <body>
    <header><b>Monaco</b> <span>Write code on any device.</span></header>
    <div id="editor"></div>
    <script src="vs/loader.js"></script>
    <script>
      require.config({ paths: { vs: "vs" } });
      require(["vs/editor/editor.main"], () => {
        monaco.editor.create(document.getElementById("editor"), {
          value: "function greet(name) {\\n  return \`Hello, \${name}!\`;\\n}\\n",
          language: "javascript",
          theme: "vs-dark",
          automaticLayout: true,
        });
      });
    </script>
  </body>
</html>
`;

export const globePage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Globe Workshop</title>
    <link rel="stylesheet" href="cesium/Build/Cesium/Widgets/widgets.css" />
    <style>${style}  main { display: grid; grid-template-columns: minmax(280px, 2fr) 3fr; height: calc(100% - 44px); }
      @media (max-width: 700px) { main { grid-template: 1fr 1fr / 1fr; } }
    </style>
  </head>
  <body>
    <header><b>Globe Workshop</b> <span>Change the code and run it.</span> <button id="run">Run</button></header>
    <main><div id="editor"></div><div id="globe"></div></main>
    <script src="cesium/Build/Cesium/Cesium.js"></script>
    <script src="monaco/min/vs/loader.js"></script>
    <script>
      const example = \`const viewer = new Cesium.Viewer("globe", {
  baseLayer: Cesium.ImageryLayer.fromProviderAsync(
    Cesium.TileMapServiceImageryProvider.fromUrl(
      Cesium.buildModuleUrl("Assets/Textures/NaturalEarthII"),
    ),
  ),
  baseLayerPicker: false,
  geocoder: false,
});
viewer.camera.flyTo({
  destination: Cesium.Cartesian3.fromDegrees(14.5, 35.9, 4_000_000),
});
return viewer;
\`;
      let viewer;
      const run = (code) => {
        viewer?.destroy();
        viewer = new Function("Cesium", code)(Cesium);
      };
      require.config({ paths: { vs: "monaco/min/vs" } });
      require(["vs/editor/editor.main"], () => {
        const editor = monaco.editor.create(document.getElementById("editor"), {
          value: example,
          language: "javascript",
          theme: "vs-dark",
          automaticLayout: true,
        });
        document.getElementById("run").addEventListener("click", () => run(editor.getValue()));
      });
      run(example);
    </script>
  </body>
</html>
`;

/** The API description Swagger UI shows instead of one from the network. */
export const exampleApi = `${JSON.stringify(
  {
    openapi: "3.1.0",
    info: { title: "Notes", version: "1.0.0", description: "A small API to look around in." },
    paths: {
      "/notes": {
        get: { summary: "List notes", responses: { 200: { description: "The notes, newest first." } } },
        post: { summary: "Add a note", responses: { 201: { description: "The new note." } } },
      },
      "/notes/{id}": {
        get: {
          summary: "Read a note",
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
          responses: { 200: { description: "The note." }, 404: { description: "There is no such note." } },
        },
      },
    },
  },
  null,
  2,
)}\n`;

/** Replaces Swagger UI's initializer, which would load a description from the network. */
export function swaggerInitializer(options: { readonly tryItOut: boolean }): string {
  return `window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: "./notes.json",
    dom_id: "#swagger-ui",
    deepLinking: true,
    tryItOutEnabled: ${options.tryItOut},
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    layout: "StandaloneLayout",
  });
};
`;
}
