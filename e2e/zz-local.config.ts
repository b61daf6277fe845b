import base from "./playwright.config.ts";
const { globalSetup: _g, ...rest } = base as any;
export default { ...rest, timeout: 300_000, reporter: [["list"]] };
