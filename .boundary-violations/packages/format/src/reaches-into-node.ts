// Breaks: format-core-leaves-node-entry-alone
import "./node/open-archive.ts";
