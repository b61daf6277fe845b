import type { NewApp, PlatformRole } from "@mosis/domain";

/** Who can sign in by name in a demo store. */
export const demoPeople: readonly { name: string; role: PlatformRole }[] = [
  { name: "Developer", role: "member" },
  { name: "Reviewer", role: "reviewer" },
  { name: "Admin", role: "admin" },
];

export interface DemoApp {
  listing: NewApp;
  /** In the samples folder, as all files here. */
  iconFile: string;
  versions: readonly {
    file: string;
    goal: "published" | "in_review" | "draft" | "failed";
    /** What has been written in its review, first by the reviewer, then in turns. */
    thread?: readonly string[];
    /** Share of the devices on `beta` that get it as well, in hundredths of a percent. */
    beta?: number;
  }[];
}

/** Apps of the demo developer, made from the packages that `npm run samples` builds. */
export const demoApps: readonly DemoApp[] = [
  {
    listing: {
      packageId: "com.example.swagger",
      name: "Swagger UI",
      summary: "Read and try HTTP APIs described with OpenAPI",
      description:
        "Opens any OpenAPI description and turns it into pages you can read and try.\n\nEvery operation shows its parameters, the shape of its answers and examples, and sends real requests when you ask it to.",
      category: "developer-tools",
    },
    iconFile: "swagger-1.png",
    versions: [
      { file: "swagger-1.mosis", goal: "published" },
      { file: "broken-entry-missing.mosis", goal: "failed" },
      {
        file: "swagger-2.mosis",
        goal: "in_review",
        thread: [
          "“Try it out” is on now. Does the app send requests to any address a description names, or only to its own servers?",
          "To those that the description names, and only when you press the button. It says so in the listing: https://swagger.io/docs/open-source-tools/swagger-ui/usage/configuration/",
        ],
      },
    ],
  },
  {
    listing: {
      packageId: "com.example.monaco",
      name: "Monaco",
      summary: "A code editor for every file you have",
      description:
        "The editor that Visual Studio Code is built on, as an app of its own.\n\nHighlights some eighty languages, completes what you type in the web's own ones, compares two files side by side and edits with several cursors at once.",
      category: "developer-tools",
    },
    iconFile: "monaco.png",
    versions: [{ file: "monaco.mosis", goal: "published", beta: 2_500 }],
  },
];
