// Breaks: adapters-are-wired-in-containers-only
import "@mosis/jobs";
