// Breaks: adapters-are-wired-in-containers-only
import type {} from "@mosis/db";
