// Breaks: format-imports-nothing-of-ours
import "@mosis/domain";
