// Breaks: chaos-is-imported-by-nothing
import "../../../../chaos/failpoints.ts";
