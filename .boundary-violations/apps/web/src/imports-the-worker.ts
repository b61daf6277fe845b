// Breaks: apps-never-import-each-other
import "../../worker/src/env.ts";
