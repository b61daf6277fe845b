// Breaks: every-import-resolves
import "./gone.ts";
