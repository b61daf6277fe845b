import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Packages of this repository export their TypeScript sources.
  transpilePackages: ["@mosis/db", "@mosis/domain", "@mosis/format", "@mosis/mail", "@mosis/storage"],
  serverExternalPackages: [
    "pg",
    "pino",
    "prom-client",
    "@opentelemetry/api",
    "@opentelemetry/context-async-hooks",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace",
    "@prisma/client",
    "@prisma/adapter-pg",
  ],
  experimental: { optimizePackageImports: ["@mantine/core", "@mantine/hooks", "@tabler/icons-react"] },
  // Titles and the like are a part of the page, for whoever asks and without a script.
  htmlLimitedBots: /.*/,
  // `npm run check` does it, for all packages at once.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "x-content-type-options", value: "nosniff" },
        { key: "x-frame-options", value: "DENY" },
        { key: "referrer-policy", value: "strict-origin-when-cross-origin" },
        { key: "cross-origin-opener-policy", value: "same-origin" },
        { key: "permissions-policy", value: "camera=(), microphone=(), geolocation=()" },
      ],
    },
    // Their addresses hold secrets, and the sign-in page's those it leads back to: no other site is told of them.
    ...["/invitations/:path*", "/transfers/:path*", "/sign-in"].map((source) => ({
      source,
      headers: [{ key: "referrer-policy", value: "no-referrer" }],
    })),
  ],
};

// Next reads the default export.
export default config;
