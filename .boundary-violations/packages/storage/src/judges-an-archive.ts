// Breaks: adapters-take-format-types-only
import "../../format/src/node/open-archive.ts";
