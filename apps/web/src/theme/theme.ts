import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** The one accent. Shades from light to dark, 6 for fills on light and 8 on dark grounds. */
const iris: MantineColorsTuple = [
  "#eef1ff",
  "#dbe1fd",
  "#b5c0f7",
  "#8c9cf2",
  "#6b7eed",
  "#566aea",
  "#4a5fe6",
  "#3c4fcd",
  "#3445b8",
  "#293aa2",
];

/** Neutrals of the dark scheme, a touch cooler than Mantine's own. */
const dark: MantineColorsTuple = [
  "#e6e7ea",
  "#b9bdc7",
  "#9ca1ac",
  "#757a86",
  "#3a3d47",
  "#2e3038",
  "#22242a",
  "#1a1b20",
  "#15161a",
  "#111216",
];

export const theme = createTheme({
  primaryColor: "iris",
  primaryShade: { light: 6, dark: 5 },
  colors: { iris, dark },
  autoContrast: true,
  defaultRadius: "md",
  cursorType: "pointer",
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  headings: {
    fontWeight: "620",
    sizes: {
      h1: { fontSize: "1.5rem", lineHeight: "1.25" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.35" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
    },
  },
  components: {
    Paper: { defaultProps: { radius: "md" } },
    Badge: { defaultProps: { variant: "light", radius: "sm", tt: "none", fw: 550 } },
    Button: { defaultProps: { size: "sm" } },
    Modal: { defaultProps: { radius: "md", overlayProps: { backgroundOpacity: 0.45, blur: 2 } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
  },
});
